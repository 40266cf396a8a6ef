package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.fuse.linux.Mode;

/**
 * What a guest finds when it starts: a root in memory with the usual directories, devices, and
 * /proc and /sys mounted (init_mount_tree, the initramfs).
 */
final class RootTree {
    private static final String[] DIRECTORIES = {
        "/dev", "/etc", "/home", "/mnt", "/proc", "/root", "/run", "/sys", "/tmp", "/var"
    };

    private final Vfs vfs;

    RootTree(Vfs vfs) {
        this.vfs = vfs;
    }

    /** Mounts the root; no task is needed. */
    void mountRoot(FileSystemType rootfs) {
        FsContext context = new FsContext(vfs, rootfs, false);
        context.source = "rootfs";
        int error = rootfs.getTree(context);
        if (error != 0) {
            throw new IllegalStateException("root file system: error " + error);
        }
        vfs.mounts().setRoot(vfs.mounts().create(context, 0));
    }

    /** Makes directories and devices and mounts what belongs there, as the first task. */
    void fill() {
        for (String directory : DIRECTORIES) {
            check(directory, vfs.nameChanges().mkdir(FilesStruct.AT_FDCWD, directory, 0755));
        }
        check("/tmp", chmodTmp());
        device("/dev/null", 1, 3);
        device("/dev/zero", 1, 5);
        device("/dev/full", 1, 7);
        device("/dev/console", 5, 1);
        device("/dev/tty", 5, 0);
        device("/dev/ttyS0", 4, 64);
        check("/proc", vfs.mounting().mount("proc", "/proc", "proc", 0, ""));
        check("/sys", vfs.mounting().mount("sysfs", "/sys", "sysfs", 0, ""));
    }

    private int chmodTmp() {
        Path path = new Path();
        int error = vfs.paths().lookup(FilesStruct.AT_FDCWD, "/tmp", 0, path);
        if (error == 0) {
            path.entry().inode().mode = Mode.S_IFDIR | 01777;
            path.put();
        }
        return error;
    }

    private void device(String name, int major, int minor) {
        check(
                name,
                vfs.nameChanges()
                        .mknod(
                                FilesStruct.AT_FDCWD,
                                name,
                                Mode.S_IFCHR | 0666,
                                DeviceNumber.of(major, minor)));
    }

    private static void check(String what, int error) {
        if (error != 0) {
            throw new IllegalStateException("setting up " + what + ": error " + error);
        }
    }
}
