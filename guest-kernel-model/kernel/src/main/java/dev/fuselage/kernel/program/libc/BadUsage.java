package dev.fuselage.kernel.program.libc;

/** Arguments a program cannot take; the message says which, without the program's name. */
public final class BadUsage extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean synopsisHelps;

    public BadUsage(String message) {
        this(message, true);
    }

    private BadUsage(String message, boolean synopsisHelps) {
        super(message, null, false, false);
        this.synopsisHelps = synopsisHelps;
    }

    /** A value that does not fit, as in {@code touch: invalid date format 'x'}. */
    public static BadUsage ofValue(String message) {
        return new BadUsage(message, false);
    }

    /** Whether the synopsis would tell more than the message does. */
    public boolean synopsisHelps() {
        return synopsisHelps;
    }

    /** {@code mkdir: missing operand}. */
    public static BadUsage missingOperand() {
        return new BadUsage("missing operand");
    }

    /** {@code cp: missing destination file operand after 'a'}. */
    public static BadUsage missingDestination(String after) {
        return new BadUsage("missing destination file operand after " + Quote.name(after));
    }

    /** {@code sleep: extra operand 'x'}. */
    public static BadUsage extraOperand(String operand) {
        return new BadUsage("extra operand " + Quote.name(operand));
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
