package dev.fuselage.kernel.task;

import java.util.Locale;

/**
 * The kernel did what a kernel must never do, and a check of the model saw it: the kernel itself
 * would go on with damaged data, if it noticed at all.
 *
 * <p>Ends the run as {@link KernelPanic} does, except for a {@link Kind#WARNING}, which is told to
 * whoever listens at {@link TaskScheduler#setWarningObserver} and changes nothing.
 */
public final class Misbehaviour extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Kind {
        /** Memory is read or written that belongs to somebody else by now. */
        USE_AFTER_FREE,
        /** Data structures of the kernel contradict each other. */
        CORRUPTION,
        /** The kernel itself complains, and goes on ({@code WARN}, {@code pr_warn}). */
        WARNING;

        /** As reports write it: "use-after-free". */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Kind kind;
    private final String what;
    private final String by;

    /**
     * @param what the damage in a sentence without its subject: "reads the arguments of INIT ..."
     * @param by the task that does it, as {@link Task#toString} names it; "cpu 0" without one
     */
    public Misbehaviour(Kind kind, String what, String by) {
        super(kind + ": " + by + " " + what, null, false, false);
        this.kind = kind;
        this.what = what;
        this.by = by;
    }

    public Kind kind() {
        return kind;
    }

    /** The damage: a sentence without its subject and full stop. */
    public String what() {
        return what;
    }

    /** Who did it: the subject of {@link #what}. */
    public String by() {
        return by;
    }
}
