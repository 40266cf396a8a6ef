package dev.fuselage.kernel.wait;

import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskState;

/** Which signals end a wait. */
public enum Interruptibility {
    /** Every signal that is not blocked or ignored. */
    INTERRUPTIBLE(TaskState.INTERRUPTIBLE),
    /** Only a fatal one. */
    KILLABLE(TaskState.KILLABLE),
    /** None. */
    UNINTERRUPTIBLE(TaskState.UNINTERRUPTIBLE),
    /** None, and the wait does not count as a hang: a kernel thread without work. */
    IDLE(TaskState.IDLE);

    private final TaskState state;

    Interruptibility(TaskState state) {
        this.state = state;
    }

    TaskState state() {
        return state;
    }

    /** {@code signal_pending_state()}: a signal is there that ends such a wait. */
    boolean isEndedBySignalOf(Task task) {
        return switch (this) {
            case INTERRUPTIBLE -> task.signalPending();
            case KILLABLE -> task.fatalSignalPending();
            case UNINTERRUPTIBLE, IDLE -> false;
        };
    }
}
