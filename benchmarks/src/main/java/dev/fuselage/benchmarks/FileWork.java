package dev.fuselage.benchmarks;

import static dev.fuselage.benchmarks.Guest.check;

import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.libc.DirectoryEntry;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What guests do to files, as programs. Each round repeats an operation {@link #REPEATS} times, but
 * for the long ones, of which a round is one.
 */
final class FileWork {
    /** Operations in a round of the short ones. */
    static final int REPEATS = 100;

    /** Bytes of the file that is read. */
    static final int FILE_BYTES = 1 << 20;

    /** Files and directories below the top of the tree that is walked. */
    static final int TREE_FILES = 110;

    private static final int DIRECTORIES = 10;
    private static final int FILES_EACH = 10;
    private static final int SMALL = 4096;
    private static final int LARGE = 128 * 1024;

    private static final String FILE = Guest.MOUNT_POINT + "/file";
    private static final String SCRATCH = Guest.MOUNT_POINT + "/scratch";
    private static final String TREE = Guest.MOUNT_POINT + "/tree";

    private FileWork() {}

    private static int open(Syscalls sys, String path, int flags) {
        return (int) check(sys.openat(Syscalls.AT_FDCWD, path, flags, 0644));
    }

    /** Makes the files that the others use. */
    static void prepare(Syscalls sys) {
        long buffer = sys.memory().allocate(LARGE);
        int fd = open(sys, FILE, OpenFlags.O_WRONLY | OpenFlags.O_CREAT);
        for (int at = 0; at < FILE_BYTES; at += LARGE) {
            check(sys.pwrite64(fd, buffer, LARGE, at));
        }
        check(sys.close(fd));
        check(sys.mkdirat(Syscalls.AT_FDCWD, TREE, 0755));
        for (int i = 0; i < DIRECTORIES; i++) {
            String directory = TREE + "/directory" + i;
            check(sys.mkdirat(Syscalls.AT_FDCWD, directory, 0755));
            for (int j = 0; j < FILES_EACH; j++) {
                String path = directory + "/file" + j;
                check(sys.close(open(sys, path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT)));
            }
        }
    }

    private static Runnable repeat(Runnable operation) {
        return () -> {
            for (int i = 0; i < REPEATS; i++) {
                operation.run();
            }
        };
    }

    /** {@code stat} of a path. */
    static Function<Syscalls, Runnable> stat() {
        return sys -> {
            Kstat stat = new Kstat();
            return repeat(() -> check(sys.newfstatat(Syscalls.AT_FDCWD, FILE, stat, 0)));
        };
    }

    /** {@code open} for reading and {@code close}. */
    static Function<Syscalls, Runnable> openClose() {
        return sys -> repeat(() -> check(sys.close(open(sys, FILE, OpenFlags.O_RDONLY))));
    }

    /** {@code pread} of 4 KiB, of another place in the file each time. */
    static Function<Syscalls, Runnable> smallRead() {
        return sys -> {
            int fd = open(sys, FILE, OpenFlags.O_RDONLY);
            long buffer = sys.memory().allocate(SMALL);
            long[] at = {0};
            return repeat(() -> {
                check(sys.pread64(fd, buffer, SMALL, at[0]));
                // An odd number of pages, so that every page has its turn, none in order.
                at[0] = (at[0] + 77L * SMALL) % FILE_BYTES;
            });
        };
    }

    /** The whole file: {@code open}, {@code read}s of 128 KiB, {@code close}. */
    static Function<Syscalls, Runnable> sequentialRead() {
        return sys -> {
            long buffer = sys.memory().allocate(LARGE);
            return () -> {
                int fd = open(sys, FILE, OpenFlags.O_RDONLY);
                long total = 0;
                long read = 1;
                while (read > 0) {
                    read = check(sys.read(fd, buffer, LARGE));
                    total += read;
                }
                check(sys.close(fd));
                if (total != FILE_BYTES) {
                    throw new IllegalStateException("read " + total + " bytes");
                }
            };
        };
    }

    /** {@code pwrite} of 100 bytes at the start of a file. */
    static Function<Syscalls, Runnable> smallWrite() {
        return sys -> {
            int fd = open(sys, SCRATCH, OpenFlags.O_WRONLY | OpenFlags.O_CREAT);
            long buffer = sys.memory().allocate(SMALL);
            return repeat(() -> check(sys.pwrite64(fd, buffer, 100, 0)));
        };
    }

    /** {@code open} with O_CREAT, {@code close} and {@code unlink}. */
    static Function<Syscalls, Runnable> createUnlink() {
        String path = Guest.MOUNT_POINT + "/new";
        int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
        return sys ->
                repeat(() -> {
                    check(sys.close(open(sys, path, flags)));
                    check(sys.unlinkat(Syscalls.AT_FDCWD, path, 0));
                });
    }

    /** What {@code find} does: every directory read, every file looked at. */
    static Function<Syscalls, Runnable> walk() {
        return sys -> {
            Libc c = new Libc(sys, "walk");
            return () -> {
                int found = walk(c, TREE);
                if (found != TREE_FILES) {
                    throw new IllegalStateException("found " + found + " files");
                }
            };
        };
    }

    private static int walk(Libc c, String directory) {
        List<DirectoryEntry> entries = new ArrayList<>();
        check(c.readDirectory(directory, entries));
        Kstat stat = new Kstat();
        int found = 0;
        for (DirectoryEntry entry : entries) {
            if (!entry.isDotOrDotDot()) {
                String path = directory + "/" + entry.name();
                check(c.lstat(path, stat));
                found++;
                found += Mode.isDirectory(stat.mode) ? walk(c, path) : 0;
            }
        }
        return found;
    }
}
