package dev.fuselage.kernel.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.mm.MmapFlags;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.SignalAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** mmap(2) and its neighbours on a file system in memory: what the manual pages promise. */
class MmapTest {
    private static final int READ = MmapFlags.PROT_READ;
    private static final int WRITE = MmapFlags.PROT_WRITE;
    private static final long PAGE = Page.SIZE;

    private final GuestPrograms guest = new GuestPrograms(1);

    @AfterEach
    void close() {
        guest.close();
    }

    private void run(Consumer<Program> body) {
        boolean[] ended = new boolean[1];
        guest.run(p -> {
            body.accept(p);
            ended[0] = true;
        });
        assertThat(ended[0]).as("the program came to its end").isTrue();
    }

    private static int open(Program p, int flags) {
        return (int) p.open("/f", flags);
    }

    private static long map(Program p, int fd, long length, int protection, int flags) {
        return p.sys.mmap(0, length, protection, flags, fd, 0);
    }

    private static String load(Program p, long address, int length) {
        byte[] bytes = new byte[length];
        assertThat(p.sys.load(address, bytes, 0, length)).isZero();
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static int store(Program p, long address, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return p.sys.store(address, bytes, 0, bytes.length);
    }

    private static void handleFaults(Program p) {
        p.sys.sigaction(Signal.SIGBUS, SignalAction.HANDLE);
        p.sys.sigaction(Signal.SIGSEGV, SignalAction.HANDLE);
    }

    @Test
    void storesIntoASharedMappingAreTheFiles() {
        run(p -> {
            p.file("/f", "hello world");
            int fd = open(p, OpenFlags.O_RDWR);
            long map = map(p, fd, 11, READ | WRITE, MmapFlags.MAP_SHARED);
            assertThat(load(p, map, 5)).isEqualTo("hello");
            assertThat(store(p, map + 6, "there")).isZero();
            assertThat(p.read("/f")).isEqualTo("hello there");
            p.write(fd, "HE");
            assertThat(load(p, map, 5)).isEqualTo("HEllo");
        });
    }

    @Test
    void storesIntoAPrivateMappingStayWithTheProgram() {
        run(p -> {
            p.file("/f", "hello");
            int fd = open(p, OpenFlags.O_RDONLY);
            long map = map(p, fd, 5, READ | WRITE, MmapFlags.MAP_PRIVATE);
            assertThat(store(p, map, "J")).isZero();
            assertThat(load(p, map, 5)).isEqualTo("Jello");
            assertThat(p.read("/f")).isEqualTo("hello");
        });
    }

    @Test
    void behindThePageOfTheEndOfTheFileIsSigbusAndBehindTheMappingSigsegv() {
        run(p -> {
            handleFaults(p);
            p.file("/f", "hello");
            long map = map(p, open(p, OpenFlags.O_RDWR), 2 * PAGE, READ | WRITE, 1);
            byte[] one = new byte[1];
            assertThat(p.sys.load(map + PAGE - 1, one, 0, 1)).isZero();
            assertThat(one[0]).isZero();
            assertThat(p.sys.load(map + PAGE, one, 0, 1)).isEqualTo(Signal.SIGBUS);
            assertThat(p.sys.load(map + 2 * PAGE, one, 0, 1)).isEqualTo(Signal.SIGSEGV);
        });
    }

    @Test
    void aFaultThatTheProgramDoesNotHandleEndsIt() {
        long[] status = new long[1];
        run(p -> {
            long pid =
                    p.sys.fork(
                            "child",
                            child -> {
                                int _ = child.load(0x1000, new byte[1], 0, 1);
                                return 0;
                            });
            status[0] = p.sys.wait4((int) pid, 0) & 0xffff_ffffL;
        });
        assertThat(status[0]).isEqualTo(Signal.SIGSEGV);
    }

    @Test
    void aShorterFileLosesItsMappedPages() {
        run(p -> {
            handleFaults(p);
            p.file("/f", "a".repeat(2 * Page.SIZE));
            int fd = open(p, OpenFlags.O_RDWR);
            long shared = map(p, fd, 2 * PAGE, READ, MmapFlags.MAP_SHARED);
            long own = map(p, fd, 2 * PAGE, READ | WRITE, MmapFlags.MAP_PRIVATE);
            assertThat(load(p, shared + PAGE, 1)).isEqualTo("a");
            assertThat(store(p, own + PAGE, "b")).isZero();
            assertThat(p.sys.ftruncate(fd, PAGE)).isZero();
            byte[] one = new byte[1];
            assertThat(p.sys.load(shared + PAGE, one, 0, 1)).isEqualTo(Signal.SIGBUS);
            assertThat(p.sys.load(own + PAGE, one, 0, 1)).isEqualTo(Signal.SIGBUS);
            assertThat(load(p, shared, 1)).isEqualTo("a");
        });
    }

    @Test
    void whatMayBeMappedFollowsFromHowTheFileIsOpen() {
        run(p -> {
            p.file("/f", "x");
            int readOnly = open(p, OpenFlags.O_RDONLY);
            int writeOnly = open(p, OpenFlags.O_WRONLY);
            int append = open(p, OpenFlags.O_RDWR | OpenFlags.O_APPEND);
            int shared = MmapFlags.MAP_SHARED;
            assertThat(map(p, readOnly, 1, READ | WRITE, shared)).isEqualTo(-Errno.EACCES);
            assertThat(map(p, writeOnly, 1, READ, shared)).isEqualTo(-Errno.EACCES);
            assertThat(map(p, readOnly, 0, READ, shared)).isEqualTo(-Errno.EINVAL);
            assertThat(map(p, 99, 1, READ, shared)).isEqualTo(-Errno.EBADF);
            assertThat(map(p, readOnly, 1, READ, 0)).isEqualTo(-Errno.EINVAL);
            assertThat(map(p, readOnly, Long.MAX_VALUE, READ, shared)).isEqualTo(-Errno.ENOMEM);
            assertThat(p.sys.mmap(0, 1, READ, shared, readOnly, 1)).isEqualTo(-Errno.EINVAL);
            int dir = (int) p.open("/", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            assertThat(map(p, dir, 1, READ, MmapFlags.MAP_PRIVATE)).isEqualTo(-Errno.ENODEV);
            long map = map(p, readOnly, 1, READ, shared);
            assertThat(p.sys.mprotect(map, 1, READ | WRITE)).isEqualTo(-Errno.EACCES);
            assertThat(append).isNotNegative();
        });
    }

    @Test
    void aHoleInAMappingIsNoLongerThere() {
        run(p -> {
            handleFaults(p);
            p.file("/f", "abc".repeat(Page.SIZE));
            long map = map(p, open(p, OpenFlags.O_RDWR), 3 * PAGE, READ, MmapFlags.MAP_SHARED);
            String third = load(p, map + 2 * PAGE, 3);
            assertThat(p.sys.munmap(map + PAGE, PAGE)).isZero();
            assertThat(p.sys.load(map + PAGE, new byte[1], 0, 1)).isEqualTo(Signal.SIGSEGV);
            assertThat(load(p, map, 3)).isEqualTo("abc");
            assertThat(load(p, map + 2 * PAGE, 3)).isEqualTo(third);
            assertThat(p.sys.msync(map, 3 * PAGE, MmapFlags.MS_SYNC)).isEqualTo(-Errno.ENOMEM);
            assertThat(p.sys.msync(map, PAGE, MmapFlags.MS_SYNC)).isZero();
            assertThat(p.sys.msync(map + 1, PAGE, MmapFlags.MS_SYNC)).isEqualTo(-Errno.EINVAL);
        });
    }

    @Test
    void aProtectedPageRaisesSigsegvUntilItIsAllowedAgain() {
        run(p -> {
            handleFaults(p);
            int flags = MmapFlags.MAP_PRIVATE | MmapFlags.MAP_ANONYMOUS;
            long map = map(p, -1, PAGE, READ | WRITE, flags);
            assertThat(store(p, map, "keep")).isZero();
            assertThat(p.sys.mprotect(map, PAGE, MmapFlags.PROT_NONE)).isZero();
            assertThat(p.sys.load(map, new byte[1], 0, 1)).isEqualTo(Signal.SIGSEGV);
            assertThat(p.sys.mprotect(map, PAGE, READ)).isZero();
            assertThat(load(p, map, 4)).isEqualTo("keep");
            assertThat(store(p, map, "x")).isEqualTo(Signal.SIGSEGV);
            assertThat(p.sys.mprotect(map, PAGE, READ | WRITE)).isZero();
            assertThat(store(p, map, "x")).isZero();
            assertThat(load(p, map, 4)).isEqualTo("xeep");
        });
    }

    @Test
    void aChildSharesSharedMappingsAndHasItsOwnPrivateOnes() {
        run(p -> {
            p.file("/f", "12");
            int fd = open(p, OpenFlags.O_RDWR);
            long shared = map(p, fd, 2, READ | WRITE, MmapFlags.MAP_SHARED);
            long own = map(p, fd, 2, READ | WRITE, MmapFlags.MAP_PRIVATE);
            assertThat(store(p, own, "p")).isZero();
            long pid =
                    p.sys.fork(
                            "child",
                            child -> {
                                byte[] c = {'c'};
                                int error = child.store(shared, c, 0, 1);
                                return error + child.store(own + 1, c, 0, 1);
                            });
            assertThat(p.sys.wait4((int) pid, 0) & 0xffff_ffffL).isZero();
            assertThat(load(p, shared, 2)).isEqualTo("c2");
            assertThat(load(p, own, 2)).isEqualTo("p2");
        });
    }

    @Test
    void systemCallsReadAndWriteThroughMappings() {
        run(p -> {
            p.file("/f", "a".repeat(3 * Page.SIZE));
            int fd = open(p, OpenFlags.O_RDWR);
            long map = map(p, fd, 3 * PAGE, READ | WRITE, MmapFlags.MAP_SHARED);
            p.file("/g", "b".repeat(2 * Page.SIZE));
            int other = (int) p.open("/g", OpenFlags.O_RDWR);
            // Into pages that nobody has touched, and out of them.
            assertThat(p.sys.read(other, map + 100, 2 * PAGE)).isEqualTo(2 * PAGE);
            assertThat(p.read("/f").substring(98, 102)).isEqualTo("aabb");
            assertThat(p.sys.pwrite64(other, map, 200, 0)).isEqualTo(200);
            assertThat(p.read("/g").substring(98, 102)).isEqualTo("aabb");
            // A page written from itself, which is locked while it is copied.
            assertThat(p.sys.pwrite64(fd, map, PAGE, 10)).isEqualTo(PAGE);
        });
    }

    @Test
    void aBufferThatRunsOverTheEndOfAMappingMovesWhatThereIs() {
        run(p -> {
            p.file("/f", "a".repeat(Page.SIZE));
            p.file("/g", "b".repeat(2 * Page.SIZE));
            long map = map(p, open(p, OpenFlags.O_RDWR), PAGE, READ | WRITE, MmapFlags.MAP_SHARED);
            long hole = map + PAGE;
            // What lies above it would be mapped: nothing does, this being the highest.
            int other = (int) p.open("/g", OpenFlags.O_RDWR);
            assertThat(p.sys.read(other, map, 2 * PAGE)).isEqualTo(PAGE);
            assertThat(p.sys.read(other, hole, 1)).isEqualTo(-Errno.EFAULT);
        });
    }
}
