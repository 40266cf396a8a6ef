package dev.fuselage.kernel.vfs;

/** Statistics of a file system (struct kstatfs). Reusable. */
public final class Kstatfs {
    /** Magic number of the type. */
    public long type;

    /** Block size in bytes. */
    public long bsize;

    /** Blocks. */
    public long blocks;

    /** Free blocks. */
    public long bfree;

    /** Blocks free to users. */
    public long bavail;

    /** Inodes. */
    public long files;

    /** Free inodes. */
    public long ffree;

    /** File system id. */
    public long fsid;

    /** Longest name. */
    public long namelen;

    /** Fragment size. */
    public long frsize;

    /** ST_* mount flags. */
    public long flags;

    /** Sets everything to zero. */
    public void clear() {
        type = 0;
        bsize = 0;
        blocks = 0;
        bfree = 0;
        bavail = 0;
        files = 0;
        ffree = 0;
        fsid = 0;
        namelen = 0;
        frsize = 0;
        flags = 0;
    }
}
