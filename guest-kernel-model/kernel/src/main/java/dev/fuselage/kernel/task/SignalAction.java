package dev.fuselage.kernel.task;

/** What a process does on a signal. */
public enum SignalAction {
    /** What {@link Signal#isFatalByDefault} says. */
    DEFAULT,
    IGNORE,
    /**
     * It stays pending, ends interruptible waits and is taken by the program at {@link
     * Task#takeSignal}.
     */
    HANDLE
}
