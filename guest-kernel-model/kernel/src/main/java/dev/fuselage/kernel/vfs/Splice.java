package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.mm.FilemapSplice;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.PageVector;
import dev.fuselage.kernel.task.KernelFunction;

/** Moving data between files inside the kernel, through a pipe of pages (fs/splice.c). */
public final class Splice {
    private Splice() {}

    /**
     * Fills a pipe from a file's page cache (filemap_splice_read): bytes or negative; {@code iocb}
     * advances.
     */
    @KernelFunction("filemap_splice_read")
    public static long filemapRead(Kiocb iocb, PipeInode pipe, long length) {
        return FilemapSplice.read(iocb, pipe, length);
    }

    /**
     * Empties a pipe into a file through its write operation (iter_file_splice_write), and waits
     * for something to begin with: bytes, 0 at the pipe's end, or negative; {@code iocb} advances.
     */
    @KernelFunction("iter_file_splice_write")
    public static long fileWrite(PipeInode pipe, Kiocb iocb, long length, int flags) {
        OpenFile out = iocb.file();
        PageVector pieces = new PageVector(PipeInode.BUFFERS);
        IovIter from = new IovIter();
        Kiocb write = new Kiocb();
        long left = length;
        long done = 0;
        long result = pipe.awaitData((flags & PipeSplice.SPLICE_F_NONBLOCK) != 0);
        while (result >= 0 && left > 0 && !pipe.isEmpty()) {
            pieces.clear();
            pipe.ring().collect(pieces, left);
            write.init(out, iocb.pos);
            write.flags |= Kiocb.IOCB_WRITE;
            result = out.op().writeIter(write, from.pages(pieces, IovIter.SOURCE));
            iocb.pos = write.pos;
            if (result <= 0) {
                break;
            }
            pipe.ring().consumeAll(result);
            left -= result;
            done += result;
        }
        if (done > 0) {
            pipe.wakeWriters();
        }
        return done > 0 ? done : result;
    }

    /**
     * Copies from one file to another through a pipe of its own (do_splice_direct).
     *
     * @param source where to read; advances
     * @param target where to write; advances
     * @return bytes or negative
     */
    @KernelFunction("splice_direct_to_actor")
    public static long direct(Kiocb source, Kiocb target, long length) {
        OpenFile in = source.file();
        OpenFile out = target.file();
        if (!out.has(FileMode.FMODE_WRITE)) {
            return -Errno.EBADF;
        }
        if ((out.flags & OpenFlags.O_APPEND) != 0 || !in.has(FileMode.FMODE_LSEEK)) {
            return -Errno.EINVAL;
        }
        PipeInode pipe = new PipeInode(in.inode().sb.vfs(), false);
        long left = Math.min(length, FileIo.MAX_RW_COUNT);
        long done = 0;
        long result = 0;
        while (left > 0) {
            long start = source.pos;
            result = read(source, pipe, left);
            if (result <= 0) {
                break;
            }
            long filled = result;
            result = write(pipe, target, filled);
            if (result <= 0) {
                source.pos = start;
                break;
            }
            done += result;
            left -= result;
            if (result < filled) {
                source.pos = start + result;
                break;
            }
        }
        pipe.ring().drain();
        return done > 0 ? done : result;
    }

    /** do_splice_read: bytes or negative; no more than there is room for. */
    @KernelFunction("do_splice_read")
    static long read(Kiocb source, PipeInode pipe, long length) {
        OpenFile in = source.file();
        if (!in.has(FileMode.FMODE_READ)) {
            return -Errno.EBADF;
        }
        if (!in.op().hasSpliceRead()) {
            return -Errno.EINVAL;
        }
        long fits = Math.min(length, pipe.room());
        return (in.flags & OpenFlags.O_DIRECT) != 0
                ? copyRead(source, pipe, fits)
                : in.op().spliceRead(source, pipe, fits, 0);
    }

    /** Reads past the page cache into pages of the pipe's own (copy_splice_read). */
    @KernelFunction("copy_splice_read")
    private static long copyRead(Kiocb source, PipeInode pipe, long length) {
        OpenFile in = source.file();
        PageVector pages = new PageVector(PipeInode.BUFFERS);
        for (long at = 0; at < length; at += Page.SIZE) {
            Page page = in.inode().sb.vfs().pages().allocate();
            pages.add(page, 0, (int) Math.min(Page.SIZE, length - at));
        }
        Kiocb read = new Kiocb().init(in, source.pos);
        long result = in.op().readIter(read, new IovIter().pages(pages, IovIter.DEST));
        source.pos = read.pos;
        long left = Math.max(result, 0);
        for (int i = 0; i < pages.count(); i++) {
            int piece = (int) Math.min(left, Page.SIZE);
            if (piece > 0) {
                pipe.add(pages.page(i), 0, piece);
            } else {
                pages.page(i).put();
            }
            left -= piece;
        }
        return result;
    }

    private static long write(PipeInode pipe, Kiocb target, long length) {
        OpenFile out = target.file();
        return out.op().hasSpliceWrite()
                ? out.op().spliceWrite(pipe, target, length, 0)
                : -Errno.EINVAL;
    }
}
