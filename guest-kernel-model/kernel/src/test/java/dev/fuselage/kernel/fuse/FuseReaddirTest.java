package dev.fuselage.kernel.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fuselage.fuse.FuseDirent;
import dev.fuselage.fuse.FuseFopen;
import dev.fuselage.fuse.InitFlags;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.syscall.Program;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listings: with or without attributes, cached or not. */
class FuseReaddirTest {
    private static final int DIRECTORY = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;

    private final MountedGuest g = new MountedGuest();
    private final FakeServer.Node d = g.server.dir("d");

    @AfterEach
    void close() {
        g.close();
    }

    private void entries(int count) {
        for (int i = 0; i < count; i++) {
            g.server.add(d, "f%03d".formatted(i), Mode.S_IFREG | 0644);
        }
    }

    private long getdents(Program p, int fd) {
        return p.sys.getdents64(fd, p.buffer(), 32768);
    }

    /** Requests of listing to the end, without those of opening and closing. */
    private List<String> list() {
        return g
                .requestsOf(p -> {
                    int fd = (int) p.open("/mnt/d", DIRECTORY);
                    while (getdents(p, fd) > 0) {
                        assertTrue(fd >= 0);
                    }
                    p.sys.close(fd);
                })
                .stream()
                .filter(r -> r.startsWith("READDIR"))
                .toList();
    }

    @Test
    void theFirstPageComesWithAttributesAndTheRestWithout() {
        entries(50);
        g.mount();
        assertEquals(
                List.of("READDIRPLUS 2 4096@0", "READDIR 2 4096@25", "READDIR 2 4096@50"), list());
        assertEquals(
                List.of(),
                g.requestsOf(p -> assertEquals(0, p.exists("/mnt/d/f000"))),
                "its attributes are known");
        assertEquals(
                List.of("LOOKUP 2 f030"),
                g.requestsOf(p -> assertEquals(0, p.exists("/mnt/d/f030"))));
    }

    @Test
    void usingWhatAListingBroughtAsksForMoreOfIt() {
        entries(60);
        g.mount();
        List<String> requests =
                g.requestsOf(p -> {
                    int fd = (int) p.open("/mnt/d", DIRECTORY);
                    assertTrue(getdents(p, fd) > 0);
                    assertEquals(0, p.exists("/mnt/d/f000"));
                    assertTrue(getdents(p, fd) > 0);
                    assertTrue(getdents(p, fd) > 0);
                });
        assertEquals(
                List.of("READDIRPLUS 2 4096@0", "READDIRPLUS 2 4096@25", "READDIR 2 4096@50"),
                requests.stream().filter(r -> r.startsWith("READDIR")).toList());
    }

    @Test
    void lookingUpANameAsksForAttributesToo() {
        entries(60);
        g.mount();
        List<String> requests =
                g.requestsOf(p -> {
                    int fd = (int) p.open("/mnt/d", DIRECTORY);
                    assertTrue(getdents(p, fd) > 0);
                    assertTrue(getdents(p, fd) > 0);
                    assertEquals(0, p.exists("/mnt/d/f059"));
                    assertEquals(0, getdents(p, fd));
                });
        assertEquals(
                List.of("READDIRPLUS 2 4096@0", "READDIR 2 4096@25", "READDIRPLUS 2 4096@60"),
                requests.stream().filter(r -> r.startsWith("READDIR")).toList());
    }

    @Test
    void aServerMayWantAttributesAlwaysOrNever() {
        entries(1);
        g.server.flags &= ~InitFlags.READDIRPLUS_AUTO;
        g.mount();
        assertEquals(List.of("READDIRPLUS 2 4096@0", "READDIRPLUS 2 4096@1"), list());
        try (MountedGuest other = new MountedGuest()) {
            other.server.flags &= ~InitFlags.DO_READDIRPLUS;
            other.mount();
            List<String> requests = other.requestsOf(p -> p.list("/mnt"));
            assertTrue(requests.contains("READDIR 1 4096@0"), requests.toString());
        }
    }

    @Test
    void entriesThatTheUserHasNoRoomForAreLinkedAllTheSame() {
        entries(20);
        g.mount();
        g.run(p -> {
            int fd = (int) p.open("/mnt/d", DIRECTORY);
            assertEquals(96, p.sys.getdents64(fd, p.buffer(), 100));
        });
        assertEquals(List.of(), g.requestsOf(p -> assertEquals(0, p.exists("/mnt/d/f019"))));
        assertEquals(1, g.inode("/mnt/d/f019").nlookup);
    }

    @Test
    void aSecondListingCountsLookupsAgain() {
        entries(3);
        g.mount();
        list();
        list();
        assertEquals(2, g.inode("/mnt/d/f001").nlookup);
    }

    @Test
    void aNameThatIsAnotherNodeNowTakesItsPlace() {
        entries(1);
        g.mount();
        list();
        FuseInode old = g.inode("/mnt/d/f000");
        g.server.add(d, "f000", Mode.S_IFREG | 0600);
        List<String> requests = g.requestsOf(p -> p.list("/mnt/d"));
        assertTrue(requests.contains("FORGET 3 nlookup=1"), requests.toString());
        assertTrue(g.inode("/mnt/d/f000") != old);
    }

    @Test
    void anEntryThatCannotBeUsedIsGivenBackByARequestOfItsOwn() {
        entries(1);
        g.server.at(3).mode = Mode.S_IFREG | 0644;
        g.server.at(3).size = -1;
        g.mount();
        List<String> requests = g.requestsOf(p -> p.list("/mnt/d"));
        assertTrue(requests.contains("FORGET 3"), requests.toString());
    }

    @Test
    void namesWithSlashesOrWithoutLengthAreAnError() {
        entries(1);
        g.server.on(
                Opcode.READDIRPLUS,
                r -> {
                    int result = g.server.builtIn(r);
                    var w =
                            new dev.fuselage.fuse.Wire()
                                    .at(
                                            dev.fuselage.machine.memory.HostMemory.ALL,
                                            g.guest.pages.hostAddress(r.req().pageGpa(0)) + 128);
                    w.u8(FuseDirent.NAME_OFFSET, '/');
                    return result;
                });
        g.mount();
        g.run(p -> {
            int fd = (int) p.open("/mnt/d", DIRECTORY);
            assertEquals(-Errno.EIO, getdents(p, fd));
        });
    }

    // ---- the cache

    private void cached() {
        g.server.openDirFlags = FuseFopen.FOPEN_KEEP_CACHE | FuseFopen.FOPEN_CACHE_DIR;
        g.server.timeout = 86400;
    }

    @Test
    void aListingThatMetTheEndServesTheNextOnes() {
        cached();
        entries(300);
        g.mount();
        List<String> first = list();
        assertEquals("READDIRPLUS 2 4096@0", first.getFirst());
        assertEquals(List.of(), list());
        g.run(p -> assertEquals(300, p.list("/mnt/d").size()));
    }

    @Test
    void theDescriptorThatFilledTheCacheAsksOnceMoreBehindTheEnd() {
        cached();
        entries(2);
        g.mount();
        List<String> requests =
                g.requestsOf(p -> {
                    int fd = (int) p.open("/mnt/d", DIRECTORY);
                    assertTrue(getdents(p, fd) > 0);
                    for (int i = 0; i < 4; i++) {
                        assertEquals(0, getdents(p, fd));
                    }
                    p.sys.lseek(fd, 0, 0);
                    assertTrue(getdents(p, fd) > 0);
                });
        assertEquals(
                List.of("READDIRPLUS 2 4096@0", "READDIR 2 4096@2", "READDIR 2 4096@2"),
                requests.stream().filter(r -> r.startsWith("READDIR")).toList());
    }

    @Test
    void aChangeHereOrAtTheServerEmptiesTheCache() {
        cached();
        entries(2);
        g.mount();
        list();
        g.run(p -> assertEquals(0, p.unlink("/mnt/d/f000")));
        assertEquals("READDIRPLUS 2 4096@0", list().getFirst());
        assertEquals(List.of(), list());
        d.mtime++;
        g.run(p -> p.sys.statx(-100, "/mnt/d", 0x2000, 0x7ff, new dev.fuselage.kernel.vfs.Kstat()));
        assertEquals("READDIRPLUS 2 4096@0", list().getFirst());
    }

    @Test
    void openingWithoutKeepingDropsTheListing() {
        cached();
        g.server.openDirFlags = FuseFopen.FOPEN_CACHE_DIR;
        entries(2);
        g.mount();
        list();
        assertEquals("READDIRPLUS 2 4096@0", list().getFirst());
    }

    @Test
    void aServerWithoutOpendirIsNotAskedAgainAndItsListingsAreCached() {
        g.server.fail(Opcode.OPENDIR, Errno.ENOSYS);
        g.server.timeout = 86400;
        entries(2);
        g.mount();
        assertEquals(
                1,
                g.requestsOf(p -> p.list("/mnt/d")).stream()
                        .filter(r -> r.startsWith("OPENDIR"))
                        .count());
        assertEquals(List.of(), g.requestsOf(p -> p.list("/mnt/d")));
    }
}
