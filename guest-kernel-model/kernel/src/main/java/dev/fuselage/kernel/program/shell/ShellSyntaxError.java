package dev.fuselage.kernel.program.shell;

/**
 * A line that is not of the shell's language; the message says what stands where and what was
 * expected.
 */
public final class ShellSyntaxError extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;

    ShellSyntaxError(int line, String message) {
        super(message, null, false, false);
        this.line = line;
    }

    /** The line of the text that is at fault, from 1. */
    public int line() {
        return line;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
