package dev.fuselage.kernel.program.workload;

/**
 * A script line that is not in the language; the message names file, line number and what is wrong.
 */
public final class WorkloadSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int lineNumber;

    WorkloadSyntaxException(String script, int lineNumber, String why) {
        super(script + ".wl:" + lineNumber + ": " + why);
        this.lineNumber = lineNumber;
    }

    /** The offending line, counted from 1. */
    public int lineNumber() {
        return lineNumber;
    }
}
