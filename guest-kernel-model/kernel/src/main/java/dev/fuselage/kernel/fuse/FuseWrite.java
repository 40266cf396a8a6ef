package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseCompat;
import dev.fuselage.fuse.FuseWriteIn;
import dev.fuselage.fuse.FuseWriteOut;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.WriteFlags;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.mm.FilemapWrite;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.PageVector;
import dev.fuselage.kernel.mm.Truncate;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Attributes;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.kernel.vfs.OpenFile;

/**
 * Writing through the page cache: the data go into pages and at once, from there, to the server
 * ({@code fuse_cache_write_iter}, {@code fuse_perform_write}).
 *
 * <p>No page is read for it: one that is filled only in part and not valid otherwise stays locked
 * until its WRITE is answered, and ends that WRITE.
 */
final class FuseWrite {
    private FuseWrite() {}

    @KernelFunction("fuse_cache_write_iter")
    static long cached(FuseInode fi, Kiocb iocb, IovIter from) {
        OpenFile file = iocb.file();
        fi.lock();
        long written = FilemapWrite.checks(iocb, from);
        if (written > 0) {
            int error = Attributes.removePrivs(file);
            if (error == 0) {
                error = Attributes.updateTime(file);
            }
            if (error != 0) {
                written = error;
            } else if ((iocb.flags & Kiocb.IOCB_DIRECT) != 0) {
                written = direct(fi, iocb, from);
            } else {
                written = perform(fi, iocb, from);
            }
        }
        fi.unlock();
        return written > 0 ? FilemapWrite.sync(iocb, written) : written;
    }

    /**
     * O_DIRECT: what could not be written directly goes through the cache and is dropped from it
     * again.
     */
    private static long direct(FuseInode fi, Kiocb iocb, IovIter from) {
        long written = FilemapWrite.direct(iocb, from);
        if (written < 0 || from.count() == 0) {
            return written;
        }
        long buffered = perform(fi, iocb, from);
        if (buffered < 0) {
            return written != 0 ? written : buffered;
        }
        long start = iocb.pos - buffered;
        int error = fi.mapping.writeAndWait(start, iocb.pos - 1);
        if (error < 0) {
            iocb.pos = start;
            return written != 0 ? written : error;
        }
        long _ =
                Truncate.invalidateMappingPages(
                        fi.mapping, start >>> Page.SHIFT, (iocb.pos - 1) >>> Page.SHIFT);
        return written + buffered;
    }

    /** {@code fuse_perform_write}. */
    @KernelFunction("fuse_perform_write")
    private static long perform(FuseInode fi, Kiocb iocb, IovIter from) {
        long pos = iocb.pos;
        if (fi.size < pos + from.count()) {
            fi.set(FuseInode.SIZE_UNSTABLE);
        }
        long written = 0;
        int error = 0;
        do {
            FuseReq req = begin(fi, iocb.file());
            long count = fill(fi, req, from, pos);
            if (count <= 0) {
                error = (int) count;
            } else {
                int sent = sendPages(fi, req, iocb, pos, (int) count);
                if (sent < 0) {
                    error = sent;
                } else {
                    written += sent;
                    pos += sent;
                    // A short write ends it.
                    error = sent == count ? 0 : -Errno.EIO;
                }
            }
            req.release();
        } while (error == 0 && from.count() > 0);
        fi.writeUpdate(pos, written);
        fi.clear(FuseInode.SIZE_UNSTABLE);
        if (written == 0) {
            return error;
        }
        iocb.pos += written;
        return written;
    }

    private static FuseReq begin(FuseInode fi, OpenFile file) {
        FuseFile ff = FuseFile.of(file);
        return fi.conn().request(ff.mount(), Opcode.WRITE, ff.nodeid);
    }

    /**
     * Copies as much as fits one request into pages ({@code fuse_fill_write_pages}): the bytes, or
     * a negative errno.
     */
    @KernelFunction("fuse_fill_write_pages")
    private static long fill(FuseInode fi, FuseReq req, IovIter from, long start) {
        FuseConn fc = fi.conn();
        long pages = ((start + from.count() - 1) >>> Page.SHIFT) - (start >>> Page.SHIFT) + 1;
        int most = (int) Math.min(pages, fc.maxPages);
        long pos = start;
        int offset = (int) pos & (Page.SIZE - 1);
        int count = 0;
        do {
            int bytes = (int) Math.min(Page.SIZE - offset, from.count());
            bytes = Math.min(bytes, fc.maxWrite - count);
            if (from.faultInReadable(bytes) < bytes) {
                return count > 0 ? count : -Errno.EFAULT;
            }
            Page page = fi.mapping.grabForWrite(pos >>> Page.SHIFT);
            int copied = from.copyToPageAtomic(page, offset, bytes);
            if (copied == 0) {
                // The caller's page went between the fault and the copy.
                page.unlock();
                page.put();
                continue;
            }
            req.data.add(page, offset, copied);
            count += copied;
            pos += copied;
            offset += copied;
            if (offset == Page.SIZE) {
                offset = 0;
            }
            if (copied == Page.SIZE) {
                page.setUptodate(true);
            }
            if (page.isUptodate()) {
                page.unlock();
            } else {
                req.io.pageLocked = true;
                break;
            }
        } while (fc.features.bigWrites
                && from.count() > 0
                && count < fc.maxWrite
                && req.data.count() < most
                && offset == 0);
        return count;
    }

    /**
     * Sends the pages ({@code fuse_send_write_pages}): bytes written, or a negative errno. Pages
     * whose data did not arrive are not valid.
     */
    @KernelFunction("fuse_send_write_pages")
    private static int sendPages(FuseInode fi, FuseReq req, Kiocb iocb, long pos, int count) {
        FuseConn fc = fi.conn();
        Wire in = arguments(req, FuseFile.of(iocb.file()), pos, count);
        FuseWriteIn.FLAGS.set(in, flags(iocb));
        if (fc.features.handleKillprivV2 && !fi.sb.vfs().credentials().capable(Capability.FSETID)) {
            FuseWriteIn.WRITE_FLAGS.set(in, WriteFlags.WRITE_KILL_SUIDGID);
        }
        finish(req, count);
        for (int i = 0; i < req.data.count(); i++) {
            fi.waitOnPageWriteback(req.data.page(i).index());
        }
        int error = fc.send(req);
        int written = FuseWriteOut.SIZE_FIELD.get(req.reply());
        if (error == 0 && Integer.compareUnsigned(written, count) > 0) {
            error = -Errno.EIO;
        }
        settle(req, error, Integer.compareUnsigned(written, count) < 0, written);
        return error != 0 ? error : written;
    }

    private static void settle(FuseReq req, int error, boolean isShort, int written) {
        PageVector data = req.data;
        int left = written;
        int last = data.count() - 1;
        for (int i = 0; i <= last; i++) {
            Page page = data.page(i);
            int covers = Page.SIZE - data.offset(i);
            if (error != 0) {
                page.setUptodate(false);
            } else if (left >= covers) {
                left -= covers;
            } else {
                if (isShort) {
                    page.setUptodate(false);
                }
                left = 0;
            }
            if (i == last && req.io.pageLocked) {
                page.unlock();
            }
            page.put();
        }
    }

    /**
     * The fixed part of a WRITE ({@code fuse_write_args_fill}); {@link #finish} follows once flags
     * are set.
     */
    static Wire arguments(FuseReq req, FuseFile ff, long pos, int count) {
        Wire in = req.in(FuseCompat.writeInSize(ff.conn().minor));
        FuseWriteIn.FH.set(in, ff.fh);
        FuseWriteIn.OFFSET.set(in, pos);
        FuseWriteIn.SIZE_FIELD.set(in, count);
        return in;
    }

    static void finish(FuseReq req, int count) {
        req.inPages(count);
        req.out(FuseWriteOut.SIZE);
    }

    /**
     * Flags of the open file, with the synchrony this write asks for ({@code fuse_write_flags}).
     */
    static int flags(Kiocb iocb) {
        int flags = iocb.file().flags;
        if ((iocb.flags & Kiocb.IOCB_DSYNC) != 0) {
            flags |= OpenFlags.O_DSYNC;
        }
        return (iocb.flags & Kiocb.IOCB_SYNC) != 0 ? flags | OpenFlags.O_SYNC : flags;
    }
}
