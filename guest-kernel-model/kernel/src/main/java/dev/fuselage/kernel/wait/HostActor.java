package dev.fuselage.kernel.wait;

import dev.fuselage.machine.host.HostLock;
import dev.fuselage.machine.host.HostThread;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the host that guests wait for, in the graph of those waits: it serves a request when
 * it gets on, and may itself wait for a lock that a guest holds.
 */
public final class HostActor extends Waitable {
    /** Knows whom the guest calls by the number that it gave a server for the owner of a lock. */
    @FunctionalInterface
    public interface LockOwners {
        /**
         * Adds the tasks each of which can give back what the owner holds.
         *
         * @return whether there is one
         */
        boolean tasksOf(long owner, Suppliers out);
    }

    private final HostThread thread;
    private final LockOwners owners;
    private @Nullable HostResource wanted;

    public HostActor(HostThread thread, LockOwners owners) {
        super("server thread");
        this.thread = thread;
        this.owners = owners;
    }

    public HostThread thread() {
        return thread;
    }

    @Override
    protected Object instance() {
        return thread.name();
    }

    /** Its name alone: it is somebody, not something. */
    @Override
    public String describe() {
        return thread.name();
    }

    /** The lock without which it does not get on; null while it can. */
    public @Nullable HostResource waitsForLock() {
        HostLock lock = thread.waitsFor();
        HostResource known = wanted;
        if (lock == null || (known != null && known.is(lock))) {
            return lock == null ? null : known;
        }
        HostResource resource = new HostResource(lock, owners);
        wanted = resource;
        return resource;
    }

    /** Names it as one of those who can end a wait: outside of the graph while it can get on. */
    public void addTo(Suppliers out) {
        if (thread.waitsFor() == null) {
            out.outside(thread.name());
        } else {
            out.waitable(this);
        }
    }

    @Override
    void suppliers(Suppliers out) {
        HostResource lock = waitsForLock();
        if (lock != null) {
            out.waitable(lock);
        }
    }

    @Override
    boolean needsAllSuppliers() {
        return false;
    }
}
