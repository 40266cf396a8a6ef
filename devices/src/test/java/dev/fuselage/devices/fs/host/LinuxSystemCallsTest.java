package dev.fuselage.devices.fs.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LinuxSystemCallsTest {

    private final LinuxSystemCalls calls = HostThread.systemCalls();

    @Test
    void aResultIsTheKernels() throws Exception {
        int uid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        assertThat(calls.call(SystemCall.GETEUID)).isEqualTo(uid);
    }

    @Test
    void anErrorIsItsNegativeNumber() {
        assertThat(calls.close(-1)).isEqualTo(-Errno.EBADF);
        try (Arena arena = Arena.ofConfined()) {
            long missing = arena.allocateFrom("/no/such/file").address();
            assertThat(calls.call(SystemCall.OPENAT, -100, missing, 0)).isEqualTo(-Errno.ENOENT);
        }
        assertThat(calls.call(SystemCall.GETXATTR, 0, 0, 0, 0)).isEqualTo(-Errno.EFAULT);
    }

    @Test
    void allSixArgumentsArrive() throws Exception {
        Path from = Files.createTempFile("six", "arguments");
        Path to = Files.createTempFile("six", "arguments");
        try (Arena arena = Arena.ofConfined()) {
            Files.writeString(from, "0123456789");
            long in = open(arena, from, 0);
            long out = open(arena, to, 2);
            var offsets = arena.allocate(16, 8);
            offsets.setAtIndex(ValueLayout.JAVA_LONG, 0, 4);
            long address = offsets.address();
            assertThat(calls.call(SystemCall.COPY_FILE_RANGE, in, address, out, address + 8, 3, 0))
                    .isEqualTo(3);
            assertThat(calls.call(SystemCall.COPY_FILE_RANGE, in, address, out, address + 8, 3, 1))
                    .as("the last argument, flags, must be 0")
                    .isEqualTo(-Errno.EINVAL);
            assertThat(calls.close((int) in)).isZero();
            assertThat(calls.close((int) out)).isZero();
            assertThat(to).hasContent("456");
        } finally {
            Files.delete(from);
            Files.delete(to);
        }
    }

    private long open(Arena arena, Path path, int flags) {
        long address = arena.allocateFrom(path.toString()).address();
        long fd = calls.call(SystemCall.OPENAT, -100, address, flags);
        assertThat(fd).isNotNegative();
        return fd;
    }
}
