package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Seek;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.PageAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A block device in memory (drivers/block/brd.c): its pages come with the first write to them.
 * Reads and writes go to it directly, without a page cache of its own.
 */
public final class RamDisk extends FileOperations {
    private final PageAllocator allocator;
    private final @Nullable Page[] pages;

    /** An empty disk of that many bytes, a multiple of the page size. */
    public RamDisk(PageAllocator allocator, int bytes) {
        this.allocator = allocator;
        this.pages = new @Nullable Page[bytes >>> Page.SHIFT];
    }

    private long size() {
        return (long) pages.length << Page.SHIFT;
    }

    @Override
    public boolean hasReadIter() {
        return true;
    }

    @Override
    public boolean hasWriteIter() {
        return true;
    }

    @Override
    public boolean hasLlseek() {
        return true;
    }

    @Override
    public boolean hasFsync() {
        return true;
    }

    /** What is written is where it stays. */
    @Override
    public int fsync(OpenFile file, long start, long end, boolean datasync) {
        return 0;
    }

    /** {@code blkdev_llseek}: the end of the device is the end of the file. */
    @Override
    public long llseek(OpenFile file, long offset, int whence) {
        if (whence == Seek.SEEK_DATA || whence == Seek.SEEK_HOLE) {
            return -Errno.EINVAL;
        }
        return FileIo.genericSeek(file, offset, whence, size(), size());
    }

    @Override
    public long readIter(Kiocb iocb, IovIter to) {
        long done = 0;
        while (to.count() > 0 && iocb.pos < size()) {
            int inPage = (int) iocb.pos & (Page.SIZE - 1);
            int piece = (int) Math.min(to.count(), Page.SIZE - inPage);
            Page page = pages[(int) (iocb.pos >>> Page.SHIFT)];
            long copied = page == null ? to.zero(piece) : to.copyFromPage(page, inPage, piece);
            iocb.pos += copied;
            done += copied;
            if (copied < piece) {
                return done > 0 ? done : -Errno.EFAULT;
            }
        }
        return done;
    }

    @Override
    public long writeIter(Kiocb iocb, IovIter from) {
        if (from.count() > 0 && iocb.pos >= size()) {
            return -Errno.ENOSPC;
        }
        long done = 0;
        while (from.count() > 0 && iocb.pos < size()) {
            int index = (int) (iocb.pos >>> Page.SHIFT);
            Page page = pages[index];
            if (page == null) {
                page = allocator.allocateZeroed();
                pages[index] = page;
            }
            int inPage = (int) iocb.pos & (Page.SIZE - 1);
            int piece = (int) Math.min(from.count(), Page.SIZE - inPage);
            int copied = from.copyToPage(page, inPage, piece);
            iocb.pos += copied;
            done += copied;
            if (copied < piece) {
                return done > 0 ? done : -Errno.EFAULT;
            }
        }
        return done;
    }
}
