package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** GETATTR, SETATTR, STATX, ACCESS, STATFS. */
@ParameterizedClass
@MethodSource("orders")
class AttributeTest extends ServerTestBase {

    private static final int MODE = 1;
    private static final int UID = 2;
    private static final int GID = 4;
    private static final int SIZE = 8;
    private static final int ATIME = 16;
    private static final int MTIME = 32;
    private static final int FH = 64;
    private static final int KILL = 1 << 11;

    private final ByteOrder order;

    AttributeTest(ByteOrder order) {
        this.order = order;
    }

    private RawGuest g() {
        return guest(ServerConfig.of(CachePolicy.AUTO), order);
    }

    private static RawClient.Reply setattr(
            RawGuest g, long node, int valid, long fh, long size, int mode, int uid, int gid) {
        return g.ask(Opcode.SETATTR, node)
                .u32(valid, 0)
                .u64(fh, size, 0, 11, 22, 33)
                .u32(111, 222, 333, mode, 0, uid, gid, 0)
                .send();
    }

    @Test
    void getattrTellsTheAttributes() {
        RawGuest g = g();
        RawClient.Reply r = g.getattr(1).ok(104);
        assertThat(r.u64(0)).as("attr_valid").isEqualTo(1);
        assertThat(r.u32(8)).as("attr_valid_nsec").isZero();
        assertThat(r.u32(12)).as("dummy").isZero();
        assertThat(r.u64(16)).as("ino").isEqualTo(1);
        assertThat(r.u32(76)).as("mode").isEqualTo(040755);
        assertThat(r.u32(80)).as("nlink").isEqualTo(2);
    }

    @Test
    void getattrOfAnUnknownNodeidIsEbadf() {
        g().getattr(2).fails(Errno.EBADF);
    }

    @Test
    void getattrThroughAHandleWorksForAnUnlinkedFile() {
        RawGuest g = g();
        RawClient.Reply f = g.create(1, "f");
        g.ask(Opcode.UNLINK, 1).name("f").send().ok(0);
        RawClient.Reply r = g.ask(Opcode.GETATTR, f.u64(0)).u32(1, 0).u64(f.u64(128)).send();
        assertThat(r.ok(104).u32(80)).as("nlink").isZero();
        g.ask(Opcode.GETATTR, f.u64(0)).u32(1, 0).u64(12345).send().ok(104);
    }

    @Test
    void setattrChangesEachAttribute() {
        RawGuest g = g();
        RawClient.Reply f = g.create(1, "f");
        long node = f.u64(0);
        RawClient.Reply r = setattr(g, node, MODE, 0, 0, 0100600, 0, 0).ok(104);
        assertThat(r.u32(76)).isEqualTo(0100600);
        r = setattr(g, node, UID | GID, 0, 0, 0, 5, 6).ok(104);
        assertThat(r.u32(84)).isEqualTo(5);
        assertThat(r.u32(88)).isEqualTo(6);
        r = setattr(g, node, SIZE, 0, 7777, 0, 0, 0).ok(104);
        assertThat(r.u64(24)).isEqualTo(7777);
        r = setattr(g, node, SIZE | FH, f.u64(128), 1, 0, 0, 0).ok(104);
        assertThat(r.u64(24)).isEqualTo(1);
        r = setattr(g, node, ATIME | MTIME, 0, 0, 0, 0, 0).ok(104);
        assertThat(r.u64(40)).isEqualTo(11);
        assertThat(r.u64(48)).isEqualTo(22);
        assertThat(r.u32(64)).isEqualTo(111);
        assertThat(r.u32(68)).isEqualTo(222);
    }

    @Test
    void setattrOfNothingTellsTheAttributes() {
        RawGuest g = g();
        long node = g.create(1, "f").u64(0);
        assertThat(setattr(g, node, 0, 0, 0, 0, 0, 0).ok(104).u32(76)).isEqualTo(0100644);
    }

    @Test
    void setattrThroughAWrongHandleIsEbadf() {
        RawGuest g = g();
        RawClient.Reply f = g.create(1, "f");
        setattr(g, f.u64(0), SIZE | FH, 99, 1, 0, 0, 0).fails(Errno.EBADF);
        setattr(g, 1, SIZE | FH, f.u64(128), 1, 0, 0, 0).fails(Errno.EBADF);
        setattr(g, 99, MODE, 0, 0, 0, 0, 0).fails(Errno.EBADF);
    }

    @Test
    void setattrRefusesImpossibleSizes() {
        RawGuest g = g();
        long node = g.create(1, "f").u64(0);
        setattr(g, node, SIZE, 0, -1, 0, 0, 0).fails(Errno.EINVAL);
        setattr(g, node, SIZE, 0, Long.MAX_VALUE, 0, 0, 0).fails(Errno.EFBIG);
        setattr(g, 1, SIZE, 0, 0, 0, 0, 0).fails(Errno.EISDIR);
    }

    private int modeAfterTruncation(KillPriv who, int valid) {
        RawGuest g = guest(ServerConfig.builder(CachePolicy.AUTO).killPriv(who).build(), order);
        long node = g.create(1, "f").u64(0);
        setattr(g, node, MODE, 0, 0, 06755, 0, 0).ok(104);
        return setattr(g, node, SIZE | valid, 0, 1, 0, 0, 0).ok(104).u32(76) & 07777;
    }

    @Test
    void truncationRemovesSetIdBitsAsAgreed() {
        assertThat(modeAfterTruncation(KillPriv.GUEST, 0)).isEqualTo(06755);
        assertThat(modeAfterTruncation(KillPriv.GUEST, KILL)).isEqualTo(06755);
        assertThat(modeAfterTruncation(KillPriv.V1, 0)).isEqualTo(0755);
        assertThat(modeAfterTruncation(KillPriv.V2, 0)).isEqualTo(06755);
        assertThat(modeAfterTruncation(KillPriv.V2, KILL)).isEqualTo(0755);
    }

    @Test
    void statxIsServedWhenAskedForOnly() {
        RawGuest g = g();
        g.ask(Opcode.STATX, 1).u32(0, 0).u64(0).u32(0, 0x7ff).send().fails(Errno.ENOSYS);
        RawGuest h =
                guest(ServerConfig.builder(CachePolicy.AUTO).tmpfileAndStatx(true).build(), order);
        RawClient.Reply r = h.ask(Opcode.STATX, 1).u32(0, 0).u64(0).u32(0, 0xfff).send().ok(288);
        assertThat(r.u64(0)).as("attr_valid").isEqualTo(1);
        assertThat(r.u32(12)).as("flags").isZero();
        assertThat(r.u32(32)).as("stx_mask").isEqualTo(0xfff);
        assertThat(r.u32(36)).as("stx_blksize").isEqualTo(4096);
        assertThat(r.u32(48)).as("stx_nlink").isEqualTo(2);
        assertThat(r.u16(60)).as("stx_mode").isEqualTo(040755);
        assertThat(r.u64(64)).as("stx_ino").isEqualTo(1);
        assertThat(r.u64(32 + 80)).as("stx_btime").isEqualTo(1_767_225_600L);
        h.ask(Opcode.STATX, 9).u32(0, 0).u64(0).u32(0, 0xfff).send().fails(Errno.EBADF);
    }

    @Test
    void accessChecksTheCaller() {
        RawGuest g = g();
        long node = g.create(1, "f").u64(0);
        setattr(g, node, MODE, 0, 0, 0640, 0, 0).ok(104);
        g.ask(Opcode.ACCESS, node).as(0, 0).u32(6, 0).send().ok(0);
        g.ask(Opcode.ACCESS, node).as(1, 0).u32(4, 0).send().ok(0);
        g.ask(Opcode.ACCESS, node).as(1, 0).u32(2, 0).send().fails(Errno.EACCES);
        g.ask(Opcode.ACCESS, node).as(1, 1).u32(4, 0).send().fails(Errno.EACCES);
        g.ask(Opcode.ACCESS, node).as(-1, -1).u32(6, 0).send().ok(0);
        g.ask(Opcode.ACCESS, 99).as(0, 0).u32(4, 0).send().fails(Errno.EBADF);
    }

    @Test
    void statfsTellsTheFileSystem() {
        RawGuest g = g();
        RawClient.Reply r = g.ask(Opcode.STATFS, 1).send().ok(80);
        assertThat(r.u64(0)).as("blocks").isEqualTo((16L << 30) / 4096);
        assertThat(r.u64(8)).as("bfree").isEqualTo((16L << 30) / 4096);
        assertThat(r.u64(24)).as("files").isEqualTo(1 << 20);
        assertThat(r.u64(32)).as("ffree").isEqualTo((1 << 20) - 1);
        assertThat(r.u32(40)).as("bsize").isEqualTo(4096);
        assertThat(r.u32(44)).as("namelen").isEqualTo(255);
        assertThat(r.u32(48)).as("frsize").isEqualTo(4096);
        assertThat(r.u32(52)).as("padding").isZero();
    }
}
