package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseFopen;
import dev.fuselage.fuse.FuseReadIn;
import dev.fuselage.fuse.FuseWriteIn;
import dev.fuselage.fuse.FuseWriteOut;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.ReadFlags;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.WriteFlags;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.FilemapWrite;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.Truncate;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.AttrValid;
import dev.fuselage.kernel.vfs.Iattr;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.kernel.vfs.OpenFile;
import org.jspecify.annotations.Nullable;

/**
 * Moving data between the user's pages and the server without the page cache ({@code
 * fuse_direct_io}), for FOPEN_DIRECT_IO and O_DIRECT.
 */
final class FuseDirect {
    private static final FuseEnd END = FuseDirect::end;

    private FuseDirect() {}

    /** {@code fuse_direct_read_iter}. */
    @KernelFunction("fuse_direct_read_iter")
    static long read(FuseInode fi, Kiocb iocb, IovIter to) {
        long result;
        if (queues(iocb)) {
            result = directIo(fi, iocb, to);
        } else {
            result = transfer(fi, iocb, to, iocb.pos, null);
            fi.invalidateAtime();
        }
        if (result > 0) {
            iocb.pos += result;
        }
        return result;
    }

    /**
     * {@code fuse_direct_write_iter}: others are excluded unless the server allows otherwise and
     * the write stays inside the file.
     */
    @KernelFunction("fuse_direct_write_iter")
    static long write(FuseInode fi, Kiocb iocb, IovIter from) {
        boolean exclusive = lock(fi, iocb, from);
        long result = FilemapWrite.checks(iocb, from);
        if (result > 0 && queues(iocb)) {
            result = directIo(fi, iocb, from);
        } else if (result > 0) {
            result = transfer(fi, iocb, from, iocb.pos, null);
            if (result > 0) {
                iocb.pos += result;
            }
            fi.writeUpdate(iocb.pos, result);
        }
        if (exclusive) {
            fi.unlock();
        } else {
            fi.ioMode().endDirect();
            fi.unlockShared();
        }
        return result;
    }

    /** Whether nobody waits for it here. */
    private static boolean queues(Kiocb iocb) {
        return !iocb.isSync() && (iocb.flags & Kiocb.IOCB_DIRECT) != 0;
    }

    /** {@code fuse_dio_lock}: true when the inode is locked exclusively. */
    @KernelFunction("fuse_dio_lock")
    private static boolean lock(FuseInode fi, Kiocb iocb, IovIter from) {
        if (!needsExclusive(fi, iocb, from)) {
            fi.lockShared();
            if (!isPastEnd(fi, iocb, from) && fi.ioMode().startDirect()) {
                return false;
            }
            fi.unlockShared();
        }
        fi.lock();
        return true;
    }

    private static boolean needsExclusive(FuseInode fi, Kiocb iocb, IovIter from) {
        int openFlags = FuseFile.of(iocb.file()).openFlags;
        return (openFlags & FuseFopen.FOPEN_PARALLEL_DIRECT_WRITES) == 0
                || (iocb.flags & Kiocb.IOCB_APPEND) != 0
                || fi.has(FuseInode.CACHE_IO_MODE)
                || isPastEnd(fi, iocb, from);
    }

    private static boolean isPastEnd(FuseInode fi, Kiocb iocb, IovIter from) {
        return iocb.pos + from.count() > fi.size;
    }

    /**
     * Request after request, each as large as server and transport take ({@code fuse_direct_io}).
     *
     * @param parallel where to account requests that nobody waits for one by one; null to wait for
     *     each, which ends at a short answer
     * @return bytes moved, or sent in parallel; or a negative errno
     */
    @KernelFunction("fuse_direct_io")
    private static long transfer(
            FuseInode fi,
            Kiocb iocb,
            IovIter iter,
            long start,
            @Nullable FuseDirectTransfer parallel) {
        OpenFile file = iocb.file();
        boolean write = iter.isSource();
        boolean bypass = FuseFile.of(file).isDirect();
        long count = iter.count();
        long first = start >>> Page.SHIFT;
        long last = (start + count - 1) >>> Page.SHIFT;
        int error = prepare(fi, file, write, start, count);
        if (error != 0) {
            return error;
        }
        FuseConn fc = fi.conn();
        int most = write ? fc.maxWrite : fc.maxRead;
        boolean dirties = !write && iter.isUserBacked();
        if (parallel != null) {
            parallel.dirtiesPages = dirties;
        }
        long done = 0;
        long result = 0;
        while (count > 0) {
            FuseReq req =
                    fc.request(
                            fi.mount(),
                            write ? Opcode.WRITE : Opcode.READ,
                            FuseFile.of(file).nodeid);
            int bytes =
                    takePages(req, iter, (int) Math.min(count, most), iter.pageCount(fc.maxPages));
            if (bytes <= 0) {
                req.release();
                result = bytes;
                break;
            }
            result = one(fi, iocb, req, start + done, bytes, write, dirties, parallel);
            if (result < 0) {
                iter.revert(bytes);
                break;
            }
            count -= result;
            done += result;
            if (result != bytes) {
                iter.revert(bytes - result);
                break;
            }
        }
        if (done > 0 && write && bypass) {
            // Readahead may have raced with the write.
            int _ = Truncate.invalidateInodePages2Range(file.mapping(), first, last);
        }
        return done > 0 ? done : result;
    }

    /** The cache must not hold newer or older data than the server. */
    private static int prepare(FuseInode fi, OpenFile file, boolean write, long start, long count) {
        boolean bypass = FuseFile.of(file).isDirect();
        long first = start >>> Page.SHIFT;
        long last = (start + count - 1) >>> Page.SHIFT;
        if (bypass && fi.conn().features.directIoAllowMmap) {
            int error = file.mapping().writeAndWait(start, start + count - 1);
            if (error != 0) {
                return error;
            }
        }
        if (fi.isRangeWriteback(first, last)) {
            if (!write) {
                fi.lock();
            }
            fi.syncWrites();
            if (!write) {
                fi.unlock();
            }
        }
        return bypass && write
                ? Truncate.invalidateInodePages2Range(file.mapping(), first, last)
                : 0;
    }

    /** Pins the caller's pages ({@code fuse_get_user_pages}): the bytes in them, or -EFAULT. */
    @KernelFunction("fuse_get_user_pages")
    private static int takePages(FuseReq req, IovIter iter, int wanted, int mostPages) {
        int bytes = 0;
        while (bytes < wanted && req.data.count() < mostPages) {
            req.userPages = true;
            long taken = iter.takePages(req.data, wanted - bytes, mostPages - req.data.count());
            if (taken <= 0) {
                return bytes > 0 ? bytes : (int) taken;
            }
            bytes += (int) taken;
        }
        return bytes;
    }

    /** What was read into is dirty; the pages are given back ({@code fuse_release_user_pages}). */
    @KernelFunction("fuse_release_user_pages")
    private static void releaseUserPages(FuseReq req, boolean dirties) {
        if (dirties) {
            for (int i = 0; i < req.data.count(); i++) {
                req.data.page(i).setDirtyLocked();
            }
        }
        req.data.putAll();
    }

    private static long one(
            FuseInode fi,
            Kiocb iocb,
            FuseReq req,
            long pos,
            int bytes,
            boolean write,
            boolean dirties,
            @Nullable FuseDirectTransfer parallel) {
        FuseConn fc = fi.conn();
        fillIn(fi, iocb, req, pos, bytes, write);
        req.io.count = bytes;
        if (parallel != null) {
            return sendParallel(fc, req, pos, bytes, parallel);
        }
        long result = fc.send(req);
        if (write && result == 0) {
            int written = FuseWriteOut.SIZE_FIELD.get(req.reply());
            result = Integer.compareUnsigned(written, bytes) > 0 ? -Errno.EIO : written;
        }
        releaseUserPages(req, dirties);
        req.release();
        return result;
    }

    private static void fillIn(
            FuseInode fi, Kiocb iocb, FuseReq req, long pos, int bytes, boolean write) {
        FuseFile ff = FuseFile.of(iocb.file());
        long owner = fi.conn().lockOwner.ofCurrent(fi.sb.vfs());
        if (write) {
            Wire in = FuseWrite.arguments(req, ff, pos, bytes);
            int flags = WriteFlags.WRITE_LOCKOWNER;
            if (!fi.sb.vfs().credentials().capable(Capability.FSETID)) {
                flags |= WriteFlags.WRITE_KILL_SUIDGID;
            }
            FuseWriteIn.WRITE_FLAGS.set(in, flags);
            FuseWriteIn.LOCK_OWNER.set(in, owner);
            FuseWriteIn.FLAGS.set(in, FuseWrite.flags(iocb));
            FuseWrite.finish(req, bytes);
        } else {
            Wire in = req.in(FuseReadIn.SIZE);
            FuseReadIn.FH.set(in, ff.fh);
            FuseReadIn.OFFSET.set(in, pos);
            FuseReadIn.SIZE_FIELD.set(in, bytes);
            FuseReadIn.FLAGS.set(in, iocb.file().flags);
            FuseReadIn.READ_FLAGS.set(in, ReadFlags.READ_LOCKOWNER);
            FuseReadIn.LOCK_OWNER.set(in, owner);
            req.outPages(bytes);
            req.outArgvar = true;
        }
    }

    // ---- in parallel

    @KernelFunction("fuse_async_req_send")
    private static long sendParallel(
            FuseConn fc, FuseReq req, long pos, int bytes, FuseDirectTransfer parallel) {
        parallel.begin(bytes);
        req.io.transfer = parallel;
        req.io.position = pos;
        req.mayBlock = parallel.dirtiesPages;
        req.end = END;
        int error = fc.sendBackground(req);
        if (error != 0) {
            end(req.fm, req, error);
            req.release();
        }
        return bytes;
    }

    /** {@code fuse_aio_complete_req}. */
    @KernelFunction("fuse_aio_complete_req")
    private static void end(FuseMount fm, FuseReq req, int error) {
        FuseDirectTransfer transfer = req.io.transfer;
        if (transfer == null) {
            throw new IllegalStateException(req + " belongs to no transfer");
        }
        releaseUserPages(req, transfer.dirtiesPages);
        int outcome = error;
        long moved = 0;
        if (error == 0) {
            moved =
                    transfer.write
                            ? FuseWriteOut.SIZE_FIELD.getUnsigned(req.reply())
                            : req.replySize();
            if (transfer.write && moved > req.io.count) {
                outcome = -Errno.EIO;
            }
        }
        boolean isShort = outcome == 0 && moved != req.io.count;
        transfer.end(outcome, isShort ? req.io.position - transfer.start + moved : -1);
    }

    /**
     * O_DIRECT on a file that has a page cache, and what is not waited for ({@code
     * fuse_direct_IO}): bytes, a negative errno, or -EIOCBQUEUED.
     */
    @KernelFunction("fuse_direct_IO")
    static long directIo(FuseInode fi, Kiocb iocb, IovIter iter) {
        OpenFile file = iocb.file();
        FuseConn fc = fi.conn();
        boolean write = iter.isSource();
        long start = iocb.pos;
        long size = fi.size;
        if (!write && start >= size) {
            return 0;
        }
        long wanted = iter.count();
        // The size cannot be changed by what nobody waits for.
        boolean grows = write && start + wanted > size;
        boolean blocking = iocb.isSync() || grows;
        if (!fc.features.asyncDio) {
            long result = transfer(fi, iocb, iter, start, null);
            begun(fi, write);
            return finish(fi, file, write, start, grows, result);
        }
        if (!write && start + wanted > size) {
            long chunk = (long) fc.maxPages << Page.SHIFT;
            iter.truncate((size - start + chunk - 1) / chunk * chunk);
        }
        long cut = wanted - iter.count();
        FuseDirectTransfer parallel = new FuseDirectTransfer(fi, write, start);
        if (!blocking) {
            parallel.queue(iocb);
        }
        long sent = transfer(fi, iocb, iter, start, parallel);
        begun(fi, write);
        iter.reexpand(iter.count() + cut);
        parallel.end(sent < 0 ? (int) sent : 0, -1);
        return blocking
                ? finish(fi, file, write, start, grows, parallel.await())
                : -Kiocb.EIOCBQUEUED;
    }

    private static void begun(FuseInode fi, boolean write) {
        if (write) {
            fi.invalidate(FuseInode.MODSIZE);
        } else {
            fi.invalidateAtime();
        }
    }

    private static long finish(
            FuseInode fi, OpenFile file, boolean write, long start, boolean grows, long result) {
        if (write) {
            fi.writeUpdate(start + Math.max(result, 0), result);
            if (result < 0 && grows) {
                cutBack(fi, file);
            }
        }
        return result;
    }

    /**
     * An extending write failed in the middle: the server's file goes back to the size known here
     * ({@code fuse_do_truncate}).
     */
    private static void cutBack(FuseInode fi, OpenFile file) {
        Iattr attr = new Iattr();
        attr.valid = AttrValid.ATTR_SIZE | AttrValid.ATTR_FILE;
        attr.size = fi.size;
        attr.file = file;
        int _ = FuseSetattr.change(file.dentry(), fi, attr, file);
    }
}
