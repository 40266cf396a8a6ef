package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseStatx;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.StatxMask;
import dev.fuselage.kernel.vfs.Timespec;

/** What a STATX reply says of the birth time. Reusable. */
final class FuseBirth {
    private final Timespec time = new Timespec();
    private boolean known;

    void read(Wire statx) {
        known = (FuseStatx.MASK.get(statx) & StatxMask.STATX_BTIME) != 0;
        FuseAttrs.readTime(statx, FuseStatx.BTIME_OFFSET, time);
    }

    /** Whether the server knows it. */
    boolean isKnown() {
        return known;
    }

    Timespec time() {
        return time;
    }
}
