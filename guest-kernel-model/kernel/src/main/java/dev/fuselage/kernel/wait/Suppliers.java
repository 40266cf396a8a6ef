package dev.fuselage.kernel.wait;

import dev.fuselage.kernel.task.Task;

/** Takes in who can end a wait. */
public interface Suppliers {
    /** That task, when it gets on. */
    void task(Task task);

    /** Whatever ends the wait for that other thing: this one follows from it. */
    void waitable(Waitable other);

    /** Something outside the guest, always able to act. */
    void outside(String who);

    /** Any task that can get on, other than the waiting one. */
    void anyTask(String how);
}
