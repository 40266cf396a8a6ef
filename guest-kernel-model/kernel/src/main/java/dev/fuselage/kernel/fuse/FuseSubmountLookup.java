package dev.fuselage.kernel.fuse;

/**
 * The look-up that the trigger of a submount and the submount's root share ({@code struct
 * fuse_submount_lookup}): the last of them gives it back.
 */
final class FuseSubmountLookup {
    private final long nodeid;
    private int count = 1;

    FuseSubmountLookup(long nodeid) {
        this.nodeid = nodeid;
    }

    void get() {
        count++;
    }

    /** {@code fuse_cleanup_submount_lookup}. */
    void put(FuseConn fc) {
        if (--count == 0) {
            fc.forget(nodeid, 1);
        }
    }
}
