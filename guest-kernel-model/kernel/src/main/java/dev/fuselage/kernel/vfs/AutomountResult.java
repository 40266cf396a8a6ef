package dev.fuselage.kernel.vfs;

import org.jspecify.annotations.Nullable;

/** What {@link DentryOperations#automount} made. */
public final class AutomountResult {
    /** The new mount, unattached; null with no error means that there is nothing to mount. */
    public @Nullable Mount mount;

    /** 0 or a negative errno. */
    public int error;
}
