package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.fuse.FuseCopyFileRangeIn;
import dev.fuselage.fuse.FuseFallocateIn;
import dev.fuselage.fuse.FuseLseekIn;
import dev.fuselage.fuse.FuseLseekOut;
import dev.fuselage.fuse.FuseOutHeader;
import dev.fuselage.fuse.FuseReadIn;
import dev.fuselage.fuse.FuseWriteIn;
import dev.fuselage.fuse.FuseWriteOut;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.WriteFlags;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.machine.cost.Cost;

/** READ, WRITE, LSEEK, FALLOCATE, COPY_FILE_RANGE: the content of files. */
final class DataHandlers {

    /** Most bytes one copy_file_range moves ({@code MAX_RW_COUNT}). */
    private static final long MAX_COPY = 0x7fff_f000L;

    private final ServerState s;

    DataHandlers(ServerState state) {
        s = state;
    }

    /**
     * {@code FUSE_READ}. Not used: read_flags with lock_owner, and flags: no mandatory locks here.
     */
    int read(Request r) {
        if (!r.hasArgs(FuseReadIn.SIZE)) {
            return -Errno.EINVAL;
        }
        Wire in = r.args();
        long offset = FuseReadIn.OFFSET.get(in);
        long size = FuseReadIn.SIZE_FIELD.getUnsigned(in);
        // Less than asked for would mean the end of the file, so a small buffer is an error.
        if (size > Negotiation.MAX_WRITE || !r.hasRoom(size)) {
            return -Errno.ENOMEM;
        }
        Handle handle = s.file(FuseReadIn.FH.get(in), r.nodeId());
        if (handle == null) {
            return -Errno.EBADF;
        }
        long n = s.fs.read(handle, offset, r.destination(), FuseOutHeader.SIZE, size);
        r.charge(s.costs.of(Cost.HOST_READ) + s.costs.of(Cost.HOST_COPY, Math.max(n, 0)));
        return n < 0 ? (int) n : r.direct(n);
    }

    /**
     * {@code FUSE_WRITE}. A write from the guest's page cache has the right offset already; any
     * other through a descriptor with O_APPEND goes to the end, wherever that is now. Not used:
     * lock_owner.
     */
    int write(Request r) {
        if (!r.hasArgs(FuseWriteIn.SIZE)) {
            return -Errno.EINVAL;
        }
        if (!r.hasRoom(FuseWriteOut.SIZE)) {
            return -Errno.ENOMEM;
        }
        Wire in = r.args();
        long offset = FuseWriteIn.OFFSET.get(in);
        long size = FuseWriteIn.SIZE_FIELD.getUnsigned(in);
        if (size > Negotiation.MAX_WRITE || size > r.argsLength() - FuseWriteIn.SIZE) {
            return -Errno.EINVAL;
        }
        Handle handle = s.file(FuseWriteIn.FH.get(in), r.nodeId());
        if (handle == null) {
            return -Errno.EBADF;
        }
        int asked = FuseWriteIn.WRITE_FLAGS.get(in);
        int flags = 0;
        boolean append = (FuseWriteIn.FLAGS.get(in) & OpenFlags.O_APPEND) != 0;
        if (append && (asked & WriteFlags.WRITE_CACHE) == 0) {
            flags |= FileSystem.WRITE_APPEND;
        }
        if (s.killsSetIds((asked & WriteFlags.WRITE_KILL_SUIDGID) != 0)) {
            flags |= FileSystem.WRITE_KILL_SUIDGID;
        }
        long skip = Request.sourceOffset(FuseWriteIn.SIZE);
        long n = s.fs.write(handle, offset, r.source(), skip, size, flags);
        r.charge(s.costs.of(Cost.HOST_WRITE) + s.costs.of(Cost.HOST_COPY, Math.max(n, 0)));
        return n < 0 ? (int) n : putCount(r, n);
    }

    private static int putCount(Request r, long n) {
        FuseWriteOut.SIZE_FIELD.set(r.reply(), (int) n);
        FuseWriteOut.PADDING.set(r.reply(), 0);
        return FuseWriteOut.SIZE;
    }

    /** {@code FUSE_LSEEK}: for data and holes; the guest knows its own position. */
    int lseek(Request r) {
        if (!r.hasArgs(FuseLseekIn.SIZE)) {
            return -Errno.EINVAL;
        }
        if (!r.hasRoom(FuseLseekOut.SIZE)) {
            return -Errno.ENOMEM;
        }
        Wire in = r.args();
        Handle handle = s.file(FuseLseekIn.FH.get(in), r.nodeId());
        if (handle == null) {
            return -Errno.EBADF;
        }
        r.charge(s.costs.of(Cost.HOST_OTHER));
        long offset = FuseLseekIn.OFFSET.get(in);
        long at = s.fs.lseek(handle, offset, FuseLseekIn.WHENCE.get(in));
        if (at < 0) {
            return (int) at;
        }
        FuseLseekOut.OFFSET.set(r.reply(), at);
        return FuseLseekOut.SIZE;
    }

    /** {@code FUSE_FALLOCATE}. */
    int fallocate(Request r) {
        if (!r.hasArgs(FuseFallocateIn.SIZE)) {
            return -Errno.EINVAL;
        }
        Wire in = r.args();
        Handle handle = s.file(FuseFallocateIn.FH.get(in), r.nodeId());
        if (handle == null) {
            return -Errno.EBADF;
        }
        r.charge(s.costs.of(Cost.HOST_FALLOCATE));
        long offset = FuseFallocateIn.OFFSET.get(in);
        long length = FuseFallocateIn.LENGTH.get(in);
        return s.fs.fallocate(handle, FuseFallocateIn.MODE.get(in), offset, length);
    }

    /** {@code FUSE_COPY_FILE_RANGE}. */
    int copyFileRange(Request r) {
        if (!r.hasArgs(FuseCopyFileRangeIn.SIZE)) {
            return -Errno.EINVAL;
        }
        if (!r.hasRoom(FuseWriteOut.SIZE)) {
            return -Errno.ENOMEM;
        }
        Wire in = r.args();
        Handle source = s.file(FuseCopyFileRangeIn.FH_IN.get(in), r.nodeId());
        long nodeIdOut = FuseCopyFileRangeIn.NODEID_OUT.get(in);
        Handle target = s.file(FuseCopyFileRangeIn.FH_OUT.get(in), nodeIdOut);
        if (source == null || target == null) {
            return -Errno.EBADF;
        }
        long flags = FuseCopyFileRangeIn.FLAGS.get(in);
        long length = FuseCopyFileRangeIn.LEN.get(in);
        if (flags != 0 || length < 0) {
            return -Errno.EINVAL;
        }
        long inOffset = FuseCopyFileRangeIn.OFF_IN.get(in);
        long outOffset = FuseCopyFileRangeIn.OFF_OUT.get(in);
        long capped = Math.min(length, MAX_COPY);
        long n = s.fs.copyFileRange(source, inOffset, target, outOffset, capped, 0);
        r.charge(
                s.costs.of(Cost.HOST_READ)
                        + s.costs.of(Cost.HOST_WRITE)
                        + s.costs.of(Cost.HOST_COPY, Math.max(n, 0)));
        return n < 0 ? (int) n : putCount(r, n);
    }
}
