package dev.fuselage.kernel.program.fuse;

import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.kernel.syscall.Syscalls;

/** The pipe through which a daemon splices messages to and from its device. */
final class DaemonPipe {
    private final Syscalls sys;
    private final int[] ends = new int[2];

    private DaemonPipe(Syscalls sys) {
        this.sys = sys;
    }

    /**
     * A pipe that holds the largest message, however many pages it is cut into.
     *
     * @throws IllegalStateException when the guest has none to give
     */
    static DaemonPipe of(Syscalls sys, long bytes) {
        DaemonPipe pipe = new DaemonPipe(sys);
        long error = sys.pipe2(pipe.ends, 0);
        if (error == 0) {
            error = sys.fcntl(pipe.ends[0], FcntlFlags.F_SETPIPE_SZ, 2 * bytes);
        }
        if (error < 0) {
            throw new IllegalStateException("pipe of a daemon: error " + error);
        }
        return pipe;
    }

    /** One message from the device, through the pipe, into memory: its size, or negative. */
    long receive(int fd, long address, long bytes) {
        long size = sys.splice(fd, 0, ends[1], 0, bytes, 0);
        long done = 0;
        while (done < size) {
            long read = sys.read(ends[0], address + done, size - done);
            if (read <= 0) {
                return read;
            }
            done += read;
        }
        return size;
    }

    /** One message from memory, through the pipe, to the device: its size, or negative. */
    long send(int fd, long address, long bytes) {
        long done = 0;
        while (done < bytes) {
            long written = sys.write(ends[1], address + done, bytes - done);
            if (written < 0) {
                return written;
            }
            done += written;
        }
        return sys.splice(ends[0], 0, fd, 0, bytes, 0);
    }
}
