package dev.fuselage.kernel.vfs;

/**
 * A kind of file system that can be mounted (struct file_system_type with its
 * fs_context_operations).
 */
public abstract class FileSystemType {
    private final String name;
    private final boolean requiresDevice;

    /**
     * @param name as in /proc/filesystems
     * @param requiresDevice whether it lives on a block device ("nodev" otherwise)
     */
    protected FileSystemType(String name, boolean requiresDevice) {
        this.name = name;
        this.requiresDevice = requiresDevice;
    }

    /** The name. */
    public final String name() {
        return name;
    }

    /** Whether it lives on a block device (FS_REQUIRES_DEV). */
    public final boolean requiresDevice() {
        return requiresDevice;
    }

    /**
     * Whether a mount may say what it really is behind the name and a dot, as in "fuse.sshfs"
     * (FS_HAS_SUBTYPE).
     */
    public boolean hasSubtype() {
        return false;
    }

    /** Whether {@link InodeOperations#rename} moves the dentries itself (FS_RENAME_DOES_D_MOVE). */
    public boolean renameDoesDMove() {
        return false;
    }

    /**
     * One option of mount -o; the generic ones (ro, sync, ...) never come here.
     *
     * @param value what follows "=", or "" for a bare option
     * @return 0, or -EINVAL for an option it does not know
     */
    public abstract int parseParam(FsContext context, String key, String value);

    /**
     * Finds or makes the superblock and leaves its root, with a reference, and itself, active, in
     * the context (get_tree).
     */
    public abstract int getTree(FsContext context);

    /** The last mount is gone (kill_sb); ends with {@link SuperBlocks#killAnon} or like. */
    public abstract void killSb(SuperBlock sb);
}
