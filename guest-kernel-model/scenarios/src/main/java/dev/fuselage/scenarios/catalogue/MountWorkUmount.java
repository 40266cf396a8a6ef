package dev.fuselage.scenarios.catalogue;

import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.scenarios.GuestShape;

/** A little of everything that a guest does with a share, from mounting to unmounting it. */
public final class MountWorkUmount {
    private static final int BUFFER = 4096;
    private static final String FILE = "/mnt/file";

    private MountWorkUmount() {}

    /** Mounts the share, writes, reads and removes a file, and unmounts; 0 or an errno. */
    public static int run(Syscalls sys) {
        long mounted = sys.mount(GuestShape.TAG, "/mnt", "virtiofs", 0, "");
        if (mounted != 0) {
            return (int) -mounted;
        }
        long buffer = sys.memory().allocate(BUFFER);
        int fd =
                (int)
                        sys.openat(
                                AtFlags.AT_FDCWD, FILE, OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0644);
        long _ = sys.write(fd, buffer, BUFFER);
        long _ = sys.pread64(fd, buffer, BUFFER, 0);
        long _ = sys.fsync(fd);
        long _ = sys.close(fd);
        long _ = sys.unlinkat(AtFlags.AT_FDCWD, FILE, 0);
        return (int) -sys.umount2("/mnt", 0);
    }

    /** Opens the file and reads a little, if it is there at that moment; 0. */
    public static int look(Syscalls sys) {
        int fd = (int) sys.openat(AtFlags.AT_FDCWD, FILE, OpenFlags.O_RDONLY, 0);
        if (fd >= 0) {
            long _ = sys.read(fd, sys.memory().allocate(BUFFER), BUFFER);
            long _ = sys.close(fd);
        }
        return 0;
    }
}
