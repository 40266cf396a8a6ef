package dev.fuselage.cli;

/** Exit statuses of the command itself; others are those of guest commands. */
public final class ExitStatus {

    /** All went well. */
    public static final int OK = 0;

    /** A guest's kernel panicked, or a real guest reset its machine. */
    public static final int PANIC = 1;

    /** The program itself failed. */
    public static final int INTERNAL_ERROR = 70;

    /** A limit of time or instructions was reached: what timeout(1) answers. */
    public static final int OUT_OF_TIME = 124;

    /** The user asked for something that cannot be done, or for a share that cannot be had. */
    public static final int BAD_USAGE = 125;

    /** A guest hangs. */
    public static final int HANG = 126;

    /** The terminal is gone: 128 and the number of SIGHUP. */
    public static final int TERMINAL_CLOSED = 129;

    /** Nobody reads the output any more: 128 and the number of SIGPIPE. */
    public static final int OUTPUT_CLOSED = 141;

    private ExitStatus() {}
}
