package dev.fuselage.kernel.task;

/** What a task is doing, as {@code ps} and {@code try_to_wake_up} see it. */
public enum TaskState {
    /** On a CPU or in a run queue ({@code TASK_RUNNING}). */
    RUNNING('R'),
    /** Asleep; any signal ends the sleep ({@code TASK_INTERRUPTIBLE}). */
    INTERRUPTIBLE('S'),
    /** Asleep; only a fatal signal ends the sleep ({@code TASK_KILLABLE}). */
    KILLABLE('D'),
    /** Asleep; nothing but the event ends the sleep ({@code TASK_UNINTERRUPTIBLE}). */
    UNINTERRUPTIBLE('D'),
    /** Asleep without counting as hung: a kernel thread with nothing to do ({@code TASK_IDLE}). */
    IDLE('I'),
    /** Exited, its parent has not asked for the exit code yet ({@code EXIT_ZOMBIE}). */
    ZOMBIE('Z'),
    /** Exited and gone ({@code EXIT_DEAD}). */
    DEAD('X');

    private final char letter;

    TaskState(char letter) {
        this.letter = letter;
    }

    /** The letter {@code ps} shows. */
    public char letter() {
        return letter;
    }

    /** True while the task waits for something. */
    public boolean isAsleep() {
        return switch (this) {
            case INTERRUPTIBLE, KILLABLE, UNINTERRUPTIBLE, IDLE -> true;
            case RUNNING, ZOMBIE, DEAD -> false;
        };
    }
}
