package dev.fuselage.kernel.task;

/**
 * Unwinds a program's stack when its task exits; an Error, so that programs that catch exceptions
 * let it pass.
 */
public final class TaskExit extends Error {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * @param status as {@code wait} reports it: exit code times 256, or the number of the fatal
     *     signal
     */
    public TaskExit(int status) {
        super("exit status " + status, null, false, false);
        this.status = status;
    }

    /** Exit code times 256, or the number of the fatal signal. */
    public int status() {
        return status;
    }
}
