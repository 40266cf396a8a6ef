package dev.fuselage.kernel.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fuselage.fuse.FuseFopen;
import dev.fuselage.fuse.FuseWriteIn;
import dev.fuselage.fuse.FuseWriteOut;
import dev.fuselage.fuse.InitFlags;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.syscall.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Data: how reads and writes become requests, and what becomes of pages. */
class FuseDataTest {
    private final MountedGuest g = new MountedGuest();
    private final FakeServer.Node f = g.server.file("f", 0);

    @AfterEach
    void close() {
        g.close();
    }

    private List<String> io(int flags, ObjIntConsumer<Program> body) {
        g.mount();
        List<String> all = new ArrayList<>();
        g.run(p -> {
            int fd = (int) p.open("/mnt/f", flags);
            assertTrue(fd >= 0, "open: " + fd);
            List<String> _ = g.transport.sent();
            body.accept(p, fd);
            all.addAll(g.transport.sent());
            p.sys.close(fd);
        });
        return all.stream().filter(r -> r.startsWith("READ ") || r.startsWith("WRITE ")).toList();
    }

    // ---- writing through

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    100   | 0     | WRITE 2 100@0
                    4096  | 0     | WRITE 2 4096@0
                    200   | 4000  | WRITE 2 96@4000, WRITE 2 104@4096
                    5000  | 100   | WRITE 2 3996@100, WRITE 2 1004@4096
                    12288 | 4095  | WRITE 2 1@4095, WRITE 2 12287@4096
                    12288 | 4096  | WRITE 2 12288@4096
                    10000 | 8192  | WRITE 2 10000@8192
                    """)
    void aPageThatIsFilledInPartEndsItsWrite(int bytes, int offset, String requests) {
        assertEquals(
                requests,
                String.join(
                        ", ",
                        io(
                                OpenFlags.O_RDWR,
                                (p, fd) ->
                                        assertEquals(
                                                bytes,
                                                p.sys.pwrite64(fd, p.buffer(), bytes, offset)))));
        assertEquals(offset + bytes, f.size);
    }

    @Test
    void aPageThatIsValidAlreadyDoesNotEndItsWrite() {
        f.size = 16384;
        assertEquals(
                List.of("READ 2 16384@0", "WRITE 2 8000@100"),
                io(
                        OpenFlags.O_RDWR,
                        (p, fd) -> {
                            assertEquals(16384, p.sys.pread64(fd, p.buffer(), 16384, 0));
                            assertEquals(8000, p.sys.pwrite64(fd, p.buffer(), 8000, 100));
                        }));
    }

    @Test
    void aWriteHasNoMoreThanTheServerTakes() {
        g.server.maxWrite = 8192;
        assertEquals(
                List.of("WRITE 2 8192@0", "WRITE 2 8192@8192", "WRITE 2 3616@16384"),
                io(
                        OpenFlags.O_RDWR,
                        (p, fd) -> assertEquals(20000, p.sys.pwrite64(fd, p.buffer(), 20000, 0))));
    }

    @Test
    void theFirstPartialPageCountsAmongThePagesOfAWrite() {
        f.size = 16384;
        g.server.maxPages = 2;
        assertEquals(
                List.of(
                        "READ 2 8192@0",
                        "READ 2 8192@8192",
                        "WRITE 2 8092@100",
                        "WRITE 2 1908@8192"),
                io(
                        OpenFlags.O_RDWR,
                        (p, fd) -> {
                            assertEquals(16384, p.sys.pread64(fd, p.buffer(), 16384, 0));
                            assertEquals(10000, p.sys.pwrite64(fd, p.buffer(), 10000, 100));
                        }));
    }

    @Test
    void withoutBigWritesEachPageIsAWriteOfItsOwn() {
        g.server.flags &= ~InitFlags.BIG_WRITES;
        assertEquals(
                List.of("WRITE 2 4096@0", "WRITE 2 4096@4096", "WRITE 2 1808@8192"),
                io(
                        OpenFlags.O_RDWR,
                        (p, fd) -> assertEquals(10000, p.sys.pwrite64(fd, p.buffer(), 10000, 0))));
    }

    @Test
    void aShortWriteEndsTheCallAndLeavesThePagesInvalid() {
        g.server.on(
                Opcode.WRITE,
                r -> {
                    FuseWriteOut.SIZE_FIELD.set(
                            r.reply(), FuseWriteIn.SIZE_FIELD.get(r.arguments()) - 1000);
                    return 0;
                });
        List<String> requests =
                io(
                        OpenFlags.O_RDWR,
                        (p, fd) -> {
                            assertEquals(7192, p.sys.pwrite64(fd, p.buffer(), 8192, 0));
                            FuseInode fi = g.inodeNow("/mnt/f");
                            assertTrue(MountedGuest.isUptodate(fi, 0));
                            assertFalse(MountedGuest.isUptodate(fi, 1));
                        });
        assertEquals(List.of("WRITE 2 8192@0"), requests);
    }

    @Test
    void aFailedWriteLeavesNoValidPage() {
        g.server.fail(Opcode.WRITE, Errno.ENOSPC);
        io(
                OpenFlags.O_RDWR,
                (p, fd) -> {
                    assertEquals(-Errno.ENOSPC, p.sys.pwrite64(fd, p.buffer(), 4096, 0));
                    assertFalse(MountedGuest.isUptodate(g.inodeNow("/mnt/f"), 0));
                });
    }

    @Test
    void aServerThatWroteMoreThanWasSentIsInError() {
        g.server.on(
                Opcode.WRITE,
                r -> {
                    FuseWriteOut.SIZE_FIELD.set(r.reply(), 5000);
                    return 0;
                });
        io(
                OpenFlags.O_RDWR,
                (p, fd) -> assertEquals(-Errno.EIO, p.sys.pwrite64(fd, p.buffer(), 4096, 0)));
    }

    @Test
    void appendingGoesToTheEndThatIsKnownHere() {
        f.size = 5000;
        assertEquals(
                List.of("WRITE 2 10@5000", "WRITE 2 10@5010"),
                io(
                        OpenFlags.O_WRONLY | OpenFlags.O_APPEND,
                        (p, fd) -> {
                            assertEquals(10, p.sys.write(fd, p.buffer(), 10));
                            f.size += 1000;
                            assertEquals(10, p.sys.write(fd, p.buffer(), 10));
                        }));
    }

    // ---- reading

    @Test
    void readingAheadFollowsLinuxWindows() {
        f.size = 1 << 20;
        assertEquals(
                List.of(
                        "READ 2 16384@0",
                        "READ 2 32768@16384",
                        "READ 2 65536@49152",
                        "READ 2 131072@114688"),
                io(
                        OpenFlags.O_RDONLY,
                        (p, fd) -> {
                            for (int i = 0; i < 13; i++) {
                                assertEquals(4096, p.sys.read(fd, p.buffer(), 4096));
                            }
                        }));
    }

    @Test
    void aReadOfMorePagesThanARequestTakesIsSplit() {
        f.size = 131072;
        g.server.maxPages = 10;
        assertEquals(
                List.of(
                        "READ 2 40960@0",
                        "READ 2 40960@40960",
                        "READ 2 40960@81920",
                        "READ 2 8192@122880"),
                io(
                        OpenFlags.O_RDONLY,
                        (p, fd) -> assertEquals(131072, p.sys.read(fd, p.buffer(), 131072))));
    }

    @Test
    void aShortAnswerIsTheEndOfTheFile() {
        f.size = 10000;
        io(
                OpenFlags.O_RDONLY,
                (p, fd) -> {
                    f.size = 5000;
                    assertEquals(5000, p.sys.pread64(fd, p.buffer(), 10000, 0));
                    assertEquals(5000, g.inodeNow("/mnt/f").size);
                });
    }

    @Test
    void aPageThatCouldNotBeReadAheadIsReadAlone() {
        f.size = 8192;
        List<Integer> sizes = new ArrayList<>();
        g.server.on(
                Opcode.READ,
                r -> {
                    sizes.add(r.arguments().u32(16));
                    return sizes.size() == 1 ? -Errno.EIO : g.server.builtIn(r);
                });
        io(OpenFlags.O_RDONLY, (p, fd) -> assertEquals(8192, p.sys.read(fd, p.buffer(), 8192)));
        assertEquals(List.of(8192, 4096, 4096), sizes);
    }

    // ---- past the cache

    @Test
    void withoutCacheTransfersAreWhatTheUserAskedFor() {
        f.size = 5000;
        g.server.openFlags = FuseFopen.FOPEN_DIRECT_IO;
        assertEquals(
                List.of("WRITE 2 5000@100", "READ 2 8192@0", "READ 2 100@9000"),
                io(
                        OpenFlags.O_RDWR,
                        (p, fd) -> {
                            assertEquals(5000, p.sys.pwrite64(fd, p.buffer(), 5000, 100));
                            assertEquals(5100, p.sys.pread64(fd, p.buffer(), 8192, 0));
                            assertEquals(
                                    0,
                                    p.sys.pread64(fd, p.buffer(), 100, 9000),
                                    "the end is asked for too");
                        }));
    }

    @Test
    void aTransferWithoutCacheIsSplitByPagesOfTheUser() {
        f.size = 1 << 20;
        g.server.maxPages = 4;
        g.server.openFlags = FuseFopen.FOPEN_DIRECT_IO;
        assertEquals(
                List.of(
                        "READ 2 16384@0",
                        "READ 2 3616@16384",
                        "READ 2 16284@0",
                        "READ 2 3716@16284"),
                io(
                        OpenFlags.O_RDWR,
                        (p, fd) -> {
                            assertEquals(20000, p.sys.pread64(fd, p.buffer(), 20000, 0));
                            assertEquals(20000, p.sys.pread64(fd, p.buffer() + 100, 20000, 0));
                        }));
    }

    @Test
    void directReadsOfACachedFileGoOutSideBySideAndNotBehindTheEnd() {
        f.size = 20000;
        g.server.maxPages = 2;
        g.mount();
        g.run(p -> {
            int fd = (int) p.open("/mnt/f", OpenFlags.O_RDONLY | OpenFlags.O_DIRECT);
            g.transport.hold(Opcode.READ);
            g.guest.start(
                    "server",
                    dev.fuselage.kernel.task.Credentials.ROOT,
                    q -> {
                        MountedGuest.sleepSeconds(q, 0.1);
                        assertEquals(3, g.transport.held().size());
                        g.transport.holdNothing();
                    });
            assertEquals(20000, p.sys.pread64(fd, p.buffer(), 40960, 0));
            assertEquals(0, p.sys.pread64(fd, p.buffer(), 4096, 20480));
        });
    }

    // ---- what the server does not know

    @Test
    void aServerWithoutOpenIsNotAskedAgainAndKeepsPages() {
        g.server.fail(Opcode.OPEN, Errno.ENOSYS);
        g.mount();
        List<String> requests =
                g.requestsOf(p -> {
                    assertEquals(0, p.tryOpen("/mnt/f", OpenFlags.O_RDONLY));
                    assertEquals(0, p.tryOpen("/mnt/f", OpenFlags.O_RDONLY));
                });
        assertEquals(List.of("GETATTR 1", "LOOKUP 1 f", "OPEN 2", "FLUSH 2", "FLUSH 2"), requests);
    }

    @ParameterizedTest
    @CsvSource({
        "FLUSH, 0",
        "FSYNC, 0",
        "FALLOCATE, 95",
        "GETXATTR, 95",
        "SETXATTR, 95",
        "LISTXATTR, 95",
        "REMOVEXATTR, 95"
    })
    void whatTheServerDoesNotKnowIsAskedOnce(Opcode opcode, int errno) {
        g.server.fail(opcode, Errno.ENOSYS);
        g.mount();
        List<String> requests =
                g.requestsOf(p -> {
                    int fd = (int) p.open("/mnt/f", OpenFlags.O_RDWR);
                    for (int i = 0; i < 2; i++) {
                        assertEquals(-errno, call(p, fd, opcode), opcode.name());
                    }
                    p.sys.close(fd);
                });
        assertEquals(
                1,
                requests.stream().filter(r -> r.startsWith(opcode + " ")).count(),
                requests.toString());
    }

    private static long call(Program p, int fd, Opcode opcode) {
        return switch (opcode) {
            case FLUSH -> p.sys.close((int) p.sys.dup(fd));
            case FSYNC -> p.sys.fsync(fd);
            case FALLOCATE -> p.sys.fallocate(fd, 0, 0, 10);
            case GETXATTR -> p.sys.getxattr("/mnt/f", true, "user.x", p.buffer(), 10);
            case SETXATTR -> p.sys.setxattr("/mnt/f", true, "user.x", p.buffer(), 1, 0);
            case LISTXATTR -> p.sys.listxattr("/mnt/f", true, p.buffer(), 10);
            case REMOVEXATTR -> p.sys.removexattr("/mnt/f", true, "user.x");
            default -> throw new AssertionError(opcode);
        };
    }
}
