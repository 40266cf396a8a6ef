package dev.fuselage.kernel.wait;

import dev.fuselage.kernel.task.WaitedFor;

/**
 * Something a task can wait for: a class ("mutex", "page lock") and an instance that names itself
 * when asked.
 */
public abstract sealed class Waitable extends WaitedFor permits Lock, Event, HostActor {
    private final String kind;

    Waitable(String kind) {
        this.kind = kind;
    }

    /** The class of resource, such as "i_rwsem" or "request reply". */
    public final String kind() {
        return kind;
    }

    /** Which one, such as "inode 2"; its text is asked for only when a report is made. */
    protected abstract Object instance();

    @Override
    public String describe() {
        String name = instance().toString();
        return name.isEmpty() ? kind : kind + " " + name;
    }

    /** Says who can end a wait for this. */
    abstract void suppliers(Suppliers out);

    /**
     * True when all suppliers have to act (the readers of a lock), false when one is enough (an
     * event).
     */
    abstract boolean needsAllSuppliers();

    @Override
    public final String toString() {
        return describe();
    }
}
