package dev.fuselage.kernel.vfs;

import org.jspecify.annotations.Nullable;

/** A mount in the making (struct fs_context). */
public final class FsContext {
    private final Vfs vfs;
    private final FileSystemType type;
    private final boolean submount;

    /** What to mount: a tag, a device, or whatever the type takes. */
    public String source = "";

    /** SB_* bits asked for. */
    public int sbFlags;

    /**
     * The block device that it is on, which numbers the superblock, in the form of {@link
     * dev.fuselage.fuse.linux.DeviceNumber}; 0 for none.
     */
    public int device;

    /** What the type remembers of the options (fs_private). */
    public @Nullable Object fsPrivate;

    /** Candidate for the superblock's {@link SuperBlock#fsInfo}. */
    public @Nullable Object sFsInfo;

    /** The result: the root, with a reference; its superblock is active. */
    public @Nullable Dentry root;

    FsContext(Vfs vfs, FileSystemType type, boolean submount) {
        this.vfs = vfs;
        this.type = type;
        this.submount = submount;
    }

    /** A mount in the making inside another of the same type (fs_context_for_submount). */
    public static FsContext forSubmount(SuperBlock parent) {
        return new FsContext(parent.vfs(), parent.type, true);
    }

    /** The VFS. */
    public Vfs vfs() {
        return vfs;
    }

    /** The type being mounted. */
    public FileSystemType type() {
        return type;
    }

    /** Whether it is an automount inside another mount (FS_CONTEXT_FOR_SUBMOUNT). */
    public boolean isSubmount() {
        return submount;
    }
}
