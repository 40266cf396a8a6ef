package dev.fuselage.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.fuse.Opcode;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines expected here are lines of recordings of a real guest, but for sizes of directories. */
final class TraceRecorderTest {
    private final TraceRecorder recorder = new TraceRecorder("test");

    private RawClient client(CachePolicy policy, ByteOrder order) {
        return new RawClient(ServerConfig.of(policy), order, recorder);
    }

    private RawClient client(CachePolicy policy) {
        RawClient c = client(policy, ByteOrder.LITTLE_ENDIAN);
        c.init();
        return c;
    }

    /** What was recorded after INIT, without what the page of the recordings says to drop. */
    private List<String> lines() {
        List<String> lines = recorder.lines();
        return TraceNormaliser.normalise(lines.subList(2, lines.size()));
    }

    private static List<String> recorded(String... lines) {
        return TraceNormaliser.normalise(List.of(lines));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void aSessionsBeginningAndEndReadAsRecorded(String order) {
        try (RawClient c =
                client(
                        CachePolicy.NONE,
                        order.equals("BIG_ENDIAN")
                                ? ByteOrder.BIG_ENDIAN
                                : ByteOrder.LITTLE_ENDIAN)) {
            recorder.mark("> 0 mount");
            c.init();
            recorder.mark("> 1 umount");
            c.asNobody().send(Opcode.DESTROY, 0);
        }
        assertThat(recorder.lines())
                .containsExactly(
                        "# test",
                        "> 0 mount",
                        "INIT - 7.41 max_readahead=131072 flags=0x7bfffffb flags2=0x1ff len=64"
                                + " c=N -> 7.38 max_readahead=131072 flags=0x48449829 flags2=0x104"
                                + " max_background=65535 cong=49149 max_write=1048576 time_gran=1"
                                + " max_pages=256 map_align=0",
                        "> 1 umount",
                        "DESTROY - c=N -> (no reply header)");
    }

    @Test
    void creatingWritingAndReadingAFileReadsAsRecorded() {
        try (RawClient c = client(CachePolicy.AUTO)) {
            c.as(0, 0).u32(0x8042, 0100644, 022, 0).name("f").send(Opcode.CREATE, 1);
            c.u64(1, 0).u32(100, 0).u64(0).u32(0x8002, 0).data(100).send(Opcode.WRITE, 2);
            c.u64(1, 0).u32(4096, 0).u64(0).u32(0x8002, 0).send(Opcode.READ, 2);
            c.u32(1, 0).u64(1).send(Opcode.GETATTR, 2);
            c.u64(1).u32(0, 0).u64(5).send(Opcode.FLUSH, 2);
            c.asNobody().u64(1).u32(0x8002, 0).u64(0).send(Opcode.RELEASE, 2);
        }
        assertThat(lines())
                .isEqualTo(
                        recorded(
                                "CREATE / name=f flags=RDWR|CREAT|LARGEFILE mode=100644 umask=22"
                                        + " c=0:0 -> node=/f t=1/1 mode=100644 nlink=1 size=0 fh=1"
                                        + " open=0",
                                "WRITE /f fh=1 off=0 size=100 wf=0 fl=RDWR|LARGEFILE c=X -> 100",
                                "READ /f fh=1 off=0 size=4096 rf=0 fl=RDWR|LARGEFILE c=X -> 100",
                                "GETATTR /f FH fh=1 c=X -> t=1 mode=100644 nlink=1 size=100",
                                "FLUSH /f fh=1 lo c=X -> ok",
                                "RELEASE /f fh=1 flags=RDWR|LARGEFILE rf=0 c=N -> ok"));
    }

    @Test
    void changedAttributesReadAsRecorded() {
        try (RawClient c = client(CachePolicy.ALWAYS)) {
            c.as(0, 0).u32(0755, 022).name("d").send(Opcode.MKDIR, 1);
            setattr(c, 0x1, 0, 0, 040711, 0, 0);
            setattr(c, 0x30, 5, 6, 0, 0, 0);
            setattr(c, 0x6, 0, 0, 0, 3, 3);
            setattr(c, 0x20, 0, 1_700_000_000L, 0, 0, 0);
            setattr(c, 0x1b0, 0, 0, 0, 0, 0);
        }
        assertThat(lines())
                .isEqualTo(
                        recorded(
                                "MKDIR / name=d mode=755 umask=22 c=0:0 -> node=/d t=86400/86400"
                                        + " mode=40755 nlink=2 size=4096",
                                "SETATTR /d valid=0x1(MODE) mode=40711 c=X -> t=86400 mode=40711"
                                        + " nlink=2 size=4096",
                                "SETATTR /d valid=0x30(ATIME|MTIME) atime=5 mtime=6 c=X -> t=86400"
                                        + " mode=40711 nlink=2 size=4096",
                                "SETATTR /d valid=0x6(UID|GID) uid=3 gid=3 c=X -> t=86400"
                                        + " mode=40711 nlink=2 size=4096 own=3:3",
                                "SETATTR /d valid=0x20(MTIME) mtime=T c=X -> t=86400 mode=40711"
                                        + " nlink=2 size=4096 own=3:3",
                                "SETATTR /d valid=0x1b0(ATIME|MTIME|ATIME_NOW|MTIME_NOW) c=X ->"
                                        + " t=86400 mode=40711 nlink=2 size=4096 own=3:3"));
    }

    private static void setattr(
            RawClient c, int valid, long atime, long mtime, int mode, int uid, int gid) {
        c.u32(valid, 0).u64(0, 0, 0, atime, mtime, 0).u32(0, 0, 0, mode, 0, uid, gid, 0);
        c.send(Opcode.SETATTR, 2);
    }

    @Test
    void aRenamedNodeTakesTheNewNameAndTheReplacedOneIsGone() {
        try (RawClient c = client(CachePolicy.NONE)) {
            makeFiles(c);
            c.u64(1).name("a").name("b").send(Opcode.RENAME, 1);
            c.u32(0, 0).u64(0).send(Opcode.GETATTR, 3);
            c.u32(0, 0).u64(0).send(Opcode.GETATTR, 2);
        }
        assertThat(recorder.lines().subList(4, 7))
                .containsExactly(
                        "RENAME / name=a newdir=/ newname=b c=X -> ok",
                        "GETATTR /b(gone) c=X -> t=0 mode=100644 nlink=0 size=0",
                        "GETATTR /b c=X -> t=0 mode=100644 nlink=1 size=0");
    }

    @Test
    void aNodeFoundAnewIsNumberedAndKeepsItsNumberWhenRenamed() {
        try (RawClient c = client(CachePolicy.NONE)) {
            makeFiles(c);
            c.forget(2, 1);
            long a = c.lookup(1, "a");
            c.u64(1).name("a").name("b").send(Opcode.RENAME, 1);
            c.forget(a, 1);
        }
        assertThat(recorder.lines().subList(4, 8))
                .containsExactly(
                        "H:FORGET /a nlookup=1 c=N",
                        "LOOKUP / name=a c=X -> node=/a'2 t=0/0 mode=100644 nlink=1 size=0",
                        "RENAME / name=a newdir=/ newname=b c=X -> ok",
                        "H:FORGET /a'2 nlookup=1 c=N");
    }

    /** Files a, node 2, and b, node 3. */
    private static void makeFiles(RawClient c) {
        for (String name : List.of("a", "b")) {
            c.as(0, 0).u32(0100644, 0, 022, 0).name(name).send(Opcode.MKNOD, 1);
        }
    }

    @Test
    void directoriesAndTheirListingsReadAsRecorded() {
        try (RawClient c = client(CachePolicy.ALWAYS)) {
            for (String name : List.of("a", "b", "c")) {
                c.as(0, 0).u32(0755, 022).name(name).send(Opcode.MKDIR, 1);
            }
            c.u32(0x18000, 0).send(Opcode.OPENDIR, 1);
            long end = 0;
            c.u64(1, 0).u32(4096, 0).u64(0).u32(0, 0).send(Opcode.READDIRPLUS, 1);
            var b = c.u64(1, 0).u32(4096, 0).u64(0).u32(0, 0).send(Opcode.READDIR, 1);
            for (int at = 0; at < b.limit(); at += 24 + (b.getInt(at + 16) + 7) / 8 * 8) {
                end = b.getLong(at + 8);
            }
            c.u64(1, end).u32(4096, 0).u64(0).u32(0, 0).send(Opcode.READDIR, 1);
        }
        List<String> lines = recorder.lines();
        assertThat(lines.subList(lines.size() - 4, lines.size()))
                .containsExactly(
                        "OPENDIR / flags=RDONLY|LARGEFILE|DIRECTORY c=X -> fh=1"
                                + " open=KEEP_CACHE|CACHE_DIR",
                        "READDIRPLUS / fh=1 off=0 size=4096 c=X -> entries=5 withnode=3",
                        "READDIR / fh=1 off=0 size=4096 c=X -> entries=5",
                        "READDIR / fh=1 off=C size=4096 c=X -> entries=0");
    }

    @Test
    void errorsAreNamedAsRecorded() {
        try (RawClient c = client(CachePolicy.AUTO)) {
            c.lookup(1, "none");
            c.u32(0, 0).name("security.capability").send(Opcode.GETXATTR, 1);
            c.u32(0, 0).u64(0).u32(0, 0xfff).send(Opcode.STATX, 1);
        }
        assertThat(lines())
                .containsExactly(
                        "LOOKUP / name=none c=X -> ENOENT",
                        "GETXATTR / name=security.capability size=0 c=X -> ENOSYS",
                        "STATX / sx_flags=0x0 mask=0xfff c=X -> ENOSYS");
    }

    @Test
    void requestsStandInTheOrderOfTheirIdsUnderTheirMark() {
        List<String> order = new ArrayList<>();
        try (RawClient c = client(CachePolicy.AUTO)) {
            recorder.mark("> 1 first");
            c.lookup(1, "x");
            recorder.mark("> 2 second");
            c.lookup(1, "y");
        }
        for (String line : recorder.lines()) {
            int end = line.indexOf(" c=");
            order.add(end < 0 ? line : line.substring(0, end));
        }
        assertThat(order.subList(2, 6))
                .containsExactly("> 1 first", "LOOKUP / name=x", "> 2 second", "LOOKUP / name=y");
    }

    @Test
    void anUnknownRequestAndAnUnknownNodeAreShownByNumber() {
        try (RawClient c = client(CachePolicy.AUTO)) {
            c.send(999, 4711, 0);
        }
        assertThat(lines()).containsExactly("?999 ?4711 c=X -> ENOSYS");
    }

    @Test
    void namesThatWouldBreakALineAreEscaped() {
        try (RawClient c = client(CachePolicy.AUTO)) {
            c.lookup(1, "a b\n");
            c.lookup(1, "\u00e4");
        }
        assertThat(lines())
                .containsExactly(
                        "LOOKUP / name=a\\040b\\012 c=X -> ENOENT",
                        "LOOKUP / name=\u00e4 c=X -> ENOENT");
    }
}
