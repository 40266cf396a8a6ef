package dev.fuselage.kernel.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.FuseFopen;
import dev.fuselage.fuse.InitFlags;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.aio.IoControlBlock;
import dev.fuselage.kernel.aio.IoEvent;
import dev.fuselage.kernel.mm.MmapFlags;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.syscall.Program;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.wait.WaitGraph;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mappings of FUSE files: what is sent for their dirty pages, and who waits for whom meanwhile. */
class FuseMmapTest {
    private static final int READ_WRITE = MmapFlags.PROT_READ | MmapFlags.PROT_WRITE;
    private static final int SYNC_FILE_RANGE_WRITE = 2;
    private static final long PAGE = Page.SIZE;
    private static final byte[] ONE = {'1'};

    private final MountedGuest g = new MountedGuest();
    private final FakeServer.Node f = g.server.file("f", 4 * PAGE);

    @BeforeEach
    void keepPages() {
        g.server.openFlags = FuseFopen.FOPEN_KEEP_CACHE;
        g.vfs().setWritebackQueue(g.guest.guest.work.unbound("writeback"));
        g.vfs().setReleaseQueue(g.guest.guest.work.system());
    }

    @AfterEach
    void close() {
        g.close();
    }

    private static int open(Program p, int flags) {
        return (int) p.open("/mnt/f", OpenFlags.O_RDWR | flags);
    }

    private static long map(Program p, int fd) {
        return p.sys.mmap(0, 4 * PAGE, READ_WRITE, MmapFlags.MAP_SHARED, fd, 0);
    }

    private static void store(Program p, long address) {
        assertThat(p.sys.store(address, ONE, 0, 1)).isZero();
    }

    /** What a program sends after it has stored into pages 0 and 2 of a mapping. */
    private List<String> sentBy(int flags, Steps steps) {
        g.mount();
        g.run(p -> {
            int fd = open(p, flags);
            long map = map(p, fd);
            store(p, map);
            store(p, map + 2 * PAGE);
            List<String> _ = g.transport.sent();
            steps.run(p, fd, map);
        });
        return g.transport.sent();
    }

    private interface Steps {
        void run(Program p, int fd, long map);
    }

    /** Starts a program and lets the guest go on as far as it can. */
    private void go(String name, Consumer<Program> body) {
        g.guest.start(name, Credentials.ROOT, body);
        var _ = g.guest.guest.run();
    }

    private Task task(String name) {
        return g.guest.guest.scheduler.tasks().stream()
                .filter(task -> task.comm().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String waits(String name) {
        Task task = task(name);
        return task.waitSite() + ": " + Objects.requireNonNull(task.waitsFor()).describe();
    }

    private List<String> whoEndsTheWaitOf(String name) {
        return WaitGraph.of(g.guest.guest.scheduler)
                .supplierNames(Objects.requireNonNull(task(name).waitsFor()));
    }

    private boolean isGone(String name) {
        return g.guest.guest.scheduler.tasks().stream().noneMatch(task -> task.comm().equals(name));
    }

    // ---- what is sent

    @Test
    void msyncWritesRunsOfPagesAndAsksForTheirData() {
        List<String> sent =
                sentBy(
                        0,
                        (p, fd, map) -> {
                            store(p, map + PAGE);
                            p.sys.msync(map, 4 * PAGE, MmapFlags.MS_ASYNC);
                            p.sys.msync(map, 4 * PAGE, MmapFlags.MS_SYNC);
                        });
        assertThat(sent).startsWith("WRITE 2 12288@0", "FSYNC 2");
    }

    @Test
    void unmappingWritesAndTheLastUserOfTheFileReleasesIt() {
        List<String> sent =
                sentBy(
                        0,
                        (p, fd, map) -> {
                            p.sys.close(fd);
                            p.sys.munmap(map, 4 * PAGE);
                        });
        assertThat(sent)
                .containsExactly("WRITE 2 4096@0", "WRITE 2 4096@8192", "FLUSH 2", "RELEASE 2");
    }

    @Test
    void aMappingOutlivesItsDescriptor() {
        g.mount();
        g.run(p -> {
            int fd = open(p, 0);
            long map = map(p, fd);
            p.sys.close(fd);
            List<String> _ = g.transport.sent();
            store(p, map);
        });
        assertThat(g.transport.sent())
                .containsExactly("READ 2 16384@0", "WRITE 2 4096@0", "RELEASE 2");
    }

    @Test
    void theFlusherWritesWhatNobodyAskedFor() {
        List<String> sent =
                sentBy(
                        0,
                        (p, fd, map) -> {
                            MountedGuest.sleepSeconds(p, 4);
                            assertThat(g.transport.sent()).isEmpty();
                            MountedGuest.sleepSeconds(p, 3);
                            assertThat(g.transport.sent())
                                    .containsExactly("WRITE 2 4096@0", "WRITE 2 4096@8192");
                        });
        assertThat(sent).doesNotContain("WRITE 2 4096@0");
    }

    @Test
    void aPageBehindTheEndIsCutToIt() {
        f.size = 2 * PAGE + 100;
        List<String> sent = sentBy(0, (p, fd, map) -> p.sys.fsync(fd));
        assertThat(sent).contains("WRITE 2 4096@0", "WRITE 2 100@8192");
    }

    @Test
    void aFileWithoutCacheIsMappedSharedOnlyIfTheServerAllowsIt() {
        g.server.openFlags = FuseFopen.FOPEN_DIRECT_IO;
        g.mount();
        g.run(p -> assertThat(map(p, open(p, 0))).isEqualTo(-Errno.ENODEV));
    }

    @Test
    void aServerMayAllowMappingsOfFilesWithoutCache() {
        g.server.openFlags = FuseFopen.FOPEN_DIRECT_IO;
        g.server.flags |= InitFlags.DIRECT_IO_ALLOW_MMAP;
        List<String> sent = sentBy(0, (p, fd, map) -> p.sys.fsync(fd));
        assertThat(sent).startsWith("WRITE 2 4096@0", "WRITE 2 4096@8192", "FSYNC 2");
    }

    @Test
    void dataThatTheServerDidNotTakeIsAnErrorOfTheNextFsync() {
        List<String> sent =
                sentBy(
                        0,
                        (p, fd, map) -> {
                            g.failOnce(Opcode.WRITE, Errno.EIO);
                            assertThat(p.sys.fsync(fd)).isEqualTo(-Errno.EIO);
                            assertThat(p.sys.fsync(fd)).isZero();
                        });
        assertThat(sent.stream().filter(r -> r.startsWith("FSYNC"))).hasSize(1);
    }

    // ---- who waits for whom

    @Test
    void aStoreWaitsForTheWriteOfItsPageAndHoldsThePageLock() {
        g.mount();
        g.transport.hold(Opcode.WRITE);
        go(
                "writer",
                p -> {
                    int fd = open(p, 0);
                    long map = map(p, fd);
                    store(p, map);
                    p.sys.syncFileRange(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
                    store(p, map);
                });
        assertThat(waits("writer"))
                .startsWith("fuse_wait_on_page_writeback: page writeback inode")
                .endsWith(" page 0");
        assertThat(whoEndsTheWaitOf("writer"))
                .singleElement()
                .satisfies(reply -> assertThat(reply).startsWith("FUSE reply FUSE_WRITE #"));
        go("reader", p -> store(p, map(p, open(p, 0))));
        assertThat(waits("reader")).startsWith("folio_lock_killable: page lock inode");
        g.in(g.transport::letGo);
        // Each dirties the page again and writes it as it ends.
        g.in(g.transport::holdNothing);
        assertThat(isGone("writer")).isTrue();
        assertThat(isGone("reader")).isTrue();
    }

    @Test
    void truncationWaitsForWritesThatWereSentAndTheOthersAreCutOff() {
        g.mount();
        g.transport.hold(Opcode.WRITE);
        go(
                "writer",
                p -> {
                    int fd = open(p, 0);
                    long map = map(p, fd);
                    store(p, map + PAGE);
                    p.sys.syncFileRange(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
                    store(p, map + 3 * PAGE);
                    List<String> _ = g.transport.sent();
                    assertThat(p.sys.ftruncate(fd, PAGE)).isZero();
                });
        assertThat(waits("writer")).startsWith("fuse_set_nowrite: end of all writes");
        assertThat(g.transport.sent()).doesNotContain("SETATTR 2 0x248");
        g.in(g.transport::holdNothing);
        assertThat(isGone("writer")).isTrue();
        assertThat(g.transport.sent().stream().filter(r -> r.startsWith("WRITE"))).isEmpty();
        assertThat(f.size).isEqualTo(PAGE);
    }

    @Test
    void aPageThatIsWrittenAgainWaitsBehindItsWrite() {
        g.mount();
        g.transport.hold(Opcode.WRITE, Opcode.READ);
        go(
                "direct",
                p -> {
                    g.transport.holdNothing();
                    int fd = open(p, OpenFlags.O_DIRECT);
                    long map = map(p, fd);
                    store(p, map);
                    g.transport.hold(Opcode.WRITE, Opcode.READ);
                    List<String> _ = g.transport.sent();
                    long context = p.sys.ioSetup(1);
                    // The read pins the page, which is written meanwhile and then dirty again.
                    p.sys.ioSubmit(context, new IoControlBlock(0, fd, map, PAGE, 2 * PAGE, 7));
                    p.sys.syncFileRange(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
                    IoEvent[] events = new IoEvent[1];
                    assertThat(p.sys.ioGetevents(context, 1, 1, events, -1)).isEqualTo(1);
                    assertThat(events[0]).isEqualTo(new IoEvent(7, PAGE));
                    p.sys.syncFileRange(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
                });
        assertThat(waits("direct")).startsWith("read_events: AIO results");
        assertThat(g.transport.sent()).containsExactly("READ 2 4096@8192", "WRITE 2 4096@0");
        g.in(g.transport::letGo);
        // At its end it wants the barrier; the second WRITE is not sent yet.
        assertThat(g.transport.sent().stream().filter(r -> r.startsWith("WRITE"))).isEmpty();
        g.in(g.transport::letGo);
        assertThat(g.transport.sent()).contains("WRITE 2 4096@0");
        g.in(g.transport::holdNothing);
        assertThat(isGone("direct")).isTrue();
    }

    @Test
    void syncfsWaitsForTheWritesBeforeIt() {
        g.mount();
        g.transport.hold(Opcode.WRITE);
        go(
                "syncer",
                p -> {
                    int fd = open(p, 0);
                    store(p, map(p, fd));
                    List<String> _ = g.transport.sent();
                    p.sys.syncfs(fd);
                });
        assertThat(waits("syncer")).startsWith("fuse_sync_fs_writes: earlier writes");
        assertThat(g.transport.sent()).containsExactly("WRITE 2 4096@0");
        g.in(g.transport::holdNothing);
        assertThat(g.transport.sent()).startsWith("SYNCFS 1");
        assertThat(isGone("syncer")).isTrue();
    }

    // ---- asynchronous reads and writes

    @Test
    void aDirectReadIsUnderWayWhenIoSubmitReturns() {
        g.mount();
        g.transport.hold(Opcode.READ);
        long[] seen = new long[2];
        go(
                "aio",
                p -> {
                    int fd = open(p, OpenFlags.O_DIRECT);
                    long context = p.sys.ioSetup(2);
                    IoControlBlock read =
                            new IoControlBlock(IoControlBlock.PREAD, fd, p.buffer(), PAGE, 0, 1);
                    seen[0] = p.sys.ioSubmit(context, read, read, read);
                    IoEvent[] events = new IoEvent[2];
                    seen[1] = p.sys.ioGetevents(context, 0, 2, events, 0);
                    assertThat(p.sys.ioGetevents(context, 2, 2, events, -1)).isEqualTo(2);
                    assertThat(p.text(1)).isEqualTo("d");
                });
        // A context for two takes no third.
        assertThat(seen).containsExactly(2, 0);
        assertThat(g.transport.held()).hasSize(2);
        g.in(g.transport::holdNothing);
        assertThat(isGone("aio")).isTrue();
    }

    @Test
    void aProgramDoesNotEndBeforeItsReads() {
        g.mount();
        g.transport.hold(Opcode.READ);
        go(
                "aio",
                p -> {
                    int fd = open(p, OpenFlags.O_DIRECT);
                    long context = p.sys.ioSetup(1);
                    p.sys.ioSubmit(context, new IoControlBlock(0, fd, p.buffer(), PAGE, 0, 0));
                });
        assertThat(waits("aio")).startsWith("exit_aio: AIO results");
        g.in(g.transport::holdNothing);
        assertThat(isGone("aio")).isTrue();
        assertThat(g.transport.sent()).contains("RELEASE 2");
    }

    @Test
    void whatIoSubmitRefusesIsTold() {
        g.mount();
        g.run(p -> {
            int fd = (int) p.open("/mnt/f", OpenFlags.O_RDONLY);
            long context = p.sys.ioSetup(4);
            assertThat(p.sys.ioSetup(0)).isEqualTo(-Errno.EINVAL);
            assertThat(p.sys.ioSubmit(99)).isEqualTo(-Errno.EINVAL);
            assertThat(p.sys.ioSubmit(context, new IoControlBlock(0, 99, p.buffer(), 1, 0, 0)))
                    .isEqualTo(-Errno.EBADF);
            assertThat(p.sys.ioSubmit(context, new IoControlBlock(1, fd, p.buffer(), 1, 0, 0)))
                    .isEqualTo(-Errno.EBADF);
            assertThat(p.sys.ioSubmit(context, new IoControlBlock(9, fd, p.buffer(), 1, 0, 0)))
                    .isEqualTo(-Errno.EINVAL);
            assertThat(p.sys.ioDestroy(context)).isZero();
            assertThat(p.sys.ioDestroy(context)).isEqualTo(-Errno.EINVAL);
        });
    }
}
