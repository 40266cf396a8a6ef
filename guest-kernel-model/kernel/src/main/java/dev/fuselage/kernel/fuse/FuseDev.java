package dev.fuselage.kernel.fuse;

/**
 * One way to a connection's server ({@code struct fuse_dev}): an open file of {@code /dev/fuse}, or
 * what virtio-fs keeps with its queues. Each has requests of its own that it took.
 */
final class FuseDev {
    private final FuseConn conn;
    private final FusePqueue pq;

    FuseDev(FuseConn conn) {
        this.conn = conn;
        this.pq = new FusePqueue(conn);
    }

    FuseConn conn() {
        return conn;
    }

    /** What it took and has not answered. */
    FusePqueue pq() {
        return pq;
    }
}
