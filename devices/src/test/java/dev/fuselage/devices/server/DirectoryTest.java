package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** OPENDIR, READDIR, READDIRPLUS, FSYNCDIR, RELEASEDIR, SYNCFS. */
@ParameterizedClass
@MethodSource("orders")
class DirectoryTest extends ServerTestBase {

    private final ByteOrder order;

    DirectoryTest(ByteOrder order) {
        this.order = order;
    }

    private record Entry(long nodeId, long ino, long off, int type, String name, int mode) {}

    private RawGuest g() {
        return guest(ServerConfig.of(CachePolicy.AUTO), order);
    }

    private static long opendir(RawGuest g, long node) {
        return g.ask(Opcode.OPENDIR, node).u32(0, 0).send().ok(16).u64(0);
    }

    private static RawClient.Reply list(
            RawGuest g, boolean plus, long node, long fh, long off, int size) {
        return g.ask(plus ? Opcode.READDIRPLUS : Opcode.READDIR, node)
                .u64(fh, off)
                .u32(size, 0)
                .u64(0)
                .u32(0, 0)
                .room(16 + size)
                .send();
    }

    private static List<Entry> entries(RawClient.Reply r, boolean plus) {
        List<Entry> all = new ArrayList<>();
        int at = 0;
        while (at < r.size()) {
            int d = plus ? at + 128 : at;
            int length = r.u32(d + 16);
            String name = r.text(d + 24, length);
            long nodeId = plus ? r.u64(at) : 0;
            int mode = plus ? r.u32(at + 100) : 0;
            all.add(new Entry(nodeId, r.u64(d), r.u64(d + 8), r.u32(d + 20), name, mode));
            int end = d + 24 + length;
            at = (end + 7) & ~7;
            for (int i = end; i < at; i++) {
                assertThat(r.text(i, 1)).as("padding").isEqualTo("\0");
            }
        }
        assertThat(at).as("records fill the reply").isEqualTo(r.size());
        return all;
    }

    @Test
    void openFlagsAreThePolicys() {
        Map<CachePolicy, Integer> flags =
                Map.of(
                        CachePolicy.NONE,
                        0,
                        CachePolicy.AUTO,
                        0,
                        CachePolicy.ALWAYS,
                        2 | 8,
                        CachePolicy.METADATA,
                        2 | 8);
        for (CachePolicy policy : CachePolicy.values()) {
            RawGuest g = guest(ServerConfig.of(policy), order);
            RawClient.Reply r = g.ask(Opcode.OPENDIR, 1).u32(0, 0).send().ok(16);
            assertThat(r.u32(8)).isEqualTo(flags.get(policy));
        }
    }

    @Test
    void readdirListsEveryNameWithItsType() {
        RawGuest g = g();
        g.mkdir(1, "dir");
        g.create(1, "file");
        g.ask(Opcode.SYMLINK, 1).name("link").name("x").send().ok(128);
        List<Entry> all = entries(list(g, false, 1, opendir(g, 1), 0, 4096).ok(), false);
        assertThat(all).extracting(Entry::name).containsExactly(".", "..", "dir", "file", "link");
        assertThat(all).extracting(Entry::type).containsExactly(4, 4, 4, 8, 10);
        assertThat(all).extracting(Entry::ino).containsExactly(1L, 1L, 2L, 3L, 4L);
    }

    @Test
    void readdirPlusGivesAttributesAndCountsLookups() {
        RawGuest g = g();
        g.mkdir(1, "dir");
        g.create(1, "file");
        g.forget(2, 1);
        g.forget(3, 1);
        List<Entry> all = entries(list(g, true, 1, opendir(g, 1), 0, 4096).ok(), true);
        assertThat(all).extracting(Entry::nodeId).containsExactly(0L, 0L, 4L, 5L);
        assertThat(all).extracting(Entry::mode).containsExactly(040000, 040000, 040755, 0100644);
        g.forget(4, 1);
        g.getattr(4).fails(Errno.EBADF);
        g.getattr(5).ok(104);
        assertThat(g.server.forgetUnderflows()).isZero();
    }

    @Test
    void onlyEntriesReturnedCountAsLookups() {
        RawGuest g = g();
        for (int i = 0; i < 20; i++) {
            long node = g.mkdir(1, "directory" + i);
            g.forget(node, 1);
        }
        long fh = opendir(g, 1);
        int size = 5 * 168;
        RawClient.Reply r = list(g, true, 1, fh, 0, size).ok();
        List<Entry> some = entries(r, true);
        assertThat(some).hasSize(5);
        assertThat(g.server.nodeIds()).isEqualTo(1 + 3);
        List<Entry> rest = entries(list(g, true, 1, fh, some.get(4).off(), 100_000).ok(), true);
        assertThat(rest).hasSize(17);
        assertThat(g.server.nodeIds()).isEqualTo(1 + 20);
        list(g, true, 1, fh, rest.get(16).off(), 4096).ok(0);
    }

    @Test
    void aBufferTooSmallForAnEntryGivesNothing() {
        RawGuest g = g();
        long fh = opendir(g, 1);
        list(g, false, 1, fh, 0, 31).ok(0);
        assertThat(entries(list(g, false, 1, fh, 0, 32).ok(), false)).hasSize(1);
        list(g, true, 1, fh, 0, 159).ok(0);
        list(g, false, 1, fh, 0, 0).ok(0);
    }

    @Test
    void aListingLargerThanItsBufferIsRefused() {
        RawGuest g = g();
        long fh = opendir(g, 1);
        g.ask(Opcode.READDIR, 1).u64(fh, 0).u32(4096, 0).u64(0).u32(0, 0).room(16 + 4095);
        g.send().fails(Errno.ENOMEM);
        g.ask(Opcode.READDIRPLUS, 1).u64(fh, 0).u32(-1, 0).u64(0).u32(0, 0).send();
        g.ask(Opcode.READDIR, 1).u64(fh, 0).u32((1 << 20) + 1, 0).u64(0).u32(0, 0);
        g.room(1 << 20 | 1 << 18).send().fails(Errno.ENOMEM);
    }

    @Test
    void entriesAreNotTornByTheBuffersPieces() {
        RawGuest g = g();
        for (int i = 0; i < 10; i++) {
            g.mkdir(1, "n".repeat(i + 1));
        }
        long fh = opendir(g, 1);
        g.ask(Opcode.READDIRPLUS, 1).u64(fh, 0).u32(8192, 0).u64(0).u32(0, 0).room(16 + 8192);
        assertThat(entries(g.inPiecesOf(13).send().ok(), true)).hasSize(12);
    }

    @Test
    void fileHandlesAndDirectoryHandlesAreDifferent() {
        RawGuest g = g();
        RawClient.Reply f = g.create(1, "f");
        long fh = opendir(g, 1);
        list(g, false, f.u64(0), f.u64(128), 0, 4096).fails(Errno.EBADF);
        list(g, false, 1, f.u64(128), 0, 4096).fails(Errno.EBADF);
        list(g, false, 1, 99, 0, 4096).fails(Errno.EBADF);
        g.release(1, fh).fails(Errno.EBADF);
        g.read(1, fh, 0, 10).fails(Errno.EBADF);
        g.ask(Opcode.RELEASEDIR, 1).u64(fh).u32(0, 0).u64(0).send().ok(0);
        g.ask(Opcode.RELEASEDIR, 1).u64(fh).u32(0, 0).u64(0).send().fails(Errno.EBADF);
    }

    @Test
    void aFileIsNotADirectory() {
        RawGuest g = g();
        RawClient.Reply f = g.create(1, "f");
        g.ask(Opcode.OPENDIR, f.u64(0)).u32(0, 0).send().fails(Errno.ENOTDIR);
        g.ask(Opcode.OPENDIR, 99).u32(0, 0).send().fails(Errno.EBADF);
    }

    @Test
    void syncRequestsSucceed() {
        RawGuest g = g();
        long fh = opendir(g, 1);
        g.ask(Opcode.FSYNCDIR, 1).u64(fh).u32(0, 0).send().ok(0);
        g.ask(Opcode.FSYNCDIR, 1).u64(fh).u32(1, 0).send().ok(0);
        g.ask(Opcode.FSYNCDIR, 1).u64(99).u32(0, 0).send().fails(Errno.EBADF);
        g.ask(Opcode.SYNCFS, 1).u64(0).send().ok(0);
        g.ask(Opcode.SYNCFS, 99).u64(0).send().fails(Errno.EBADF);
    }
}
