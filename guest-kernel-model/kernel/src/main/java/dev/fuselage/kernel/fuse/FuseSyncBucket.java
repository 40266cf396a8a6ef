package dev.fuselage.kernel.fuse;

import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.WaitQueue;

/**
 * WRITEs of cached pages that are under way before a syncfs ({@code struct fuse_sync_bucket}): it
 * waits for these and not for later ones.
 */
final class FuseSyncBucket {
    private final WaitQueue waitq;
    private int count = 1;

    FuseSyncBucket(TaskScheduler scheduler, Object name, Deliverer answerer) {
        waitq = new WaitQueue(scheduler, "earlier writes", name, answerer);
    }

    void add() {
        count++;
    }

    /** {@code fuse_sync_bucket_dec}. */
    void drop() {
        count--;
        if (count == 0) {
            waitq.wakeUpAll();
        }
    }

    boolean isEmpty() {
        return count == 1;
    }

    /** Waits for all, the active count having been dropped. */
    void await() {
        int _ =
                waitq.waitEvent(
                        "fuse_sync_fs_writes", () -> count == 0, Interruptibility.UNINTERRUPTIBLE);
    }
}
