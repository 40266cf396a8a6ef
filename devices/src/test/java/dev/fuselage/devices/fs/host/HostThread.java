package dev.fuselage.devices.fs.host;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs parts of tests on a thread of their own that is somebody else: raw system calls give that
 * thread other ids, or another set of mounts, and end with it.
 */
final class HostThread {

    private static final int CLONE_NEWNS = 0x20000;
    private static final int MS_REC = 0x4000;
    private static final int MS_PRIVATE = 1 << 18;
    private static final int MS_BIND = 0x1000;

    private HostThread() {}

    /** The architecture of this host. */
    static Architecture architecture() {
        return Objects.requireNonNull(Architecture.host(), Architecture.unsupported());
    }

    static LinuxSystemCalls systemCalls() {
        return new LinuxSystemCalls(architecture());
    }

    static boolean isRoot() {
        return systemCalls().call(SystemCall.GETEUID) == 0;
    }

    /** Skips the test unless it runs as root. */
    static void assumeRoot(String why) {
        Assumptions.assumeTrue(isRoot(), "needs root: " + why);
    }

    /** Runs as an ordinary user without groups or capabilities. Root is needed to become one. */
    static void asUser(int id, Callable<?> body) {
        assumeRoot("to become another user");
        run(() -> {
            LinuxSystemCalls calls = systemCalls();
            assertThat(calls.call(SystemCall.SETGROUPS, 0, 0)).isZero();
            assertThat(calls.call(SystemCall.SETRESGID, id, id, id)).isZero();
            assertThat(calls.call(SystemCall.SETRESUID, id, id, id)).isZero();
            return body.call();
        });
    }

    /** Runs with mounts of its own, which nobody else sees and which end with the thread. */
    static void withOwnMounts(Callable<?> body) {
        run(() -> {
            LinuxSystemCalls calls = systemCalls();
            Assumptions.assumeTrue(
                    calls.call(SystemCall.UNSHARE, CLONE_NEWNS) == 0,
                    "needs CAP_SYS_ADMIN: to mount something");
            assertThat(mount(calls, "none", "/", "none", MS_REC | MS_PRIVATE)).isZero();
            return body.call();
        });
    }

    static long mountTmpfs(LinuxSystemCalls calls, String target) {
        return mount(calls, "tmpfs", target, "tmpfs", 0);
    }

    static long bind(LinuxSystemCalls calls, String source, String target) {
        return mount(calls, source, target, "none", MS_BIND);
    }

    private static long mount(
            LinuxSystemCalls calls, String source, String target, String type, long flags) {
        try (Arena arena = Arena.ofConfined()) {
            return calls.call(
                    SystemCall.MOUNT,
                    arena.allocateFrom(source).address(),
                    arena.allocateFrom(target).address(),
                    arena.allocateFrom(type).address(),
                    flags);
        }
    }

    /** File access ids of this thread: asking with an id nobody has changes nothing. */
    static int fsuid(LinuxSystemCalls calls) {
        return (int) calls.call(SystemCall.SETFSUID, 0xffff_ffffL);
    }

    static int fsgid(LinuxSystemCalls calls) {
        return (int) calls.call(SystemCall.SETFSGID, 0xffff_ffffL);
    }

    static int[] groups(LinuxSystemCalls calls) {
        int count = (int) calls.call(SystemCall.GETGROUPS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment groups = arena.allocate(JAVA_INT, Math.max(1, count));
            calls.call(SystemCall.GETGROUPS, count, groups.address());
            return count == 0 ? new int[0] : groups.toArray(JAVA_INT);
        }
    }

    private static void run(Callable<?> body) {
        Throwable[] thrown = new Throwable[1];
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                body.call();
                            } catch (Throwable t) {
                                thrown[0] = t;
                            }
                        },
                        "another user");
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (thrown[0] instanceof Error e) {
            throw e;
        }
        if (thrown[0] instanceof RuntimeException e) {
            throw e;
        }
        if (thrown[0] != null) {
            throw new AssertionError(thrown[0]);
        }
    }
}
