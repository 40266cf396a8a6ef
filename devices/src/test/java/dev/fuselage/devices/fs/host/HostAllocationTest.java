package dev.fuselage.devices.fs.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fuselage.devices.fs.FileAttributes;
import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.machine.memory.IoVector;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the request path does for each request allocates nothing once it is compiled. */
class HostAllocationTest {

    private static final int ROUNDS = 40;
    private static final int OPERATIONS = 5_000;

    @TempDir Path directory;

    private interface Operation {
        long run();
    }

    @Test
    void attributesReadsAndWritesAllocateNothing() {
        try (HostShare share = HostShare.of(directory)) {
            Handle handle = share.create(share.fs.root(), "f", 0600);
            Node node = share.found.node();
            share.write(handle, 0, "x".repeat(4096));
            FileAttributes out = new FileAttributes();
            IoVector pieces = new IoVector();
            pieces.add(share.memory.address(), 1024);
            pieces.add(share.memory.address() + 8192, 3072);
            assertAllocatesNothing("getattr", () -> share.fs.getattr(node, null, out));
            assertAllocatesNothing("getattr by handle", () -> share.fs.getattr(node, handle, out));
            assertAllocatesNothing("read", () -> share.fs.read(handle, 0, pieces, 16, 4080));
            assertAllocatesNothing("write", () -> share.fs.write(handle, 0, pieces, 16, 4080, 0));
        }
    }

    @Test
    void lookingUpAKnownFileAllocatesNothing() {
        try (HostShare share = HostShare.of(directory)) {
            share.create(share.fs.root(), "f", 0600);
            FileName name = FileName.of("f");
            Node root = share.fs.root();
            assertAllocatesNothing("lookup", () -> share.fs.lookup(root, name, share.found));
        }
    }

    /** How long compiling takes is the machine's affair: one round without allocation will do. */
    private static void assertAllocatesNothing(String what, Operation operation) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && allocated > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < OPERATIONS; i++) {
                if (operation.run() < 0) {
                    throw new AssertionError(what + " failed");
                }
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).as("bytes that %d times %s allocate", OPERATIONS, what).isZero();
    }
}
