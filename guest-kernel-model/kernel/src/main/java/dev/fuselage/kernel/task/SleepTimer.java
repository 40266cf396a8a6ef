package dev.fuselage.kernel.task;

/** Ends a task's sleep at its deadline. */
final class SleepTimer extends CpuTimer {
    private final Task task;

    SleepTimer(Task task) {
        super(task.scheduler(), "sleep of " + task);
        this.task = task;
    }

    @Override
    protected void fire() {
        if (task.state().isAsleep()) {
            task.timedOut = true;
            boolean _ = task.scheduler().wake(task);
        }
    }
}
