package dev.fuselage.devices.fs.host;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.fuselage.devices.fs.FileName;
import dev.fuselage.fuse.linux.AccessMode;
import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/**
 * Opens the directory to share, the one path given by the user of this host and the only one ever
 * resolved, and says in one line why it cannot be shared.
 */
final class ShareRoot {

    private static final long PROC_SUPER_MAGIC = 0x9fa0;
    private static final int STATFS_SIZE = 120;

    private final Path directory;
    private final Host host;
    private final LinuxSystemCalls calls;
    private final CallStrings strings;

    private ShareRoot(Path directory, Host host) {
        this.directory = directory;
        this.host = host;
        calls = host.calls();
        strings = host.strings();
    }

    /**
     * Makes a directory the root of a share.
     *
     * @throws IOException if it cannot be shared; the message is one line for the user
     */
    static void open(Path directory, Host host) throws IOException {
        new ShareRoot(directory, host).open();
    }

    /** The exception for a directory that cannot be shared. */
    static IOException refusal(Path directory, String why) {
        return new IOException("cannot share " + directory + ": " + why);
    }

    private void open() throws IOException {
        checkProc();
        FileName path = bytesOf(directory);
        if (path.length() >= FileName.PATH_MAX) {
            throw refusal(directory, "the path is too long");
        }
        int root = openPath(path);
        boolean shared = false;
        try {
            checkAccess(root);
            checkOpenat2(root);
            check(host.nodes().makeRoot(root), "its attributes cannot be read");
            shared = true;
        } finally {
            if (!shared) {
                host.descriptors().close(root);
            }
        }
    }

    private void checkAccess(int root) throws IOException {
        int readable =
                host.descriptors()
                        .reopen(
                                root,
                                calls.architecture()
                                        .openFlags(OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY));
        check(readable, "it cannot be read");
        host.descriptors().close(readable);
        check(
                calls.call(
                        SystemCall.FACCESSAT2,
                        root,
                        strings.empty(),
                        AccessMode.X_OK,
                        AtFlags.AT_EACCESS | AtFlags.AT_EMPTY_PATH),
                "it cannot be entered");
    }

    private int openPath(FileName path) throws IOException {
        int fd = host.descriptors().shareRoot(path);
        if (fd == -Errno.ENOENT) {
            throw refusal(directory, "no such directory");
        }
        if (fd == -Errno.ENOTDIR) {
            throw refusal(directory, "not a directory");
        }
        check(fd, "it cannot be opened");
        return fd;
    }

    /** Descriptors are opened again through /proc, which must be the real one. */
    private void checkProc() throws IOException {
        int fd = host.descriptors().shareRoot(FileName.of("/proc/self/fd"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment statfs = arena.allocate(STATFS_SIZE, 8);
            long error = fd < 0 ? fd : calls.call(SystemCall.FSTATFS, fd, statfs.address());
            if (error != 0 || statfs.get(JAVA_LONG, 0) != PROC_SUPER_MAGIC) {
                throw refusal(directory, "/proc is not mounted on this host");
            }
        } finally {
            if (fd >= 0) {
                host.descriptors().close(fd);
            }
        }
    }

    private void checkOpenat2(int root) throws IOException {
        int fd = host.descriptors().pathBeneath(root);
        if (fd == -Errno.ENOSYS || fd == -Errno.EPERM) {
            throw refusal(
                    directory,
                    "this host has no openat2 system call (Linux 5.6 or newer is needed)");
        }
        check(fd, "it cannot be looked into");
        host.descriptors().close(fd);
    }

    private void check(long result, String what) throws IOException {
        if (result < 0) {
            int errno = (int) -result;
            String why = errno == Errno.EACCES ? "permission denied" : "error " + Errno.name(errno);
            throw refusal(directory, what + ": " + why);
        }
    }

    /** The path's bytes, whatever the locale: the URI has them escaped, one by one. */
    private static FileName bytesOf(Path directory) throws IOException {
        if (!directory.getFileSystem().equals(FileSystems.getDefault())) {
            throw refusal(directory, "not a directory of this host");
        }
        String escaped = directory.toUri().getRawPath();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(escaped.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return FileName.of(bytes.toByteArray());
    }
}
