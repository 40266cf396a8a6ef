package dev.fuselage.kernel.fuse;

import dev.fuselage.kernel.wait.Mutex;
import org.jspecify.annotations.Nullable;

/** The virtio-fs devices of a guest by tag; its driver implements it. */
public interface VirtioFsInstances {
    /** Held while a device is found, mounted, unmounted or removed ({@code virtio_fs_mutex}). */
    Mutex mutex();

    /**
     * The device with a tag, with a reference that {@link FuseIqueueOps#release} gives up, or null
     * ({@code virtio_fs_find_instance}). Takes the mutex itself.
     */
    @Nullable VirtioFsInstance find(String tag);
}
