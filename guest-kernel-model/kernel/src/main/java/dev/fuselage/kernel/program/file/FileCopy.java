package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.Seek;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.program.libc.UserBuffer;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies the content of a regular file as {@code cp} does: {@code copy_file_range} while the file
 * systems can, else reads and writes.
 */
final class FileCopy {

    private static final int CHUNK = 256 << 10;
    private static final long RANGE = 1L << 30;

    /** Errors that say this pair of files cannot be copied inside the kernel. */
    private static final List<Integer> NOT_IN_KERNEL =
            List.of(
                    -Errno.ENOSYS,
                    -Errno.EXDEV,
                    -Errno.EOPNOTSUPP,
                    -Errno.EINVAL,
                    -Errno.EBADF,
                    -Errno.EPERM,
                    -Errno.ETXTBSY);

    private final Libc c;
    private @Nullable UserBuffer buffer;

    FileCopy(Libc c) {
        this.c = c;
    }

    /**
     * Copies.
     *
     * @param mode permissions of a new file
     * @return false after a complaint
     */
    boolean copy(String source, String target, int mode, boolean force) {
        long in = c.open(source, OpenFlags.O_RDONLY);
        if (in < 0) {
            c.complain("cannot open " + Quote.name(source) + " for reading", in);
            return false;
        }
        long out = c.open(target, OpenFlags.O_WRONLY | OpenFlags.O_TRUNC);
        if (out == -Errno.ENOENT || (out < 0 && force && c.unlink(target) == 0)) {
            int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
            out = c.open(target, flags, mode);
        }
        if (out < 0) {
            c.complain("cannot create regular file " + Quote.name(target), out);
            c.close((int) in);
            return false;
        }
        boolean done = content((int) in, (int) out, source, target);
        c.close((int) in);
        long closed = c.close((int) out);
        if (done && closed < 0) {
            c.complain("failed to close " + Quote.name(target), closed);
        }
        return done && closed >= 0;
    }

    private boolean content(int in, int out, String source, String target) {
        Kstat stat = new Kstat();
        boolean sparse = c.fstat(in, stat) >= 0 && stat.blocks * 512 < stat.size;
        if (sparse && c.lseek(in, 0, Seek.SEEK_DATA) != -Errno.EINVAL) {
            return sparse(in, out, source, target, stat.size);
        }
        return range(in, out, source, target, Long.MAX_VALUE);
    }

    /** Copies what is between the holes. */
    private boolean sparse(int in, int out, String source, String target, long size) {
        long data = c.lseek(in, 0, Seek.SEEK_DATA);
        while (data >= 0) {
            long hole = c.lseek(in, data, Seek.SEEK_HOLE);
            long end = hole < 0 ? size : hole;
            long _ = c.lseek(in, data, Seek.SEEK_SET);
            long _ = c.lseek(out, data, Seek.SEEK_SET);
            if (!range(in, out, source, target, end - data)) {
                return false;
            }
            data = c.lseek(in, end, Seek.SEEK_DATA);
        }
        long error = c.ftruncate(out, size);
        if (error < 0) {
            c.complain("failed to extend " + Quote.name(target), error);
        }
        return error >= 0;
    }

    /** Copies from the files' positions, at most {@code length} bytes. */
    private boolean range(int in, int out, String source, String target, long length) {
        long left = length;
        long copied = c.copyFileRange(in, out, Math.min(left, RANGE));
        while (copied > 0) {
            left -= copied;
            copied = left == 0 ? 0 : c.copyFileRange(in, out, Math.min(left, RANGE));
        }
        if (copied < 0 && !NOT_IN_KERNEL.contains((int) copied)) {
            c.complain("error copying " + Quote.name(source) + " to " + Quote.name(target), copied);
            return false;
        }
        // After the end of the file too: some files say they are empty and are not.
        return left == 0 || throughMemory(in, out, source, target, left);
    }

    private boolean throughMemory(int in, int out, String source, String target, long length) {
        UserBuffer memory = buffer();
        long left = length;
        while (left > 0) {
            long n = c.read(in, memory, (int) Math.min(left, CHUNK));
            if (n < 0) {
                c.complain("error reading " + Quote.name(source), n);
                return false;
            }
            if (n == 0) {
                return true;
            }
            long written = c.writeAll(out, memory, (int) n);
            if (written < 0) {
                c.complain("error writing " + Quote.name(target), written);
                return false;
            }
            left -= n;
        }
        return true;
    }

    private UserBuffer buffer() {
        UserBuffer memory = buffer;
        if (memory == null) {
            memory = c.allocate(CHUNK);
            buffer = memory;
        }
        return memory;
    }
}
