package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;

/** fsync(2), sync(2) and syncfs(2) (fs/sync.c). */
public final class FileSync {
    private FileSync() {}

    /** Makes a range of bytes of a file stable (vfs_fsync_range). */
    @KernelFunction("vfs_fsync_range")
    public static int range(OpenFile file, long start, long end, boolean dataOnly) {
        return file.op().hasFsync() ? file.op().fsync(file, start, end, dataOnly) : -Errno.EINVAL;
    }

    /** Makes a file stable (vfs_fsync). */
    public static int file(OpenFile file, boolean dataOnly) {
        return range(file, 0, Long.MAX_VALUE, dataOnly);
    }

    /** Writes back the file system of a file (syncfs). */
    @KernelFunction("sync_filesystem")
    public static int fileSystem(OpenFile file) {
        SuperBlock sb = file.dentry().sb();
        sb.umountLock().downRead();
        int error = sb.vfs().superBlocks().sync(sb);
        sb.umountLock().upRead();
        return error;
    }

    /**
     * Writes everything back (ksys_sync): all inodes first, then all file systems twice, the second
     * time waiting.
     */
    @KernelFunction("ksys_sync")
    public static void everything(Vfs vfs) {
        for (SuperBlock sb : vfs.superBlocks().list()) {
            if (isWritable(sb)) {
                sb.umountLock().downRead();
                vfs.superBlocks().writeInodes(sb, true);
                sb.umountLock().upRead();
            }
        }
        everySuperBlock(vfs, false);
        everySuperBlock(vfs, true);
    }

    private static void everySuperBlock(Vfs vfs, boolean wait) {
        for (SuperBlock sb : vfs.superBlocks().list()) {
            if (isWritable(sb)) {
                sb.umountLock().downRead();
                int _ = sb.op().syncFs(sb, wait);
                sb.umountLock().upRead();
            }
        }
    }

    private static boolean isWritable(SuperBlock sb) {
        return sb.root() != null
                && (sb.flags & SbFlags.SB_BORN) != 0
                && (sb.flags & SbFlags.SB_RDONLY) == 0;
    }
}
