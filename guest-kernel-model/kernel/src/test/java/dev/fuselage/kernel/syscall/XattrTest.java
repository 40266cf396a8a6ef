package dev.fuselage.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.XattrFlags;
import dev.fuselage.kernel.vfs.LoggedFs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may have which extended attribute, and what the file system is asked for it. */
class XattrTest {
    private static final String CAPABILITY = "security.capability";

    private final GuestPrograms guest = new GuestPrograms(1);
    private final LoggedFs fs = new LoggedFs().file("f", 10).dir("d").link("l", "f");
    private final List<Object> seen = new ArrayList<>();

    @BeforeEach
    void mount() {
        guest.vfs.types().register(fs);
        guest.run(p -> p.sys.mount("x", "/mnt", "logged", 0, ""));
        guest.run(p -> p.exists("/mnt/l"));
    }

    @AfterEach
    void close() {
        guest.close();
    }

    private static long error(int errno) {
        return -errno;
    }

    private void run(Consumer<Program> body) {
        fs.takeLog();
        guest.run(body);
    }

    private static long get(Program p, String path, String name, int size) {
        return p.sys.getxattr(path, true, name, p.buffer(), size);
    }

    private static long set(Program p, String path, String name, String value) {
        byte[] bytes = value.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        p.sys.memory().write(p.buffer(), bytes, 0, bytes.length);
        return p.sys.setxattr(path, true, name, p.buffer(), bytes.length, 0);
    }

    private List<String> attributeCalls() {
        List<String> calls = new ArrayList<>();
        for (String line : fs.takeLog()) {
            if (line.contains("xattr ")) {
                calls.add(line);
            }
        }
        return calls;
    }

    @Test
    void aValueIsWrittenReadMeasuredAndRemoved() {
        run(p -> {
            seen.add(set(p, "/mnt/f", "user.a", "hello"));
            seen.add(get(p, "/mnt/f", "user.a", 0));
            seen.add(get(p, "/mnt/f", "user.a", 3));
            seen.add(get(p, "/mnt/f", "user.a", 100));
            seen.add(p.text(5));
            seen.add(p.sys.removexattr("/mnt/f", true, "user.a"));
            seen.add(get(p, "/mnt/f", "user.a", 100));
        });
        assertThat(seen)
                .containsExactly(
                        0L, 5L, error(Errno.ERANGE), 5L, "hello", 0L, error(Errno.ENODATA));
        assertThat(attributeCalls())
                .containsExactly(
                        "setxattr user.a 0",
                        "getxattr user.a 0",
                        "getxattr user.a 3",
                        "getxattr user.a 100",
                        "removexattr user.a " + XattrFlags.XATTR_REPLACE,
                        "getxattr user.a 100");
    }

    @Test
    void aWrongNameFailsBeforeTheWalkExceptForReaders() {
        String tooLong = "user." + "x".repeat(251);
        run(p -> {
            seen.add(set(p, "/mnt/none", tooLong, "v"));
            seen.add(set(p, "/mnt/none", "", "v"));
            seen.add(p.sys.setxattr("/mnt/none", true, "user.a", p.buffer(), 1, 4));
            seen.add(p.sys.setxattr("/mnt/none", true, "user.a", p.buffer(), 65537, 0));
            seen.add(p.sys.removexattr("/mnt/none", true, tooLong));
            seen.add(get(p, "/mnt/none", tooLong, 0));
            seen.add(get(p, "/mnt/f", tooLong, 0));
            seen.add(p.sys.fgetxattr(99, tooLong, 0, 0));
        });
        assertThat(seen)
                .containsExactly(
                        error(Errno.ERANGE),
                        error(Errno.ERANGE),
                        error(Errno.EINVAL),
                        error(Errno.E2BIG),
                        error(Errno.ERANGE),
                        error(Errno.ENOENT),
                        error(Errno.ERANGE),
                        error(Errno.EBADF));
    }

    @Test
    void onlyFilesAndDirectoriesHaveUserAttributes() {
        run(p -> {
            seen.add(p.sys.setxattr("/mnt/l", false, "user.a", p.buffer(), 1, 0));
            seen.add(p.sys.getxattr("/mnt/l", false, "user.a", p.buffer(), 1));
            seen.add(p.sys.setxattr("/mnt/d", true, "user.a", p.buffer(), 1, 0));
            seen.add(get(p, "/mnt/f", "other.a", 0));
        });
        assertThat(seen)
                .containsExactly(
                        error(Errno.EPERM), error(Errno.ENODATA), 0L, error(Errno.EOPNOTSUPP));
    }

    @Test
    void trustedAndSecurityAttributesAreForAdministrators() {
        run(p -> {
            p.seteuid(1000);
            seen.add(set(p, "/mnt/f", "trusted.a", "v"));
            seen.add(get(p, "/mnt/f", "trusted.a", 0));
            seen.add(set(p, "/mnt/f", "security.other", "v"));
            seen.add(get(p, "/mnt/f", "security.other", 0));
            seen.add(set(p, "/mnt/f", "user.a", "v"));
        });
        assertThat(seen)
                .containsExactly(
                        error(Errno.EPERM),
                        error(Errno.ENODATA),
                        error(Errno.EPERM),
                        error(Errno.ENODATA),
                        error(Errno.EACCES));
    }

    private static byte[] capability(int revision, int size) {
        byte[] value = new byte[size];
        value[0] = 1;
        value[3] = (byte) revision;
        return value;
    }

    @Test
    void theCapabilityIsMeasuredReadAndChecked() {
        fs.attributes.put(CAPABILITY, capability(2, 20));
        run(p -> seen.add(get(p, "/mnt/f", CAPABILITY, 64)));
        assertThat(attributeCalls())
                .containsExactly("getxattr " + CAPABILITY + " 0", "getxattr " + CAPABILITY + " 20");
        fs.attributes.put(CAPABILITY, capability(3, 24));
        run(p -> seen.add(get(p, "/mnt/f", CAPABILITY, 0)));
        fs.attributes.put(CAPABILITY, capability(3, 20));
        run(p -> seen.add(get(p, "/mnt/f", CAPABILITY, 0)));
        assertThat(seen)
                .as("without a root user of its own, the third form is the second")
                .containsExactly(20L, 20L, error(Errno.EINVAL));
    }

    @Test
    void whereTheSecurityModuleFindsNoSupportTheFileSystemIsAskedOnceMore() {
        fs.withoutAttributes = true;
        run(p -> seen.add(get(p, "/mnt/f", CAPABILITY, 64)));
        assertThat(seen).containsExactly(error(Errno.EOPNOTSUPP));
        assertThat(attributeCalls())
                .containsExactly("getxattr " + CAPABILITY + " 0", "getxattr " + CAPABILITY + " 64");
    }

    @Test
    void onlyAWellFormedCapabilityIsWritten() {
        run(p -> {
            seen.add(set(p, "/mnt/f", CAPABILITY, "\1\0\0\2" + "\0".repeat(16)));
            seen.add(set(p, "/mnt/f", CAPABILITY, "\1\0\0\2" + "\0".repeat(20)));
            seen.add(set(p, "/mnt/f", CAPABILITY, "x"));
            p.seteuid(1000);
            seen.add(set(p, "/mnt/f", CAPABILITY, "\1\0\0\2" + "\0".repeat(16)));
        });
        assertThat(seen)
                .containsExactly(0L, error(Errno.EINVAL), error(Errno.EINVAL), error(Errno.EPERM));
    }

    @Test
    void aReadOnlyMountKeepsAttributes() {
        run(p -> {
            p.sys.mount("", "/mnt", "", 32 | 1, "");
            seen.add(set(p, "/mnt/f", "user.a", "v"));
            seen.add(p.sys.removexattr("/mnt/f", true, "user.a"));
        });
        assertThat(seen).containsExactly(error(Errno.EROFS), error(Errno.EROFS));
    }

    @Test
    void aFileOpenedByPathOnlyHasNone() {
        run(p -> {
            int fd = (int) p.open("/mnt/f", OpenFlags.O_PATH);
            seen.add(p.sys.fgetxattr(fd, "user.a", 0, 0));
            seen.add(p.sys.flistxattr(fd, 0, 0));
        });
        assertThat(seen).containsExactly(error(Errno.EBADF), error(Errno.EBADF));
    }
}
