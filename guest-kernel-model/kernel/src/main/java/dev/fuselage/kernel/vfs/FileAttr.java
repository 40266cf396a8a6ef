package dev.fuselage.kernel.vfs;

/** Inode flags as chattr shows them (struct fileattr). Reusable. */
public final class FileAttr {
    /** FS_*_FL bits. */
    public int flags;

    /** FS_XFLAG_* bits. */
    public int fsxXflags;

    /** Extent size hint in bytes. */
    public int fsxExtsize;

    /** Extents. */
    public int fsxNextents;

    /** Project id. */
    public int fsxProjid;

    /** Copy-on-write extent size hint in bytes. */
    public int fsxCowextsize;

    /** The flags word counts (FS_IOC_[GS]ETFLAGS). */
    public boolean flagsValid;

    /** The fsx members count (FS_IOC_FS[GS]ETXATTR). */
    public boolean fsxValid;
}
