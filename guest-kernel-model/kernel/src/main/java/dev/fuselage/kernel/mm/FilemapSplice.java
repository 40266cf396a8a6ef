package dev.fuselage.kernel.mm;

import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.PipeInode;

/** Putting cached pages of a file into a pipe, without copying (filemap_splice_read). */
public final class FilemapSplice {
    private FilemapSplice() {}

    /** Fills a pipe from the read's position on, which advances: bytes or negative. */
    public static long read(Kiocb iocb, PipeInode pipe, long length) {
        OpenFile file = iocb.file();
        AddressSpace mapping = file.mapping();
        Inode inode = mapping.host();
        if (iocb.pos >= inode.sb.maxBytes) {
            return 0;
        }
        PageAllocator allocator = mapping.allocator();
        PageBatch batch = allocator.takeBatch();
        long left = Math.min(length, pipe.room());
        long done = 0;
        int error = 0;
        while (left > 0 && iocb.pos < inode.size) {
            error = Filemap.getPages(iocb, left, batch);
            if (error < 0 || iocb.pos >= inode.size) {
                break;
            }
            long moved = fill(iocb, pipe, batch, Math.min(left, inode.size - iocb.pos));
            batch.putAll();
            done += moved;
            left -= moved;
            file.ra.prevPos = iocb.pos;
            if (moved == 0 || pipe.isFull()) {
                break;
            }
        }
        batch.putAll();
        allocator.giveBatch(batch);
        Filemap.accessed(file);
        return done > 0 ? done : error;
    }

    private static long fill(Kiocb iocb, PipeInode pipe, PageBatch batch, long bytes) {
        long done = 0;
        for (int i = 0; i < batch.count && done < bytes && !pipe.isFull(); i++) {
            int offset = (int) iocb.pos & (Page.SIZE - 1);
            int piece = (int) Math.min(bytes - done, Page.SIZE - offset);
            pipe.add(batch.page(i).get(), offset, piece);
            iocb.pos += piece;
            done += piece;
        }
        return done;
    }
}
