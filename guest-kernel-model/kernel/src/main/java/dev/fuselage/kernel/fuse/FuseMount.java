package dev.fuselage.kernel.fuse;

import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.SuperBlock;
import org.jspecify.annotations.Nullable;

/**
 * A superblock's share in a connection ({@code struct fuse_mount}): the mount itself and each of
 * its submounts has one.
 */
public final class FuseMount {
    private final FuseConn conn;
    private @Nullable SuperBlock sb;

    /** Requests through this superblock name their caller ({@code SB_I_NOIDMAP}). */
    private boolean noIdmap = true;

    FuseMount(FuseConn conn) {
        this.conn = conn;
    }

    FuseConn conn() {
        return conn;
    }

    SuperBlock sb() {
        SuperBlock s = sb;
        if (s == null) {
            throw new IllegalStateException("FUSE mount without superblock");
        }
        return s;
    }

    void setSb(SuperBlock superBlock) {
        sb = superBlock;
    }

    boolean isNoIdmap() {
        return noIdmap;
    }

    void allowIdmap() {
        noIdmap = false;
    }

    /** The share that an inode's superblock has ({@code get_fuse_mount}). */
    static FuseMount of(Inode inode) {
        return of(inode.sb);
    }

    static FuseMount of(SuperBlock sb) {
        if (sb.fsInfo instanceof FuseMount fm) {
            return fm;
        }
        throw new IllegalStateException("superblock " + sb + " is not of FUSE");
    }
}
