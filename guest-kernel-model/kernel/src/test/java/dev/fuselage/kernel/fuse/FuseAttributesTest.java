package dev.fuselage.kernel.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.StatxMask;
import dev.fuselage.kernel.syscall.Program;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Attributes: how long they are trusted, which replies are out of date, and who is believed. */
class FuseAttributesTest {
    private static final int FORCE_SYNC = 0x2000;
    private static final int DONT_SYNC = 0x4000;

    private final MountedGuest g = new MountedGuest();
    private final FakeServer.Node f = g.server.file("f", 100);

    @AfterEach
    void close() {
        g.close();
    }

    private long statx(Program p, int mask, int flags) {
        return p.sys.statx(-100, "/mnt/f", flags, mask, new Kstat());
    }

    private void warm() {
        g.mount();
        g.run(p -> assertEquals(0, p.exists("/mnt/f")));
    }

    @Test
    void validAttributesAreNotAskedForUnlessTheCallerInsists() {
        warm();
        assertEquals(List.of(), g.requestsOf(p -> statx(p, StatxMask.STATX_BASIC_STATS, 0)));
        assertEquals(
                List.of("GETATTR 2"),
                g.requestsOf(p -> statx(p, StatxMask.STATX_BASIC_STATS, FORCE_SYNC)));
        assertEquals(
                List.of("GETATTR 1", "LOOKUP 1 f"),
                g.requestsOf(p -> {
                    MountedGuest.sleepSeconds(p, 1.2);
                    assertEquals(0, statx(p, StatxMask.STATX_BASIC_STATS, DONT_SYNC));
                }));
    }

    @Test
    void anInvalidAttributeIsAskedForOnlyByThoseWhoWantIt() {
        warm();
        FuseInode fi = g.inode("/mnt/f");
        fi.invalidate(StatxMask.STATX_ATIME);
        assertEquals(List.of(), g.requestsOf(p -> statx(p, StatxMask.STATX_SIZE, 0)));
        assertEquals(List.of("GETATTR 2"), g.requestsOf(p -> statx(p, StatxMask.STATX_ATIME, 0)));
        assertEquals(List.of(), g.requestsOf(p -> statx(p, StatxMask.STATX_ATIME, 0)));
    }

    @Test
    void theBirthTimeIsAskedForOnceOfAServerThatDoesNotKnow() {
        warm();
        assertEquals(
                List.of("STATX 2", "GETATTR 2"),
                g.requestsOf(p ->
                        statx(p, StatxMask.STATX_BASIC_STATS | StatxMask.STATX_BTIME, FORCE_SYNC)));
        assertEquals(
                List.of("GETATTR 2"),
                g.requestsOf(p ->
                        statx(p, StatxMask.STATX_BASIC_STATS | StatxMask.STATX_BTIME, FORCE_SYNC)));
    }

    @Test
    void aReplyThatWasOvertakenIsThrownAway() {
        warm();
        g.transport.hold(Opcode.GETATTR);
        g.guest.start(
                "slow", Credentials.ROOT, p -> statx(p, StatxMask.STATX_BASIC_STATS, FORCE_SYNC));
        g.run(p -> {});
        FuseInode fi = g.inodeNowOf(f.id);
        fi.bumpAttrVersion();
        long version = fi.attrVersion();
        f.size = 7777;
        g.run(p -> g.transport.letGo());
        assertEquals(100, fi.size, "the size of before");
        assertEquals(version, fi.attrVersion());
    }

    @Test
    void noReplyIsTakenInWhileTheSizeIsChanging() {
        warm();
        FuseInode fi = g.inode("/mnt/f");
        fi.set(FuseInode.SIZE_UNSTABLE);
        f.size = 7777;
        g.run(p -> statx(p, StatxMask.STATX_BASIC_STATS, FORCE_SYNC));
        assertEquals(100, fi.size);
        fi.clear(FuseInode.SIZE_UNSTABLE);
        g.run(p -> statx(p, StatxMask.STATX_BASIC_STATS, FORCE_SYNC));
        assertEquals(7777, fi.size);
    }

    @Test
    void anOvertakenChangeShowsButIsNotTrusted() {
        warm();
        g.transport.hold(Opcode.SETATTR);
        g.guest.start("chmod", Credentials.ROOT, p -> p.chmod("/mnt/f", 0600));
        g.run(p -> {});
        FuseInode fi = g.inodeNowOf(f.id);
        fi.bumpAttrVersion();
        g.run(p -> g.transport.letGo());
        assertEquals(0600, Mode.permissions(fi.mode));
        assertTrue(fi.isAttrExpired());
    }

    @Test
    void anotherTypeMakesAnInodeBadForGood() {
        warm();
        int[] fd = new int[1];
        g.run(p -> {
            fd[0] = (int) p.open("/mnt/f", OpenFlags.O_RDWR);
            f.mode = Mode.S_IFDIR | 0755;
            assertEquals(-Errno.EIO, statx(p, StatxMask.STATX_BASIC_STATS, FORCE_SYNC));
            f.mode = Mode.S_IFREG | 0644;
            assertEquals(-Errno.EIO, p.sys.fstat(fd[0], new Kstat()));
            assertEquals(-Errno.EIO, p.sys.read(fd[0], p.buffer(), 10));
            assertEquals(-Errno.EIO, p.sys.write(fd[0], p.buffer(), 10));
            assertEquals(-Errno.EIO, p.sys.ftruncate(fd[0], 10));
            assertEquals(-Errno.EIO, p.sys.close(fd[0]), "FLUSH is not sent for a bad inode");
        });
    }

    @Test
    void aNegativeSizeMakesAnInodeBadAndALookupFail() {
        warm();
        f.size = -1;
        g.run(p -> assertEquals(-Errno.EIO, statx(p, StatxMask.STATX_BASIC_STATS, FORCE_SYNC)));
        FakeServer.Node other = g.server.file("other", -5);
        g.run(p -> assertEquals(-Errno.EIO, p.exists("/mnt/other")));
        assertEquals(0, other.children.size());
    }

    @Test
    void aDenialIsLookedIntoOnce() {
        f.mode = Mode.S_IFREG | 0600;
        warm();
        List<Long> results = new ArrayList<>();
        List<String> requests =
                g.requestsOf(p -> {
                    p.seteuid(1000);
                    results.add(p.open("/mnt/f", OpenFlags.O_RDONLY));
                    f.mode = Mode.S_IFREG | 0644;
                    results.add(Math.min(0, p.open("/mnt/f", OpenFlags.O_RDONLY)));
                });
        assertEquals(List.of((long) -Errno.EACCES, 0L), results);
        assertEquals(List.of("GETATTR 2", "GETATTR 2", "OPEN 2"), requests.subList(0, 3));
    }

    @Test
    void expiredAttributesAreRefreshedBeforeEachCheck() {
        g.server.timeout = 0;
        g.mount();
        assertEquals(
                List.of("GETATTR 1", "LOOKUP 1 f", "GETATTR 2", "FORGET 2 nlookup=1"),
                g.requestsOf(p -> assertEquals(0, p.access("/mnt/f", 4))));
    }

    @Test
    void aNewSizeDropsPagesAndANewTimeDoesWithAutomaticInvalidation() {
        f.size = 8192;
        warm();
        FuseInode[] fi = new FuseInode[1];
        g.run(p -> {
            int fd = (int) p.open("/mnt/f", OpenFlags.O_RDONLY);
            fi[0] = g.inodeNow("/mnt/f");
            p.sys.pread64(fd, p.buffer(), 8192, 0);
            assertEquals(2, fi[0].data.pageCount());
            f.mtime++;
            statx(p, StatxMask.STATX_BASIC_STATS, FORCE_SYNC);
            assertEquals(0, fi[0].data.pageCount(), "the time changed");
            p.sys.pread64(fd, p.buffer(), 8192, 0);
            statx(p, StatxMask.STATX_BASIC_STATS, FORCE_SYNC);
            assertEquals(2, fi[0].data.pageCount(), "nothing changed");
            f.size = 4096;
            statx(p, StatxMask.STATX_BASIC_STATS, FORCE_SYNC);
            assertEquals(0, fi[0].data.pageCount(), "the size changed");
        });
    }

    @Test
    void setIdBitsAreTakenByWhatTheServerSaysNow() {
        f.mode = Mode.S_IFREG | 06777;
        warm();
        List<String> requests = g.requestsOf(p -> assertEquals(0, p.chown("/mnt/f", 1, 1)));
        assertEquals(
                List.of("GETXATTR 2 security.capability", "GETATTR 2", "SETATTR 0x7"),
                shorten(requests));
        assertEquals(0777, Mode.permissions(f.mode));
    }

    private static List<String> shorten(List<String> requests) {
        return requests.stream()
                .map(r -> r.startsWith("SETATTR") ? "SETATTR" + r.substring(r.lastIndexOf(' ')) : r)
                .toList();
    }

    @Test
    void changingTheModeOfADirectoryExpiresItsNameWhichGoesIfNothingBelowIsCached() {
        g.server.dir("d");
        g.server.timeout = 86400;
        g.mount();
        g.run(p -> assertEquals(0, p.exists("/mnt/d")));
        assertEquals(
                List.of("SETATTR 3 0x1", "FORGET 3 nlookup=1", "LOOKUP 1 d"),
                g.requestsOf(p -> {
                    assertEquals(0, p.chmod("/mnt/d", 0711));
                    assertEquals(0, p.exists("/mnt/d"));
                }));
    }
}
