package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.mm.Filemap;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.Truncate;

/** posix_fadvise(2) (mm/fadvise.c). */
public final class FileAdvice {
    /** No special treatment. */
    public static final int NORMAL = 0;

    /** Reads go here and there: no readahead. */
    public static final int RANDOM = 1;

    /** Reads go from start to end: twice the readahead. */
    public static final int SEQUENTIAL = 2;

    /** Read it now. */
    public static final int WILLNEED = 3;

    /** Drop it. */
    public static final int DONTNEED = 4;

    /** Read once. */
    public static final int NOREUSE = 5;

    private FileAdvice() {}

    /** Takes advice (vfs_fadvise). */
    public static int advise(OpenFile file, long offset, long length, int advice) {
        int own = file.op().fadvise(file, offset, length, advice);
        return own != Integer.MIN_VALUE ? own : generic(file, offset, length, advice);
    }

    /** generic_fadvise. */
    public static int generic(OpenFile file, long offset, long length, int advice) {
        Inode inode = file.inode();
        if (Mode.isFifo(inode.mode)) {
            return -Errno.ESPIPE;
        }
        if (length < 0 || advice < NORMAL || advice > NOREUSE) {
            return -Errno.EINVAL;
        }
        BackingDevice device = file.mapping().host().sb.bdi();
        if ((inode.flags & InodeFlags.S_DAX) != 0 || device == inode.sb.vfs().noBackingDevice()) {
            return 0;
        }
        long end = length == 0 || offset + length < length ? Long.MAX_VALUE : offset + length - 1;
        switch (advice) {
            case NORMAL -> {
                file.ra.raPages = device.raPages;
                file.mode &= ~FileMode.FMODE_RANDOM;
            }
            case RANDOM -> file.mode |= FileMode.FMODE_RANDOM;
            case SEQUENTIAL -> {
                file.ra.raPages = device.raPages * 2;
                file.mode &= ~FileMode.FMODE_RANDOM;
            }
            case WILLNEED -> {
                long first = offset >>> Page.SHIFT;
                Filemap.forceReadahead(file, first, (end >>> Page.SHIFT) - first + 1);
            }
            case DONTNEED -> drop(file, offset, end);
            default -> {}
        }
        return 0;
    }

    private static void drop(OpenFile file, long offset, long end) {
        int _ = file.mapping().write(offset, end);
        long first = (offset + Page.SIZE - 1) >>> Page.SHIFT;
        long last = end >>> Page.SHIFT;
        boolean partial = (end & (Page.SIZE - 1)) != Page.SIZE - 1 && end != file.inode().size - 1;
        if (partial) {
            last--;
        }
        if (last >= first) {
            long _ = Truncate.invalidateMappingPages(file.mapping(), first, last);
        }
    }
}
