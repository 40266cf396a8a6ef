package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseReadIn;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.StatxMask;
import dev.fuselage.kernel.mm.AddressSpace;
import dev.fuselage.kernel.mm.Filemap;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.ReadaheadControl;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.kernel.vfs.OpenFile;

/**
 * Reading through the page cache: READ of runs of pages ahead of the reader, or of a single page
 * ({@code fuse_readahead}, {@code fuse_read_folio}).
 */
final class FuseRead {
    private static final FuseEnd END = FuseRead::end;

    private FuseRead() {}

    /**
     * {@code fuse_cache_read_iter}: where the server says when data are stale, the attributes are
     * looked at first.
     */
    @KernelFunction("fuse_cache_read_iter")
    static long cached(FuseInode fi, Kiocb iocb, IovIter to) {
        if (fi.conn().features.autoInvalData || iocb.pos + to.count() > fi.size) {
            int error = FuseGetattr.update(fi, iocb.file(), StatxMask.STATX_SIZE);
            if (error != 0) {
                return error;
            }
        }
        return Filemap.genericRead(iocb, to);
    }

    /** Fills in a READ or READDIR ({@code fuse_read_args_fill}). */
    static FuseReq request(FuseFile ff, OpenFile file, long pos, int count, Opcode opcode) {
        FuseReq req = ff.conn().request(ff.mount(), opcode, ff.nodeid);
        Wire in = req.in(FuseReadIn.SIZE);
        FuseReadIn.FH.set(in, ff.fh);
        FuseReadIn.OFFSET.set(in, pos);
        FuseReadIn.SIZE_FIELD.set(in, count);
        FuseReadIn.FLAGS.set(in, file.flags);
        req.outPages(count);
        req.outArgvar = true;
        return req;
    }

    /** Reads one locked page and unlocks it ({@code fuse_read_folio}). */
    @KernelFunction("fuse_read_folio")
    static int page(FuseInode fi, OpenFile file, Page page) {
        int error = -Errno.EIO;
        if (!fi.isBad()) {
            error = readPage(fi, file, page);
            fi.invalidateAtime();
        }
        page.unlock();
        return error;
    }

    /** {@code fuse_do_readpage}. */
    @KernelFunction("fuse_do_readpage")
    private static int readPage(FuseInode fi, OpenFile file, Page page) {
        // The page may have left the cache before, and its WRITE may still be under way.
        fi.waitOnPageWriteback(page.index());
        FuseFile ff = FuseFile.of(file);
        long version = fi.conn().attrVersion();
        FuseReq req = request(ff, file, page.pos(), Page.SIZE, Opcode.READ);
        req.data.add(page, 0, Page.SIZE);
        req.pageZeroing = true;
        int read = fi.conn().send(req);
        req.release();
        if (read < 0) {
            return read;
        }
        if (read < Page.SIZE) {
            shortRead(fi, page.pos() + read, version);
        }
        page.setUptodate(true);
        return 0;
    }

    /**
     * The server has no more: unless writes are kept back here, the file ends there ({@code
     * fuse_short_read}).
     */
    private static void shortRead(FuseInode fi, long end, long version) {
        if (!fi.conn().features.writebackCache) {
            fi.readUpdateSize(end, version);
        }
    }

    /**
     * {@code fuse_readahead}: as many pages a request as server and transport take. Under
     * congestion what nobody waits for is left out.
     */
    @KernelFunction("fuse_readahead")
    static void ahead(ReadaheadControl control) {
        FuseInode fi = FuseInode.of(control.mapping().host());
        OpenFile file = control.file();
        if (fi.isBad() || file == null) {
            return;
        }
        FuseConn fc = fi.conn();
        int most = Math.min(fc.maxPages, fc.maxRead / Page.SIZE);
        while (control.count() > 0) {
            if (fc.background().isCongested() && control.state().asyncSize >= control.count()) {
                return;
            }
            send(fi, file, control, Math.min(control.count(), most));
        }
    }

    @KernelFunction("fuse_send_readpages")
    private static void send(FuseInode fi, OpenFile file, ReadaheadControl control, int pages) {
        FuseFile ff = FuseFile.of(file);
        FuseConn fc = fi.conn();
        int count = pages << Page.SHIFT;
        FuseReq req = request(ff, file, control.pos(), count, Opcode.READ);
        for (int i = 0; i < pages; i++) {
            Page page = control.next();
            if (page == null) {
                throw new IllegalStateException(
                        "readahead of " + pages + " pages ended after " + i);
            }
            fi.waitOnPageWriteback(page.index());
            req.data.add(page.get(), 0, Page.SIZE);
        }
        req.pageZeroing = true;
        req.io.count = count;
        req.io.attrVersion = fc.attrVersion();
        int error;
        if (fc.features.asyncRead) {
            req.io.file = ff.get();
            req.end = END;
            for (int i = 0; i < pages; i++) {
                req.data.page(i).handOver(req.delivery());
            }
            error = fc.sendBackground(req);
            if (error == 0) {
                return;
            }
        } else {
            error = Math.min(fc.send(req), 0);
        }
        end(ff.mount(), req, error);
        req.release();
    }

    /**
     * {@code fuse_readpages_end}. A page that could not be read is not uptodate: its reader tries
     * again alone.
     */
    @KernelFunction("fuse_readpages_end")
    private static void end(FuseMount fm, FuseReq req, int error) {
        Page first = req.data.page(0);
        AddressSpace mapping = first.mapping();
        if (mapping != null) {
            FuseInode fi = FuseInode.of(mapping.host());
            if (error == 0 && req.replySize() < req.io.count) {
                shortRead(fi, first.pos() + req.replySize(), req.io.attrVersion);
            }
            fi.invalidateAtime();
        }
        for (int i = 0; i < req.data.count(); i++) {
            Page page = req.data.page(i);
            if (error == 0) {
                page.setUptodate(true);
            }
            page.unlock();
            page.put();
        }
        FuseFile ff = req.io.file;
        if (ff != null) {
            req.io.file = null;
            ff.put(fm.conn().releaseWaitsInRequestEnd);
        }
    }
}
