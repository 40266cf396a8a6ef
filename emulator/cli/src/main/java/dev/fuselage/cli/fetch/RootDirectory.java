package dev.fuselage.cli.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;

/**
 * The root directory of a guest that BusyBox makes up alone: programs, an init that mounts what a
 * Linux system has, and a login shell on the console. Its files in {@code /etc} are resources
 * beside this class.
 *
 * <p>There are no device nodes, which only root could make: {@code /etc/init.d/rcS} mounts devtmpfs
 * before it needs one, and {@link Initramfs} adds the two that a kernel wants earlier.
 */
final class RootDirectory {

    private static final List<String> DIRECTORIES =
            List.of(
                    "bin",
                    "dev",
                    "etc",
                    "etc/init.d",
                    "home",
                    "home/guest",
                    "lib",
                    "mnt",
                    "proc",
                    "root",
                    "run",
                    "sys",
                    "tmp",
                    "usr",
                    "usr/lib",
                    "var",
                    "var/log");

    private static final List<String> TEXTS =
            List.of("fstab", "group", "hostname", "hosts", "inittab", "passwd", "profile");

    private static final List<String> SCRIPTS = List.of("init.d/rcS", "init.d/run");

    private RootDirectory() {}

    /**
     * Makes one.
     *
     * @param root where there is nothing yet
     * @param busybox a static BusyBox program
     * @throws IOException when it cannot be written, or when the program is none of BusyBox's
     */
    static void make(Path root, Path busybox) throws IOException {
        List<String> applets = BusyBox.applets(busybox);
        if (!applets.containsAll(List.of("base64", "init", "mount", "poweroff", "sh", "stty"))) {
            throw new IOException(busybox.getFileName() + " is no BusyBox with a shell and init");
        }
        directory(root, "rwxr-xr-x");
        for (String name : DIRECTORIES) {
            directory(root.resolve(name), "rwxr-xr-x");
        }
        permit(root.resolve("root"), "rwx------");
        Path bin = root.resolve("bin");
        permit(Files.copy(busybox, bin.resolve("busybox")), "rwxr-xr-x");
        for (String applet : applets) {
            if (!applet.equals("busybox")) {
                Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
            }
        }
        link(root, "sbin", "bin");
        link(root, "usr/bin", "../bin");
        link(root, "usr/sbin", "../bin");
        link(root, "init", "sbin/init");
        link(root, "etc/mtab", "../proc/self/mounts");
        link(root, "var/run", "../run");
        link(root, "var/tmp", "../tmp");
        for (String name : TEXTS) {
            permit(copyResource(root, name), "rw-r--r--");
        }
        for (String name : SCRIPTS) {
            permit(copyResource(root, name), "rwxr-xr-x");
        }
    }

    private static Path copyResource(Path root, String name) throws IOException {
        Path file = root.resolve("etc", name);
        try (InputStream text = RootDirectory.class.getResourceAsStream("root/etc/" + name)) {
            Files.copy(Objects.requireNonNull(text, name), file);
        }
        return file;
    }

    private static void directory(Path path, String permissions) throws IOException {
        permit(Files.createDirectory(path), permissions);
    }

    private static void link(Path root, String name, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }

    /** A user's umask is no matter of the guest's. */
    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
