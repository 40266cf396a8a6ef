package dev.fuselage.devices.fs.host;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.machine.memory.IoVector;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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

    private static final int NOBODY = 65534;

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

    /** Descriptors on files of this process below /tmp or wherever temporary directories are. */
    static long openDescriptors() {
        String temporary = System.getProperty("java.io.tmpdir");
        try (Stream<Path> open = Files.list(Path.of("/proc/thread-self/fd"))) {
            return open.filter(fd -> target(fd).startsWith(temporary)).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    /** Skips the test unless it runs as root. */
    static void assumeRoot(String why) {
        Assumptions.assumeTrue(isRoot(), "needs root: " + why);
    }

    /** Runs as an ordinary user without groups or capabilities: another one if this is root. */
    static void asOrdinaryUser(Callable<?> body) {
        if (!isRoot()) {
            run(body);
            return;
        }
        loadClasses();
        run(() -> {
            LinuxSystemCalls calls = systemCalls();
            assertThat(calls.call(SystemCall.SETGROUPS, 0, 0)).isZero();
            assertThat(calls.call(SystemCall.SETRESGID, NOBODY, NOBODY, NOBODY)).isZero();
            assertThat(calls.call(SystemCall.SETRESUID, NOBODY, NOBODY, NOBODY)).isZero();
            return body.call();
        });
    }

    /** Another user may not reach the folders classes are in: loads those a test can need. */
    private static void loadClasses() {
        for (Class<?> c :
                List.of(HostFileSystem.class, HostThread.class, Errno.class, IoVector.class)) {
            Path folder;
            try {
                folder = Path.of(c.getProtectionDomain().getCodeSource().getLocation().toURI());
            } catch (URISyntaxException e) {
                throw new AssertionError(e);
            }
            if (Files.isDirectory(folder)) {
                loadClasses(folder);
            }
        }
    }

    private static void loadClasses(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path f : (Iterable<Path>) files::iterator) {
                String name = folder.relativize(f).toString().replace('/', '.');
                if (name.endsWith(".class") && !name.contains("-info")) {
                    Class.forName(
                            name.substring(0, name.length() - ".class".length()),
                            false,
                            HostThread.class.getClassLoader());
                }
            }
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
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
