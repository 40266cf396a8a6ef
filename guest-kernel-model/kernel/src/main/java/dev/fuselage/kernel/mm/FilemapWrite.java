package dev.fuselage.kernel.mm;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Attributes;
import dev.fuselage.kernel.vfs.FileSync;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.kernel.vfs.OpenFile;

/** Writing files through the page cache (mm/filemap.c, the checks of fs/read_write.c). */
public final class FilemapWrite {
    private FilemapWrite() {}

    /**
     * Moves an append to the end of the file and cuts a write that would pass the largest file
     * (generic_write_checks): bytes to write, 0, or -EFBIG.
     */
    public static long checks(Kiocb iocb, IovIter from) {
        if (from.count() == 0) {
            return 0;
        }
        Inode inode = iocb.file().mapping().host();
        if ((iocb.flags & Kiocb.IOCB_APPEND) != 0) {
            iocb.pos = inode.size;
        }
        long room = inode.sb.maxBytes - iocb.pos;
        if (room <= 0) {
            return -Errno.EFBIG;
        }
        from.truncate(room);
        return from.count();
    }

    /** The write of file systems that need nothing special (generic_file_write_iter). */
    @KernelFunction("generic_file_write_iter")
    public static long genericWrite(Kiocb iocb, IovIter from) {
        Inode inode = iocb.file().mapping().host();
        inode.lock();
        long result = checks(iocb, from);
        if (result > 0) {
            int error = Attributes.modified(iocb.file());
            result = error != 0 ? error : perform(iocb, from);
        }
        inode.unlock();
        return result > 0 ? sync(iocb, result) : result;
    }

    /** Writes page by page between write_begin and write_end (generic_perform_write). */
    @KernelFunction("generic_perform_write")
    public static long perform(Kiocb iocb, IovIter from) {
        PageAllocator allocator = iocb.file().mapping().allocator();
        PageBatch batch = allocator.takeBatch();
        long result = perform(iocb, from, batch.begin);
        allocator.giveBatch(batch);
        return result;
    }

    @KernelFunction("generic_perform_write")
    private static long perform(Kiocb iocb, IovIter from, WriteBegin begin) {
        OpenFile file = iocb.file();
        AddressSpace mapping = file.mapping();
        long written = 0;
        int status = 0;
        while (from.count() > 0) {
            long pos = iocb.pos + written;
            int offset = (int) pos & (Page.SIZE - 1);
            int bytes = (int) Math.min(Page.SIZE - offset, from.count());
            if (from.faultInReadable(bytes) == 0) {
                status = -Errno.EFAULT;
                break;
            }
            if (mapping.allocator().scheduler().current().fatalSignalPending()) {
                status = -Errno.EINTR;
                break;
            }
            mapping.ops().writeBegin(file, mapping, pos, bytes, begin.clear());
            Page page = begin.page;
            if (begin.error < 0 || page == null) {
                status = begin.error;
                break;
            }
            int copied = from.copyToPageAtomic(page, offset, bytes);
            status = mapping.ops().writeEnd(file, mapping, pos, bytes, copied, page);
            if (status != copied) {
                from.revert(copied - Math.max(status, 0));
            }
            if (status < 0) {
                break;
            }
            written += status;
        }
        iocb.pos += written;
        return written > 0 ? written : status;
    }

    /**
     * An O_DIRECT write: drops the cached pages of the range before and after
     * (generic_file_direct_write). 0 when the cache has to be used.
     */
    @KernelFunction("generic_file_direct_write")
    public static long direct(Kiocb iocb, IovIter from) {
        AddressSpace mapping = iocb.file().mapping();
        long length = from.count();
        long pos = iocb.pos;
        long last = (pos + length - 1) >>> Page.SHIFT;
        int error = mapping.writeAndWait(pos, pos + length - 1);
        if (error == 0) {
            error = Truncate.invalidateInodePages2Range(mapping, pos >>> Page.SHIFT, last);
        }
        if (error != 0) {
            return error == -Errno.EBUSY ? 0 : error;
        }
        long written = mapping.ops().directIo(iocb, from);
        if (written > 0) {
            int _ =
                    Truncate.invalidateInodePages2Range(
                            mapping, pos >>> Page.SHIFT, (pos + written - 1) >>> Page.SHIFT);
            length -= written;
            iocb.pos = pos + written;
            Inode inode = mapping.host();
            if (iocb.pos > inode.size) {
                inode.size = iocb.pos;
                inode.markDirty(Inode.I_DIRTY_SYNC | Inode.I_DIRTY_DATASYNC);
            }
        }
        if (written != -Kiocb.EIOCBQUEUED) {
            from.revert(length - from.count());
        }
        return written;
    }

    /**
     * Makes a write through an O_SYNC or O_DSYNC file stable (generic_write_sync): its result, or
     * the error of that.
     */
    public static long sync(Kiocb iocb, long written) {
        if ((iocb.flags & Kiocb.IOCB_DSYNC) == 0) {
            return written;
        }
        OpenFile file = iocb.file();
        boolean dataOnly = (iocb.flags & Kiocb.IOCB_SYNC) == 0;
        int error = FileSync.range(file, iocb.pos - written, iocb.pos - 1, dataOnly);
        return error != 0 ? error : written;
    }
}
