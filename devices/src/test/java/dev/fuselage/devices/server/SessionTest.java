package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * INIT, DESTROY, versions, features: the tables of what virtiofsd 1.13.2 answers a Linux 6.12
 * guest.
 */
class SessionTest extends ServerTestBase {

    private RawGuest unborn(ServerConfig config) {
        return guest(memory(), config, ByteOrder.LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, 0x48449829",
        "AUTO, 0x4844f829",
        "ALWAYS, 0x4844f829",
        "METADATA, 0x4844f829"
    })
    void theFeaturesOfEachPolicyAreThoseRecorded(CachePolicy policy, String flags) {
        RawClient.Reply r = unborn(ServerConfig.of(policy)).init().ok(64);
        assertThat(r.u32(0)).as("major").isEqualTo(7);
        assertThat(r.u32(4)).as("minor").isEqualTo(38);
        assertThat(r.u32(8)).as("max_readahead is echoed").isEqualTo(131072);
        assertThat(r.u32(12)).as("flags").isEqualTo(Integer.decode(flags));
        assertThat(r.u16(16)).as("max_background").isEqualTo(65535);
        assertThat(r.u16(18)).as("congestion_threshold").isEqualTo(49149);
        assertThat(r.u32(20)).as("max_write").isEqualTo(1 << 20);
        assertThat(r.u32(24)).as("time_gran").isEqualTo(1);
        assertThat(r.u16(28)).as("max_pages").isEqualTo(256);
        assertThat(r.u16(30)).as("map_alignment").isZero();
        assertThat(r.u32(32)).as("flags2").isEqualTo(0x104);
        for (int i = 36; i < 64; i += 4) {
            assertThat(r.u32(i)).as("unused word at %d", i).isZero();
        }
    }

    @Test
    void writebackAddsItsFlagOnly() {
        ServerConfig c = ServerConfig.builder(CachePolicy.AUTO).writeback(true).build();
        assertThat(unborn(c).init().ok(64).u32(12)).isEqualTo(0x4845f829);
    }

    @Test
    void eachOptionAddsItsFlags() {
        ServerConfig.Builder b = ServerConfig.builder(CachePolicy.AUTO);
        int base = 0x4844f829;
        assertThat(unborn(b.killPriv(KillPriv.V1).build()).init().u32(12))
                .isEqualTo(base | 1 << 19);
        assertThat(unborn(b.killPriv(KillPriv.V2).build()).init().u32(12))
                .isEqualTo(base | 1 << 28);
        b.killPriv(KillPriv.GUEST);
        assertThat(unborn(b.locks(true).build()).init().u32(12)).isEqualTo(base | 1 << 1 | 1 << 10);
        b.locks(false).xattr(true);
        assertThat(unborn(b.build()).init().u32(12)).isEqualTo(base);
        assertThat(unborn(b.posixAcl(true).build()).init().u32(12))
                .isEqualTo(base | 1 << 20 | 1 << 6 | 1 << 29);
        b.posixAcl(false).readdirplus(false);
        assertThat(unborn(b.build()).init().u32(12)).isEqualTo(base & ~(1 << 13 | 1 << 14));
        b.readdirplus(true).allowMmap(true);
        assertThat(unborn(b.build()).init().u32(32)).isEqualTo(0x104 | 1 << 4);
    }

    @Test
    void submountsCanBeLeftOut() {
        ServerConfig c = ServerConfig.builder(CachePolicy.AUTO).submounts(false).build();
        RawGuest g = unborn(c);
        g.ask(Opcode.INIT, 0).u32(7, 41, 0, -1, -1).u32(new int[11]);
        assertThat(g.send().ok(64).u32(12) & 1 << 27).isZero();
    }

    @Test
    void nothingIsGrantedThatTheGuestDidNotOffer() {
        for (int bit = 0; bit < 64; bit++) {
            if (bit == 30) {
                continue;
            }
            RawGuest g = unborn(ServerConfig.builder(CachePolicy.AUTO).writeback(true).build());
            long offered = 1L << bit | 1L << 30;
            g.ask(Opcode.INIT, 0).u32(7, 41, 0, (int) offered, (int) (offered >>> 32));
            RawClient.Reply r = g.u32(new int[11]).send().ok(64);
            long granted = Integer.toUnsignedLong(r.u32(12)) | (long) r.u32(32) << 32;
            assertThat(granted & ~offered).as("bit %d", bit).isZero();
        }
    }

    @Test
    void flags2MeansNothingWithoutInitExt() {
        RawGuest g = unborn(ServerConfig.of(CachePolicy.AUTO));
        g.ask(Opcode.INIT, 0).u32(7, 41, 0, 1, -1).u32(new int[11]);
        RawClient.Reply r = g.send().ok(64);
        assertThat(r.u32(12)).isEqualTo(1);
        assertThat(r.u32(32)).isZero();
    }

    @Test
    void anInitOf16BytesIsServed() {
        RawGuest g = unborn(ServerConfig.of(CachePolicy.AUTO));
        RawClient.Reply r = g.ask(Opcode.INIT, 0).u32(7, 31, 4096, 0x7bfffffb).send().ok(64);
        assertThat(r.u32(12)).isEqualTo(0x4844f829);
        assertThat(r.u32(32)).isZero();
    }

    @Test
    void anInitOfLessThan16BytesIsEinval() {
        RawGuest g = unborn(ServerConfig.of(CachePolicy.AUTO));
        g.ask(Opcode.INIT, 0).u32(7, 31, 4096).send().fails(Errno.EINVAL);
    }

    @ParameterizedTest
    @ValueSource(ints = {27, 28, 36, 38, 41, 45, 1000})
    void newMinorVersionsAreServed(int minor) {
        RawGuest g = unborn(ServerConfig.of(CachePolicy.AUTO));
        g.ask(Opcode.INIT, 0).u32(7, minor, 0, -1, -1).u32(new int[11]);
        assertThat(g.send().ok(64).u32(4)).isEqualTo(38);
        g.getattr(1).ok(104);
    }

    @ParameterizedTest
    @CsvSource({"7, 26", "7, 0", "6, 41", "0, 0"})
    void oldVersionsAreEproto(int major, int minor) {
        RawGuest g = unborn(ServerConfig.of(CachePolicy.AUTO));
        g.ask(Opcode.INIT, 0).u32(major, minor, 0, -1, -1).u32(new int[11]);
        g.send().fails(Errno.EPROTO);
        g.getattr(1).fails(Errno.EBADF);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 1000, -1})
    void aNewerMajorVersionIsToldOursAndAsksAgain(int major) {
        RawGuest g = unborn(ServerConfig.of(CachePolicy.AUTO));
        g.ask(Opcode.INIT, 0).u32(major, 1, 4096, -1, -1).u32(new int[11]);
        RawClient.Reply r = g.send().ok(64);
        assertThat(r.u32(0)).isEqualTo(7);
        assertThat(r.u32(4)).isEqualTo(38);
        for (int i = 8; i < 64; i += 4) {
            assertThat(r.u32(i)).isZero();
        }
        assertThat(g.server.established()).isFalse();
        g.init().ok(64);
        assertThat(g.server.established()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 6, 29})
    void aclsNeedTheirThreeFeatures(int missing) {
        ServerConfig c = ServerConfig.builder(CachePolicy.AUTO).xattr(true).posixAcl(true).build();
        RawGuest g = unborn(c);
        g.ask(Opcode.INIT, 0).u32(7, 41, 0, ~(1 << missing), -1).u32(new int[11]);
        g.send().fails(Errno.EPROTO);
    }

    @Test
    void nothingIsServedBeforeInit() {
        RawGuest g = unborn(ServerConfig.of(CachePolicy.AUTO));
        g.getattr(1).fails(Errno.EBADF);
        g.ask(Opcode.LOOKUP, 1).name("f").send().fails(Errno.EBADF);
        g.ask(Opcode.STATFS, 1).send().fails(Errno.EBADF);
    }

    @Test
    void anotherInitWipesTheSession() {
        RawGuest g = guest();
        RawClient.Reply made = g.create(1, "f");
        long node = made.u64(0);
        long fh = made.u64(128);
        g.init().ok(64);
        assertThat(g.server.nodeIds()).isEqualTo(1);
        assertThat(g.server.openHandles()).isZero();
        g.getattr(node).fails(Errno.EBADF);
        g.read(node, fh, 0, 10).fails(Errno.EBADF);
        assertThat(g.lookup(1, "f")).isGreaterThan(node);
    }

    @Test
    void destroyWipesTheSessionWithoutAReply() {
        RawGuest g = guest();
        g.create(1, "f");
        g.ask(Opcode.DESTROY, 0).as(0, 0).send().none();
        assertThat(g.server.nodeIds()).isZero();
        assertThat(g.server.openHandles()).isZero();
        g.getattr(1).fails(Errno.EBADF);
        g.init().ok(64);
        g.getattr(1).ok(104);
    }

    @Test
    void aDeviceResetWipesTheSession() {
        RawGuest g = guest();
        g.create(1, "f");
        g.server.reset();
        assertThat(g.server.established()).isFalse();
        g.getattr(1).fails(Errno.EBADF);
    }

    @Test
    void filesUnlinkedInASessionAreGoneAfterIt() {
        RawGuest g = guest();
        g.create(1, "f");
        g.ask(Opcode.UNLINK, 1).name("f").send().ok(0);
        long used = g.ask(Opcode.STATFS, 1).send().ok(80).u64(32);
        g.init().ok();
        assertThat(g.ask(Opcode.STATFS, 1).send().ok(80).u64(32)).isEqualTo(used + 1);
    }

    @ParameterizedTest
    @EnumSource(CachePolicy.class)
    void theByteOrderOfEachInitHolds(CachePolicy policy) {
        RawGuest big = guest(ServerConfig.of(policy), ByteOrder.BIG_ENDIAN);
        assertThat(big.init().ok(64).u32(20)).isEqualTo(1 << 20);
        long node = big.create(1, "f").u64(0);
        assertThat(big.getattr(node).ok(104).u32(16 + 60)).isEqualTo(0100644);
        RawGuest little = new RawGuest(big.server, ByteOrder.LITTLE_ENDIAN);
        little.init().ok(64);
        assertThat(little.lookup(1, "f")).isGreaterThan(node);
        assertThat(little.exchange.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        little.close();
    }

    @Test
    void interruptIsAcceptedAndIgnored() {
        RawGuest g = guest();
        g.ask(Opcode.INTERRUPT, 0).u64(4).send().none();
        g.getattr(1).ok(104);
    }

    @Test
    void everyMessageIsShownToObservers() {
        RawGuest g = guest();
        StringBuilder seen = new StringBuilder();
        g.server.addObserver(x ->
                seen.append(x.number())
                        .append(' ')
                        .append(x.opcode())
                        .append(' ')
                        .append(x.nodeId())
                        .append(' ')
                        .append(x.error())
                        .append(' ')
                        .append(x.replyBytes())
                        .append('\n'));
        g.getattr(1).ok(104);
        g.forget(5, 1);
        g.ask(Opcode.LOOKUP, 1).name("no").send().fails(Errno.ENOENT);
        assertThat(seen.toString()).isEqualTo("2 3 1 0 120\n3 2 5 0 0\n4 1 1 -2 16\n");
    }

    @Test
    void everyMessageHasItsPrice() {
        RawGuest g = guest();
        g.getattr(1).ok(104);
        assertThat(g.exchange.hostCost()).isEqualTo(1 + 10);
        RawClient.Reply f = g.create(1, "f");
        assertThat(g.exchange.hostCost()).isEqualTo(1 + 1000 + 100 + 10);
        g.write(f.u64(0), f.u64(128), 0, "x".repeat(7));
        assertThat(g.exchange.hostCost()).isEqualTo(1 + 20_000 + 7 * 1000);
        g.read(f.u64(0), f.u64(128), 0, 4096).ok(7);
        assertThat(g.exchange.hostCost()).isEqualTo(1 + 10_000 + 7 * 1000);
        g.lookup(1, "f");
        assertThat(g.exchange.hostCost()).isEqualTo(1 + 100 + 10);
        g.forget(f.u64(0), 1);
        assertThat(g.exchange.hostCost()).isEqualTo(1);
        g.forget(f.u64(0), 1);
        assertThat(g.exchange.hostCost()).isEqualTo(1 + 30_000);
    }
}
