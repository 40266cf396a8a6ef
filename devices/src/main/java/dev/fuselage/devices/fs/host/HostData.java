package dev.fuselage.devices.fs.host;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.machine.memory.IoVector;
import java.lang.foreign.MemorySegment;

/**
 * The content of open files: moved by the host between file and guest memory directly, without a
 * copy in between.
 */
final class HostData {

    /** Most pieces one call takes ({@code UIO_MAXIOV}); a longer list takes several calls. */
    private static final int UIO_MAXIOV = 1024;

    private static final int IOVEC_SIZE = 16;
    private static final int RWF_APPEND = 0x10;

    private final LinuxSystemCalls calls;
    private final Capabilities capabilities;
    private final HostDescriptors descriptors;
    private final MemorySegment pieces;
    private final MemorySegment offsets;

    /**
     * Where the piece filled last stands: the piece it came from, and bytes of that taken so far.
     */
    private int piece;

    private long taken;
    private int pieceCount;

    HostData(Host host) {
        calls = host.calls();
        capabilities = host.capabilities();
        descriptors = host.descriptors();
        pieces = host.arena().allocate((long) UIO_MAXIOV * IOVEC_SIZE, 8);
        offsets = host.arena().allocate(2 * JAVA_LONG.byteSize(), 8);
    }

    long read(HostHandle file, long offset, IoVector into, long skip, long length) {
        return transfer(SystemCall.PREADV, file, offset, into, skip, length, 0);
    }

    long write(
            HostHandle file, long offset, IoVector from, long skip, long length, int writeFlags) {
        boolean dropped =
                (writeFlags & FileSystem.WRITE_KILL_SUIDGID) != 0 && capabilities.dropFsetid();
        try {
            return (writeFlags & FileSystem.WRITE_APPEND) != 0
                    ? transfer(SystemCall.PWRITEV2, file, 0, from, skip, length, RWF_APPEND)
                    : transfer(SystemCall.PWRITEV, file, offset, from, skip, length, 0);
        } finally {
            if (dropped) {
                capabilities.restoreFsetid();
            }
        }
    }

    /**
     * Closes a duplicate, which is what tells the host's file system of a guest's close (NFS writes
     * back then and reports errors).
     */
    int flush(HostHandle file) {
        int held = file.descriptor();
        int fd = held < 0 ? held : descriptors.duplicate(held);
        return fd < 0 ? fd : descriptors.close(fd);
    }

    int fsync(HostHandle handle, boolean dataOnly) {
        SystemCall call = dataOnly ? SystemCall.FDATASYNC : SystemCall.FSYNC;
        int fd = handle.descriptor();
        return fd < 0 ? fd : (int) calls.call(call, fd);
    }

    int fallocate(HostHandle file, int mode, long offset, long length) {
        int fd = file.descriptor();
        return fd < 0 ? fd : (int) calls.call(SystemCall.FALLOCATE, fd, mode, offset, length);
    }

    /** The position it moves is used by nothing: every read and write here says where. */
    long lseek(HostHandle file, long offset, int whence) {
        if (file instanceof HostDirectory) {
            return -Errno.EINVAL; // the position of that one is used
        }
        int fd = file.descriptor();
        return fd < 0 ? fd : calls.call(SystemCall.LSEEK, fd, offset, whence);
    }

    long copyFileRange(
            HostHandle in, long inOffset, HostHandle out, long outOffset, long length, int flags) {
        int from = in.descriptor();
        int to = from < 0 ? from : out.descriptor();
        if (to < 0) {
            return to;
        }
        offsets.setAtIndex(JAVA_LONG, 0, inOffset);
        offsets.setAtIndex(JAVA_LONG, 1, outOffset);
        return calls.call(
                SystemCall.COPY_FILE_RANGE,
                from,
                offsets.address(),
                to,
                offsets.address() + JAVA_LONG.byteSize(),
                length,
                flags);
    }

    int syncfs(HostNode node) {
        if (!node.isDirectory() && !node.isRegular()) {
            // Only an open file leads to its file system, and these are never opened.
            return 0;
        }
        int held = descriptors.of(node);
        int fd = held < 0 ? held : descriptors.reopen(held, 0);
        if (fd < 0) {
            return fd;
        }
        int error = (int) calls.call(SystemCall.SYNCFS, fd);
        descriptors.close(fd);
        return error;
    }

    /**
     * Reads or writes in as few calls as the list of pieces allows; stops at the first short one.
     */
    private long transfer(
            SystemCall call,
            HostHandle file,
            long offset,
            IoVector memory,
            long skip,
            long length,
            int flags) {
        if (offset < 0 || length < 0) {
            return -Errno.EINVAL;
        }
        int fd = file.descriptor();
        if (fd < 0) {
            return fd;
        }
        seek(memory, skip);
        long done = 0;
        while (true) {
            long wanted = gather(memory, length - done);
            long moved = move(call, fd, offset + done, flags);
            if (moved < 0) {
                return done > 0 ? done : moved;
            }
            done += moved;
            if (moved < wanted || done == length || wanted == 0) {
                return done;
            }
        }
    }

    private long move(SystemCall call, int descriptor, long offset, int flags) {
        if (pieceCount == 1 && call != SystemCall.PWRITEV2) {
            return calls.call(
                    call == SystemCall.PREADV ? SystemCall.PREAD64 : SystemCall.PWRITE64,
                    descriptor,
                    pieces.getAtIndex(JAVA_LONG, 0),
                    pieces.getAtIndex(JAVA_LONG, 1),
                    offset);
        }
        // The offset is one argument for 64-bit processes; the one after it is its unused upper
        // half.
        return calls.call(call, descriptor, pieces.address(), pieceCount, offset, 0, flags);
    }

    private void seek(IoVector memory, long skip) {
        piece = 0;
        taken = skip;
        while (piece < memory.count() && taken >= memory.length(piece)) {
            taken -= memory.length(piece);
            piece++;
        }
    }

    /** Fills {@link #pieces} with what comes next in memory. Returns the bytes they are. */
    private long gather(IoVector memory, long most) {
        long bytes = 0;
        pieceCount = 0;
        while (pieceCount < UIO_MAXIOV && piece < memory.count() && bytes < most) {
            long size = Math.min(memory.length(piece) - taken, most - bytes);
            if (size > 0) {
                pieces.setAtIndex(JAVA_LONG, 2L * pieceCount, memory.address(piece) + taken);
                pieces.setAtIndex(JAVA_LONG, 2L * pieceCount + 1, size);
                pieceCount++;
                bytes += size;
                taken += size;
            }
            if (taken == memory.length(piece)) {
                piece++;
                taken = 0;
            }
        }
        return bytes;
    }
}
