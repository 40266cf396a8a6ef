package dev.fuselage.kernel.fuse;

/**
 * A virtio-fs device as mounting sees it ({@code struct virtio_fs}): its driver implements it, and
 * carries requests by {@link FuseIqueueOps}.
 */
public interface VirtioFsInstance extends FuseIqueueOps {
    /** The tag under which it is mounted. */
    String tag();

    /** False once the device is being removed: it is on no list any more. */
    boolean isListed();

    /**
     * Entries of the first request queue's ring ({@code virtqueue_get_vring_size}); the largest
     * request must fit.
     */
    int vringSize();

    /** Queues, the one for FORGETs included: each gets a {@code fuse_dev} when it is mounted. */
    default int queueCount() {
        return 1;
    }

    /** Whether there is a shared-memory region for DAX. */
    boolean hasDaxWindow();

    /** From now on the queues take requests ({@code virtio_fs_start_all_queues}). */
    void startQueues();

    /** From now on FORGETs are dropped: the end of the session gives everything back. */
    void stopForgets();

    /**
     * Waits until every request sent has come back and the work that completions asked for is done
     * ({@code virtio_fs_drain_all_queues}). Takes {@link VirtioFsInstances#mutex}.
     */
    void drain();

    /** From now on the queues take no requests ({@code virtio_fs_stop_all_queues}). */
    void stopQueues();
}
