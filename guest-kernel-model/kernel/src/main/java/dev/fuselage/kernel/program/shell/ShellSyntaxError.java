package dev.fuselage.kernel.program.shell;

/**
 * A line that is not of the shell's language; the message says what stands where and what was
 * expected.
 */
public final class ShellSyntaxError extends Exception {

    private static final long serialVersionUID = 1L;

    ShellSyntaxError(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
