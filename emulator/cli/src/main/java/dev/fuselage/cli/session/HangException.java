package dev.fuselage.cli.session;

/** A guest waits for something that can never happen; the message is the wait-for report. */
public final class HangException extends Exception {

    private static final long serialVersionUID = 1L;

    /** A hang, with its report. */
    public HangException(String report) {
        super(report, null, false, false);
    }

    /** The report, in lines. */
    public String report() {
        return String.valueOf(getMessage());
    }
}
