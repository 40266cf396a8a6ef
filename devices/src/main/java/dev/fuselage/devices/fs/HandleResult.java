package dev.fuselage.devices.fs;

import org.jspecify.annotations.Nullable;

/** Where an operation that opens a file or a directory leaves the handle. Reusable. */
public final class HandleResult {

    private @Nullable Handle handle;

    /** An empty holder. */
    public HandleResult() {}

    /** The handle opened; it belongs to the caller until released. */
    public Handle handle() {
        Handle h = handle;
        if (h == null) {
            throw new IllegalStateException("no operation has filled this result");
        }
        return h;
    }

    /** Leaves a handle here. */
    public void set(Handle handle) {
        this.handle = handle;
    }

    /** Forgets the handle, so that a reused holder keeps nothing alive. */
    public void clear() {
        handle = null;
    }
}
