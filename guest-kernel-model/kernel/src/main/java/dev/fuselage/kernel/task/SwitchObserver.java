package dev.fuselage.kernel.task;

/** Told which task runs on which CPU and when, for timelines. */
public interface SwitchObserver {
    /** A CPU takes up a task, now. */
    void takenUp(Vcpu cpu, Task task);

    /** A CPU leaves a task, now: it waits, has ended, or gives way to another. */
    void left(Vcpu cpu, Task task);
}
