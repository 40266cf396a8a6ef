package dev.fuselage.kernel.task;

/**
 * Told when its task goes to sleep and runs again, as work queues are of their kworkers ({@code
 * wq_worker_sleeping}). Must not block.
 */
public interface SleepObserver {
    /** The task is about to leave its CPU because it waits. */
    void goingToSleep(Task task);

    /** The task runs again after a sleep. */
    void runningAgain(Task task);
}
