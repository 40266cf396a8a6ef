package dev.fuselage.kernel.mm;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Attributes;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.machine.cost.Cost;

/** Reading files through the page cache (mm/filemap.c). */
public final class Filemap {
    /** The page is not what it was: look again (AOP_TRUNCATED_PAGE). */
    private static final int AGAIN = 1;

    private Filemap() {}

    /**
     * A read of a file whose pages are cached; with O_DIRECT past the cache as far as that goes
     * (generic_file_read_iter).
     */
    @KernelFunction("generic_file_read_iter")
    public static long genericRead(Kiocb iocb, IovIter to) {
        long count = to.count();
        if (count == 0) {
            return 0;
        }
        long done = 0;
        if ((iocb.flags & Kiocb.IOCB_DIRECT) != 0) {
            OpenFile file = iocb.file();
            AddressSpace mapping = file.mapping();
            int error = mapping.writeAndWait(iocb.pos, iocb.pos + count - 1);
            if (error < 0) {
                return error;
            }
            accessed(file);
            done = mapping.ops().directIo(iocb, to);
            if (done >= 0) {
                iocb.pos += done;
                count -= done;
            }
            if (done != -Kiocb.EIOCBQUEUED) {
                to.revert(count - to.count());
            }
            if (done < 0 || count == 0 || iocb.pos >= mapping.host().size) {
                return done;
            }
        }
        return read(iocb, to, done);
    }

    /** file_accessed. */
    public static void accessed(OpenFile file) {
        if ((file.flags & OpenFlags.O_NOATIME) == 0) {
            Attributes.touchAtime(file.path.mount(), file.inode());
        }
    }

    /**
     * Copies from cached pages, reading those that are missing (filemap_read).
     *
     * @param already bytes the caller has read; they count in the result
     */
    @KernelFunction("filemap_read")
    public static long read(Kiocb iocb, IovIter to, long already) {
        OpenFile file = iocb.file();
        AddressSpace mapping = file.mapping();
        Inode inode = mapping.host();
        if (iocb.pos >= inode.sb.maxBytes || to.count() == 0) {
            return 0;
        }
        to.truncate(inode.sb.maxBytes - iocb.pos);
        PageAllocator allocator = mapping.allocator();
        PageBatch batch = allocator.takeBatch();
        long lastPos = file.ra.prevPos;
        long done = already;
        int error = 0;
        long size;
        do {
            size = inode.size;
            if (iocb.pos >= size) {
                break;
            }
            error = getPages(iocb, to.count(), batch);
            if (error < 0) {
                break;
            }
            size = inode.size;
            if (iocb.pos < size) {
                done += copy(iocb, to, batch, Math.min(size, iocb.pos + to.count()));
                lastPos = iocb.pos;
                error = batch.faulted ? -Errno.EFAULT : 0;
            }
            batch.putAll();
        } while (to.count() > 0 && iocb.pos < size && error == 0);
        batch.putAll();
        allocator.giveBatch(batch);
        accessed(file);
        file.ra.prevPos = lastPos;
        return done > 0 ? done : error;
    }

    private static long copy(Kiocb iocb, IovIter to, PageBatch batch, long end) {
        long done = 0;
        for (int i = 0; i < batch.count && !batch.faulted; i++) {
            Page page = batch.page(i);
            if (end < page.pos()) {
                break;
            }
            int offset = (int) iocb.pos & (Page.SIZE - 1);
            int bytes = (int) Math.min(end - iocb.pos, Page.SIZE - offset);
            int copied = to.copyFromPage(page, offset, bytes);
            done += copied;
            iocb.pos += copied;
            batch.faulted = copied < bytes;
        }
        return done;
    }

    /**
     * Reads pages that will be needed, as many as the longest readahead allows
     * (force_page_cache_readahead).
     */
    public static void forceReadahead(OpenFile file, long index, long pages) {
        AddressSpace mapping = file.mapping();
        PageBatch batch = mapping.allocator().takeBatch();
        ReadaheadControl control = batch.control.init(file, mapping, file.ra, index);
        Readahead.force(control, pages);
        control.clear();
        mapping.allocator().giveBatch(batch);
    }

    // ---- pages to read from

    /**
     * Fills a batch with the pages at the read's position, at least one, all uptodate
     * (filemap_get_pages): 0 or negative.
     */
    @KernelFunction("filemap_get_pages")
    static int getPages(Kiocb iocb, long count, PageBatch batch) {
        OpenFile file = iocb.file();
        AddressSpace mapping = file.mapping();
        long index = iocb.pos >>> Page.SHIFT;
        long end = (iocb.pos + count + Page.SIZE - 1) >>> Page.SHIFT;
        int error = AGAIN;
        while (error == AGAIN) {
            if (mapping.allocator().scheduler().current().fatalSignalPending()) {
                return -Errno.EINTR;
            }
            gather(mapping, index, end - 1, batch);
            mapping.allocator().countCached(batch.count);
            if (batch.count == 0) {
                ReadaheadControl control = batch.control.init(file, mapping, file.ra, index);
                Readahead.sync(control, (int) Math.min(end - index, Integer.MAX_VALUE));
                control.clear();
                gather(mapping, index, end - 1, batch);
            }
            error =
                    batch.count == 0
                            ? create(file, mapping, index, batch)
                            : makeUptodate(iocb, mapping, end, batch);
        }
        return error;
    }

    /**
     * Contiguous cached pages from an index on, up to and with the first that is not uptodate or
     * carries the readahead mark (filemap_get_read_batch).
     */
    private static void gather(AddressSpace mapping, long index, long last, PageBatch batch) {
        for (long i = index; i <= last && batch.count < PageBatch.SIZE; i++) {
            Page page = mapping.find(i);
            if (page == null) {
                return;
            }
            batch.add(page);
            mapping.allocator().scheduler().spend(Cost.PAGE_CACHE_LOOKUP);
            if (!page.isUptodate() || page.isReadahead()) {
                return;
            }
        }
    }

    /** Readahead left the page out: reads it alone (filemap_create_folio). */
    @KernelFunction("filemap_create_folio")
    private static int create(OpenFile file, AddressSpace mapping, long index, PageBatch batch) {
        Page page = mapping.allocator().allocate();
        mapping.invalidateLock().downRead();
        int error = mapping.add(page, index);
        if (error == 0) {
            error = readPage(file, mapping, page);
        } else {
            error = AGAIN;
        }
        mapping.invalidateLock().upRead();
        if (error == 0) {
            batch.add(page);
        }
        page.put();
        return error;
    }

    /** Reads a locked page and waits for it (filemap_read_folio). */
    @KernelFunction("filemap_read_folio")
    static int readPage(OpenFile file, AddressSpace mapping, Page page) {
        int error = mapping.ops().readFolio(file, page);
        if (error == 0) {
            error = page.waitUntilUnlockedKillable();
        }
        if (error != 0) {
            return error;
        }
        if (page.isUptodate()) {
            return 0;
        }
        file.ra.raPages /= 4;
        return -Errno.EIO;
    }

    /**
     * Starts the next readahead when the last page of a batch asks for it, and brings that page up
     * to date; without success it leaves the batch.
     */
    private static int makeUptodate(Kiocb iocb, AddressSpace mapping, long end, PageBatch batch) {
        Page page = batch.last();
        if (page.isReadahead()) {
            OpenFile file = iocb.file();
            ReadaheadControl control = batch.control.init(file, mapping, file.ra, page.index());
            Readahead.async(control, page, (int) Math.min(end - page.index(), Integer.MAX_VALUE));
            control.clear();
        }
        int error = page.isUptodate() ? 0 : update(iocb, mapping, page);
        if (error == 0) {
            return 0;
        }
        page.put();
        batch.dropLast();
        return batch.count > 0 ? 0 : error;
    }

    /** filemap_update_page: {@link #AGAIN} when the page was being read or has left the cache. */
    @KernelFunction("filemap_update_page")
    private static int update(Kiocb iocb, AddressSpace mapping, Page page) {
        mapping.invalidateLock().downRead();
        if (!page.tryLock()) {
            mapping.invalidateLock().upRead();
            int _ = page.waitUntilUnlockedKillable();
            return AGAIN;
        }
        int error = 0;
        if (page.mapping() == null) {
            page.unlock();
            error = AGAIN;
        } else if (page.isUptodate()) {
            page.unlock();
        } else {
            error = readPage(iocb.file(), mapping, page);
        }
        mapping.invalidateLock().upRead();
        return error;
    }
}
