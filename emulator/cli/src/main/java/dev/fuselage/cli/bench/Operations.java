package dev.fuselage.cli.bench;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.libc.DirectoryEntry;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.ArrayList;
import java.util.List;

/** The guest program behind the workloads: its files, its buffer, and single operations on them. */
public final class Operations {

    private static final String TOP = "/mnt";
    private static final String FILE = TOP + "/data/file";
    private static final String LOG = TOP + "/data/log";
    private static final String TREE = TOP + "/tree";
    private static final int FILE_BYTES = 1 << 20;
    private static final int PAGE = 4096;
    private static final int CHUNK = 128 << 10;
    private static final int SMALL = 512;
    private static final int DIRECTORIES = 10;
    private static final int FILES = 20;

    private final Syscalls sys;
    private final Libc c;
    private final Kstat stat = new Kstat();
    private final long buffer;
    private int file = -1;
    private int log = -1;

    /** A program that has not made its files yet. */
    public Operations(Syscalls sys) {
        this.sys = sys;
        c = new Libc(sys, "bench");
        buffer = sys.memory().allocate(CHUNK);
    }

    /** Mounts the share and makes the files that workloads work on. */
    public void prepare(String tag) {
        check(c.mount(tag, TOP, "virtiofs", 0, ""));
        check(c.mkdir(TOP + "/data", 0755));
        check(c.mkdir(TREE, 0755));
        int fd = open(FILE, OpenFlags.O_WRONLY | OpenFlags.O_CREAT);
        for (int written = 0; written < FILE_BYTES; written += CHUNK) {
            check(sys.write(fd, buffer, CHUNK));
        }
        check(sys.close(fd));
        for (int d = 0; d < DIRECTORIES; d++) {
            String directory = TREE + "/d" + d;
            check(c.mkdir(directory, 0755));
            for (int f = 0; f < FILES; f++) {
                check(
                        sys.close(
                                open(
                                        directory + "/f" + f,
                                        OpenFlags.O_WRONLY | OpenFlags.O_CREAT)));
            }
        }
        file = open(FILE, OpenFlags.O_RDONLY);
        log = open(LOG, OpenFlags.O_WRONLY | OpenFlags.O_CREAT);
    }

    private int open(String path, int flags) {
        return (int) check(sys.openat(Syscalls.AT_FDCWD, path, flags, 0644));
    }

    private static long check(long result) {
        if (result < 0) {
            throw new IllegalStateException("benchmark: " + Errno.name((int) -result));
        }
        return result;
    }

    /**
     * One operation.
     *
     * @param i counts them from 0
     */
    public void run(Workload workload, int i) {
        switch (workload) {
            case STAT -> stat();
            case OPEN_CLOSE -> openClose();
            case READ_4K -> read4k(i);
            case READ_SEQ -> readSequentially();
            case WRITE_SMALL -> writeSmall(i);
            case CREATE_UNLINK -> createUnlink(i);
            case DIR_WALK -> walk();
        }
    }

    private void stat() {
        check(sys.newfstatat(Syscalls.AT_FDCWD, FILE, stat, 0));
    }

    private void openClose() {
        check(sys.close(open(FILE, OpenFlags.O_RDONLY)));
    }

    private void read4k(int i) {
        check(sys.pread64(file, buffer, PAGE, (long) i * PAGE % FILE_BYTES));
    }

    private void readSequentially() {
        int fd = open(FILE, OpenFlags.O_RDONLY);
        while (check(sys.read(fd, buffer, CHUNK)) > 0) {}
        check(sys.close(fd));
    }

    private void writeSmall(int i) {
        check(sys.pwrite64(log, buffer, SMALL, (long) i * SMALL));
    }

    private void createUnlink(int i) {
        String path = TOP + "/data/new" + i;
        check(sys.close(open(path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL)));
        check(c.unlink(path));
    }

    private void walk() {
        for (String directory : names(TREE)) {
            for (String name : names(directory)) {
                check(c.lstat(name, stat));
            }
        }
    }

    private List<String> names(String directory) {
        List<DirectoryEntry> entries = new ArrayList<>();
        check(c.readDirectory(directory, entries));
        return entries.stream()
                .filter(entry -> !entry.isDotOrDotDot())
                .map(entry -> directory + "/" + entry.name())
                .toList();
    }
}
