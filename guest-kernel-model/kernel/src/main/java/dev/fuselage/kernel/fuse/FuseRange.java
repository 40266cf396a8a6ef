package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseCopyFileRangeIn;
import dev.fuselage.fuse.FuseFallocateIn;
import dev.fuselage.fuse.FuseLseekIn;
import dev.fuselage.fuse.FuseLseekOut;
import dev.fuselage.fuse.FuseWriteOut;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FallocateMode;
import dev.fuselage.fuse.linux.Seek;
import dev.fuselage.fuse.linux.StatxMask;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.Truncate;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Attributes;
import dev.fuselage.kernel.vfs.FileIo;
import dev.fuselage.kernel.vfs.OpenFile;

/** Ranges of files: LSEEK, FALLOCATE, COPY_FILE_RANGE. */
final class FuseRange {
    private static final int MAY_FALLOCATE =
            FallocateMode.FALLOC_FL_KEEP_SIZE
                    | FallocateMode.FALLOC_FL_PUNCH_HOLE
                    | FallocateMode.FALLOC_FL_ZERO_RANGE;
    private static final int EMPTIES =
            FallocateMode.FALLOC_FL_PUNCH_HOLE | FallocateMode.FALLOC_FL_ZERO_RANGE;

    /** Longest copy in one request: what fits its 32-bit length in whole pages. */
    private static final long MOST_COPIED = 0xffff_ffffL & -(long) Page.SIZE;

    private FuseRange() {}

    /** {@code fuse_file_llseek}. */
    static long seek(FuseInode fi, OpenFile file, long offset, int whence) {
        return switch (whence) {
            case Seek.SEEK_SET, Seek.SEEK_CUR -> FileIo.genericSeek(file, offset, whence);
            case Seek.SEEK_END, Seek.SEEK_DATA, Seek.SEEK_HOLE ->
                    seekLocked(fi, file, offset, whence);
            default -> -Errno.EINVAL;
        };
    }

    private static long seekLocked(FuseInode fi, OpenFile file, long offset, int whence) {
        fi.lock();
        long result;
        if (whence == Seek.SEEK_END) {
            int error = FuseGetattr.update(fi, file, StatxMask.STATX_SIZE);
            result = error != 0 ? error : FileIo.genericSeek(file, offset, whence);
        } else {
            result = ask(fi, file, offset, whence);
        }
        fi.unlock();
        return result;
    }

    /** {@code fuse_lseek}; a server that does not know sees data everywhere. */
    @KernelFunction("fuse_lseek")
    private static long ask(FuseInode fi, OpenFile file, long offset, int whence) {
        FuseConn fc = fi.conn();
        if (!fc.missing.lseek) {
            FuseFile ff = FuseFile.of(file);
            FuseReq req = fc.request(fi.mount(), Opcode.LSEEK, ff.nodeid);
            Wire in = req.in(FuseLseekIn.SIZE);
            FuseLseekIn.FH.set(in, ff.fh);
            FuseLseekIn.OFFSET.set(in, offset);
            FuseLseekIn.WHENCE.set(in, whence);
            req.out(FuseLseekOut.SIZE);
            int error = fc.send(req);
            long found = FuseLseekOut.OFFSET.get(req.reply());
            req.release();
            if (error != -Errno.ENOSYS) {
                return error != 0 ? error : FileIo.setPosition(file, found, fi.sb.maxBytes);
            }
            fc.missing.lseek = true;
        }
        int error = FuseGetattr.update(fi, file, StatxMask.STATX_SIZE);
        return error != 0 ? error : FileIo.genericSeek(file, offset, whence);
    }

    /** {@code fuse_file_fallocate}. */
    @KernelFunction("fuse_file_fallocate")
    static int fallocate(FuseInode fi, OpenFile file, int mode, long offset, long length) {
        FuseConn fc = fi.conn();
        if ((mode & ~MAY_FALLOCATE) != 0 || fc.missing.fallocate) {
            return -Errno.EOPNOTSUPP;
        }
        boolean keepSize = (mode & FallocateMode.FALLOC_FL_KEEP_SIZE) != 0;
        fi.lock();
        int error = (mode & EMPTIES) != 0 ? fi.writeBackFrom(offset) : 0;
        if (error == 0 && !keepSize && offset + length > fi.size) {
            error = Attributes.newsizeOk(fi, offset + length);
        }
        if (error == 0) {
            error = Attributes.modified(file);
        }
        if (error == 0) {
            if (!keepSize) {
                fi.set(FuseInode.SIZE_UNSTABLE);
            }
            error = send(fi, file, mode, offset, length);
            if (error == 0) {
                fallocated(fi, file, mode, offset, length);
            }
        }
        if (!keepSize) {
            fi.clear(FuseInode.SIZE_UNSTABLE);
        }
        fi.unlock();
        return error;
    }

    private static int send(FuseInode fi, OpenFile file, int mode, long offset, long length) {
        FuseConn fc = fi.conn();
        FuseFile ff = FuseFile.of(file);
        FuseReq req = fc.request(ff.mount(), Opcode.FALLOCATE, ff.nodeid);
        Wire in = req.in(FuseFallocateIn.SIZE);
        FuseFallocateIn.FH.set(in, ff.fh);
        FuseFallocateIn.OFFSET.set(in, offset);
        FuseFallocateIn.LENGTH.set(in, length);
        FuseFallocateIn.MODE.set(in, mode);
        int error = fc.send(req);
        req.release();
        if (error == -Errno.ENOSYS) {
            fc.missing.fallocate = true;
            return -Errno.EOPNOTSUPP;
        }
        return error;
    }

    private static void fallocated(
            FuseInode fi, OpenFile file, int mode, long offset, long length) {
        boolean keepSize = (mode & FallocateMode.FALLOC_FL_KEEP_SIZE) != 0;
        if (!keepSize && fi.writeUpdate(offset + length, length)) {
            int _ = Attributes.updateTime(file);
        }
        if ((mode & EMPTIES) != 0) {
            Truncate.truncatePagecacheRange(fi, offset, offset + length - 1);
        }
        fi.invalidate(FuseInode.MODSIZE);
    }

    /**
     * {@code __fuse_copy_file_range}: -EOPNOTSUPP and -EXDEV tell the caller to copy through pipes.
     */
    @KernelFunction("__fuse_copy_file_range")
    static long copy(
            FuseInode fiIn,
            OpenFile in,
            long inPos,
            FuseInode fiOut,
            OpenFile out,
            long outPos,
            long length,
            int flags) {
        FuseConn fc = fiIn.conn();
        if (fc.missing.copyFileRange) {
            return -Errno.EOPNOTSUPP;
        }
        if (fiIn.sb != fiOut.sb) {
            return -Errno.EXDEV;
        }
        boolean unstable = !fc.features.writebackCache && outPos + length > fiOut.size;
        fiIn.lock();
        int error = fiIn.writeBackFrom(inPos);
        fiIn.unlock();
        if (error != 0) {
            return error;
        }
        fiOut.lock();
        long result = Attributes.modified(out);
        if (result == 0) {
            result = fiOut.writeBackFrom(outPos);
        }
        if (result == 0) {
            if (unstable) {
                fiOut.set(FuseInode.SIZE_UNSTABLE);
            }
            result = sendCopy(fiIn, in, inPos, out, outPos, length, flags);
            if (result >= 0) {
                copied(fiOut, out, outPos, result);
            }
        }
        if (unstable) {
            fiOut.clear(FuseInode.SIZE_UNSTABLE);
        }
        fiOut.unlock();
        return result;
    }

    private static long sendCopy(
            FuseInode fiIn,
            OpenFile in,
            long inPos,
            OpenFile out,
            long outPos,
            long length,
            int flags) {
        FuseConn fc = fiIn.conn();
        FuseFile from = FuseFile.of(in);
        FuseFile to = FuseFile.of(out);
        FuseReq req = fc.request(from.mount(), Opcode.COPY_FILE_RANGE, from.nodeid);
        Wire w = req.in(FuseCopyFileRangeIn.SIZE);
        FuseCopyFileRangeIn.FH_IN.set(w, from.fh);
        FuseCopyFileRangeIn.OFF_IN.set(w, inPos);
        FuseCopyFileRangeIn.NODEID_OUT.set(w, to.nodeid);
        FuseCopyFileRangeIn.FH_OUT.set(w, to.fh);
        FuseCopyFileRangeIn.OFF_OUT.set(w, outPos);
        FuseCopyFileRangeIn.LEN.set(w, Math.min(length, MOST_COPIED));
        FuseCopyFileRangeIn.FLAGS.set(w, flags);
        req.out(FuseWriteOut.SIZE);
        long result = fc.send(req);
        if (result == 0) {
            result = FuseWriteOut.SIZE_FIELD.getUnsigned(req.reply());
            result = result > length ? -Errno.EIO : result;
        } else if (result == -Errno.ENOSYS) {
            fc.missing.copyFileRange = true;
            result = -Errno.EOPNOTSUPP;
        }
        req.release();
        return result;
    }

    private static void copied(FuseInode fi, OpenFile out, long pos, long count) {
        long first = pos & -(long) Page.SIZE;
        long end = (pos + count + Page.SIZE - 1) & -(long) Page.SIZE;
        Truncate.truncateRange(fi.mapping, first, end - 1);
        int _ = Attributes.updateTime(out);
        fi.writeUpdate(pos + count, count);
    }
}
