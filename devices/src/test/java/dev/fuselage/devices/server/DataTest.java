package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** READ, WRITE, LSEEK, FALLOCATE, COPY_FILE_RANGE. */
@ParameterizedClass
@MethodSource("orders")
class DataTest extends ServerTestBase {

    private final ByteOrder order;

    DataTest(ByteOrder order) {
        this.order = order;
    }

    private RawGuest g() {
        return guest(ServerConfig.of(CachePolicy.AUTO), order);
    }

    @Test
    void whatIsWrittenIsReadHoweverTheBuffersAreCut() {
        RawGuest g = g();
        RawClient.Reply f = g.create(1, "f");
        String text = "0123456789".repeat(1000);
        for (int piece : new int[] {1, 7, 41, 4096, 100_000}) {
            g.ask(Opcode.WRITE, f.u64(0)).u64(f.u64(128), 3).u32(text.length(), 0).u64(0);
            g.u32(0, 0).text(text).inPiecesOf(piece);
            assertThat(g.send().ok(8).u32(0)).isEqualTo(text.length());
            g.ask(Opcode.READ, f.u64(0)).u64(f.u64(128), 3).u32(20_000, 0).u64(0).u32(0, 0);
            assertThat(g.inPiecesOf(piece).send().ok().text()).isEqualTo(text);
        }
    }

    @Test
    void aReadIsShortOnlyAtTheEnd() {
        RawGuest g = g();
        RawClient.Reply f = g.create(1, "f");
        g.write(f.u64(0), f.u64(128), 0, "text");
        assertThat(g.read(f.u64(0), f.u64(128), 1, 2).ok(2).text()).isEqualTo("ex");
        assertThat(g.read(f.u64(0), f.u64(128), 1, 100).ok(3).text()).isEqualTo("ext");
        g.read(f.u64(0), f.u64(128), 4, 100).ok(0);
        g.read(f.u64(0), f.u64(128), 1L << 50, 100).ok(0);
        g.read(f.u64(0), f.u64(128), -1, 100).fails(Errno.EINVAL);
    }

    @Test
    void aReadLargerThanItsBufferIsRefused() {
        RawGuest g = g();
        RawClient.Reply f = g.create(1, "f");
        g.write(f.u64(0), f.u64(128), 0, "text");
        g.ask(Opcode.READ, f.u64(0)).u64(f.u64(128), 0).u32(100, 0).u64(0).u32(0, 0);
        g.room(16 + 99).send().fails(Errno.ENOMEM);
        g.ask(Opcode.READ, f.u64(0)).u64(f.u64(128), 0).u32((1 << 20) + 1, 0).u64(0).u32(0, 0);
        g.room(1 << 20 | 1 << 19).send().fails(Errno.ENOMEM);
        g.ask(Opcode.READ, f.u64(0)).u64(f.u64(128), 0).u32(-1, 0).u64(0).u32(0, 0);
        g.send().fails(Errno.ENOMEM);
    }

    @Test
    void aMegabyteIsTheLargestWrite() {
        RawGuest g = g();
        RawClient.Reply f = g.create(1, "f");
        byte[] bytes = new byte[1 << 20];
        bytes[(1 << 20) - 1] = 'e';
        g.ask(Opcode.WRITE, f.u64(0)).u64(f.u64(128), 0).u32(bytes.length, 0).u64(0).u32(0, 0);
        assertThat(g.raw(bytes).send().ok(8).u32(0)).isEqualTo(1 << 20);
        assertThat(g.read(f.u64(0), f.u64(128), (1 << 20) - 1, 5).ok().text()).isEqualTo("e");
        g.ask(Opcode.WRITE, f.u64(0)).u64(f.u64(128), 0).u32(bytes.length + 1, 0).u64(0).u32(0, 0);
        g.raw(bytes).raw((byte) 1).send().fails(Errno.EINVAL);
        g.ask(Opcode.WRITE, f.u64(0)).u64(f.u64(128), 0).u32(bytes.length + 4096, 0).u64(0);
        g.u32(0, 0).raw(bytes).raw(new byte[4096]).send().fails(Errno.ENOMEM);
    }

    @Test
    void aWriteThatClaimsMoreThanItHasIsRefused() {
        RawGuest g = g();
        RawClient.Reply f = g.create(1, "f");
        g.ask(Opcode.WRITE, f.u64(0)).u64(f.u64(128), 0).u32(5, 0).u64(0).u32(0, 0).text("text");
        g.send().fails(Errno.EINVAL);
        assertThat(g.getattr(f.u64(0)).ok(104).u64(24)).isZero();
        g.ask(Opcode.WRITE, f.u64(0)).u64(f.u64(128), 0).u32(2, 0).u64(0).u32(0, 0).text("text");
        assertThat(g.send().ok(8).u32(0)).as("what follows is not looked at").isEqualTo(2);
        g.ask(Opcode.WRITE, f.u64(0)).u64(f.u64(128), -5).u32(2, 0).u64(0).u32(0, 0).text("text");
        g.send().fails(Errno.EINVAL);
    }

    private int modeAfterWrite(KillPriv who, int writeFlags) {
        RawGuest g = guest(ServerConfig.builder(CachePolicy.AUTO).killPriv(who).build(), order);
        long f = g.ask(Opcode.MKNOD, 1).as(0, 0).u32(0106755, 0, 0, 0).name("f").send().u64(0);
        long fh = g.open(f, 2);
        g.ask(Opcode.WRITE, f)
                .u64(fh, 0)
                .u32(1, writeFlags)
                .u64(0)
                .u32(2, 0)
                .text("x")
                .send()
                .ok(8);
        return g.getattr(f).ok(104).u32(76) & 07777;
    }

    @Test
    void aWriteRemovesSetIdBitsAsAgreed() {
        // The second is what a recorded guest without FUSE_HANDLE_KILLPRIV_V2 sends and sees.
        assertThat(modeAfterWrite(KillPriv.GUEST, 0)).isEqualTo(06755);
        assertThat(modeAfterWrite(KillPriv.GUEST, 4)).isEqualTo(06755);
        assertThat(modeAfterWrite(KillPriv.V1, 0)).isEqualTo(0755);
        assertThat(modeAfterWrite(KillPriv.V2, 0)).isEqualTo(06755);
        assertThat(modeAfterWrite(KillPriv.V2, 4)).isEqualTo(0755);
    }

    @Test
    void lseekFindsDataAndHoles() {
        RawGuest g = g();
        RawClient.Reply f = g.create(1, "f");
        g.write(f.u64(0), f.u64(128), 8192, "data");
        g.ask(Opcode.LSEEK, f.u64(0)).u64(f.u64(128), 0).u32(3, 0);
        assertThat(g.send().ok(8).u64(0)).isEqualTo(8192);
        g.ask(Opcode.LSEEK, f.u64(0)).u64(f.u64(128), 8192).u32(4, 0);
        assertThat(g.send().ok(8).u64(0)).isEqualTo(8196);
        g.ask(Opcode.LSEEK, f.u64(0)).u64(f.u64(128), 9000).u32(3, 0).send().fails(Errno.ENXIO);
        g.ask(Opcode.LSEEK, f.u64(0)).u64(f.u64(128), 0).u32(77, 0).send().fails(Errno.EINVAL);
        g.ask(Opcode.LSEEK, f.u64(0)).u64(99, 0).u32(3, 0).send().fails(Errno.EBADF);
    }

    @Test
    void fallocateAllocatesAndPunches() {
        RawGuest g = g();
        RawClient.Reply f = g.create(1, "f");
        g.ask(Opcode.FALLOCATE, f.u64(0)).u64(f.u64(128), 0, 8192).u32(0, 0).send().ok(0);
        assertThat(g.getattr(f.u64(0)).ok(104).u64(24)).isEqualTo(8192);
        g.ask(Opcode.FALLOCATE, f.u64(0)).u64(f.u64(128), 0, 4096).u32(3, 0).send().ok(0);
        assertThat(g.getattr(f.u64(0)).ok(104).u64(32)).as("blocks").isEqualTo(8);
        g.ask(Opcode.FALLOCATE, f.u64(0)).u64(f.u64(128), 0, 4096).u32(8, 0);
        g.send().fails(Errno.EOPNOTSUPP);
        g.ask(Opcode.FALLOCATE, f.u64(0)).u64(f.u64(128), -1, 1).u32(0, 0);
        g.send().fails(Errno.EINVAL);
    }

    @Test
    void copyFileRangeCopiesBetweenHandles() {
        RawGuest g = g();
        RawClient.Reply f = g.create(1, "f");
        RawClient.Reply h = g.create(1, "h");
        g.write(f.u64(0), f.u64(128), 0, "0123456789");
        g.ask(Opcode.COPY_FILE_RANGE, f.u64(0));
        g.u64(f.u64(128), 2, h.u64(0), h.u64(128), 1, Long.MAX_VALUE, 0);
        assertThat(g.send().ok(8).u32(0)).isEqualTo(8);
        assertThat(g.read(h.u64(0), h.u64(128), 0, 20).ok().text()).isEqualTo("\00023456789");
        g.ask(Opcode.COPY_FILE_RANGE, f.u64(0));
        g.u64(f.u64(128), 2, f.u64(0), h.u64(128), 1, 1, 0).send().fails(Errno.EBADF);
        g.ask(Opcode.COPY_FILE_RANGE, f.u64(0));
        g.u64(f.u64(128), 2, h.u64(0), h.u64(128), 1, 1, 1).send().fails(Errno.EINVAL);
        g.ask(Opcode.COPY_FILE_RANGE, f.u64(0));
        g.u64(f.u64(128), 2, h.u64(0), h.u64(128), 1, -1, 0).send().fails(Errno.EINVAL);
    }
}
