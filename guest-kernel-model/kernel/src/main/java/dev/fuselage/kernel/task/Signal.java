package dev.fuselage.kernel.task;

/** Signal numbers of Linux (asm-generic) and what they do when nobody handles them. */
public final class Signal {
    public static final int SIGHUP = 1;
    public static final int SIGINT = 2;
    public static final int SIGQUIT = 3;
    public static final int SIGILL = 4;
    public static final int SIGTRAP = 5;
    public static final int SIGABRT = 6;
    public static final int SIGBUS = 7;
    public static final int SIGKILL = 9;
    public static final int SIGUSR1 = 10;
    public static final int SIGSEGV = 11;
    public static final int SIGUSR2 = 12;
    public static final int SIGPIPE = 13;
    public static final int SIGALRM = 14;
    public static final int SIGTERM = 15;
    public static final int SIGCHLD = 17;
    public static final int SIGCONT = 18;
    public static final int SIGSTOP = 19;
    public static final int SIGXFSZ = 25;
    public static final int SIGIO = 29;

    /** Highest signal number with a place in a pending set. */
    public static final int LAST = 64;

    private static final String[] NAMES = {
        "0",
        "SIGHUP",
        "SIGINT",
        "SIGQUIT",
        "SIGILL",
        "SIGTRAP",
        "SIGABRT",
        "SIGBUS",
        "SIGFPE",
        "SIGKILL",
        "SIGUSR1",
        "SIGSEGV",
        "SIGUSR2",
        "SIGPIPE",
        "SIGALRM",
        "SIGTERM",
        "SIGSTKFLT",
        "SIGCHLD",
        "SIGCONT",
        "SIGSTOP",
        "SIGTSTP",
        "SIGTTIN",
        "SIGTTOU",
        "SIGURG",
        "SIGXCPU",
        "SIGXFSZ",
        "SIGVTALRM",
        "SIGPROF",
        "SIGWINCH",
        "SIGIO",
        "SIGPWR",
        "SIGSYS"
    };

    /**
     * SIGCHLD, SIGCONT, SIGURG, SIGWINCH; and the stop signals, because this kernel has no job
     * control.
     */
    private static final long HARMLESS =
            bit(SIGCHLD)
                    | bit(SIGCONT)
                    | bit(23)
                    | bit(28)
                    | bit(SIGSTOP)
                    | bit(20)
                    | bit(21)
                    | bit(22);

    private Signal() {}

    /** The signal's bit in a signal set. */
    public static long bit(int signal) {
        return 1L << (signal - 1);
    }

    /** True when the default action ends the process. */
    public static boolean isFatalByDefault(int signal) {
        return (HARMLESS & bit(signal)) == 0;
    }

    /** "SIGINT"; a plain number for real-time signals. */
    public static String name(int signal) {
        return signal >= 0 && signal < NAMES.length ? NAMES[signal] : Integer.toString(signal);
    }
}
