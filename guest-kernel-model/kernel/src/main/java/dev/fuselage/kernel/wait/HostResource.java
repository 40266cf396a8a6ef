package dev.fuselage.kernel.wait;

import dev.fuselage.machine.host.HostLock;

/** A lock at the host, which guests take by request of a server: an advisory lock of a file. */
public final class HostResource extends Lock {
    private final HostLock lock;
    private final HostActor.LockOwners owners;

    public HostResource(HostLock lock, HostActor.LockOwners owners) {
        super(lock.kind());
        this.lock = lock;
        this.owners = owners;
    }

    @SuppressWarnings("ReferenceEquality") // Each wait for a lock is one of its own.
    boolean is(HostLock other) {
        return lock == other;
    }

    @Override
    protected Object instance() {
        return lock.which();
    }

    /** One owner has it, and any task that shares what owns it can let go. */
    @Override
    boolean needsAllSuppliers() {
        return false;
    }

    @Override
    void suppliers(Suppliers out) {
        if (!lock.isHeldByGuest()) {
            out.outside("somebody else at the host");
        } else if (!owners.tasksOf(lock.owner(), out)) {
            out.outside("a file that is being closed");
        }
    }
}
