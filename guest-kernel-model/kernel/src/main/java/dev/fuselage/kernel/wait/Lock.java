package dev.fuselage.kernel.wait;

/** A resource that tasks hold: it ends a wait when its holders let go. */
public abstract sealed class Lock extends Waitable
        permits SpinLock, Mutex, RwSemaphore, BitLock, HostResource {
    Lock(String kind) {
        super(kind);
    }

    @Override
    boolean needsAllSuppliers() {
        return true;
    }
}
