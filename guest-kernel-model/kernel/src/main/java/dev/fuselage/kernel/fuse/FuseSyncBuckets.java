package dev.fuselage.kernel.fuse;

import dev.fuselage.kernel.task.KernelFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a syncfs waits for ({@code fc->curr_bucket}): each puts the WRITEs sent before it into a
 * bucket of their own and starts another for those that come later.
 */
final class FuseSyncBuckets {
    private final FuseConn conn;
    private @Nullable FuseSyncBucket current;

    FuseSyncBuckets(FuseConn conn) {
        this.conn = conn;
    }

    /** What a WRITE of cached pages is counted in; null where syncfs does not wait for them. */
    @Nullable FuseSyncBucket current() {
        FuseSyncBucket bucket = current;
        if (bucket == null && conn.syncFs) {
            bucket = fresh();
            current = bucket;
        }
        return bucket;
    }

    private FuseSyncBucket fresh() {
        FuseIqueue iqueue = conn.iqueue();
        return new FuseSyncBucket(
                conn.scheduler(),
                iqueue.ops(),
                out -> iqueue.ops().answerer(iqueue).deliverers(out));
    }

    /** Waits for the WRITEs of cached pages sent so far. */
    @KernelFunction("fuse_sync_fs_writes")
    void awaitEarlier() {
        FuseSyncBucket earlier = current;
        if (earlier == null || earlier.isEmpty()) {
            return;
        }
        FuseSyncBucket later = fresh();
        // It is not over before the one before it.
        later.add();
        current = later;
        earlier.drop();
        earlier.await();
        later.drop();
    }
}
