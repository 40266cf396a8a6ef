package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import java.nio.ByteOrder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** LOOKUP, FORGET, BATCH_FORGET. */
@ParameterizedClass
@MethodSource("orders")
class LookupTest extends ServerTestBase {

    private final ByteOrder order;

    LookupTest(ByteOrder order) {
        this.order = order;
    }

    private RawGuest g() {
        return guest(ServerConfig.of(CachePolicy.AUTO), order);
    }

    @Test
    void anEntryHasEveryFieldInItsPlace() {
        RawGuest g = g();
        RawClient.Reply made = g.create(1, "f");
        g.write(made.u64(0), made.u64(128), 0, "x".repeat(5000));
        RawClient.Reply r = g.ask(Opcode.LOOKUP, 1).name("f").send().ok(128);
        assertThat(r.u64(0)).as("nodeid").isEqualTo(2);
        assertThat(r.u64(8)).as("generation").isZero();
        assertThat(r.u64(16)).as("entry_valid").isEqualTo(1);
        assertThat(r.u64(24)).as("attr_valid").isEqualTo(1);
        assertThat(r.u32(32)).as("entry_valid_nsec").isZero();
        assertThat(r.u32(36)).as("attr_valid_nsec").isZero();
        assertThat(r.u64(40)).as("ino").isEqualTo(2);
        assertThat(r.u64(48)).as("size").isEqualTo(5000);
        assertThat(r.u64(56)).as("blocks").isEqualTo(16);
        long seconds = FileSystemClock.BASE_NANOS / 1_000_000_000L;
        assertThat(r.u64(64)).as("atime").isEqualTo(seconds);
        assertThat(r.u64(72)).as("mtime").isEqualTo(seconds);
        assertThat(r.u64(80)).as("ctime").isEqualTo(seconds);
        assertThat(r.u32(88)).as("atimensec").isZero();
        assertThat(r.u32(92)).as("mtimensec").isZero();
        assertThat(r.u32(96)).as("ctimensec").isZero();
        assertThat(r.u32(100)).as("mode").isEqualTo(0100644);
        assertThat(r.u32(104)).as("nlink").isEqualTo(1);
        assertThat(r.u32(108)).as("uid").isZero();
        assertThat(r.u32(112)).as("gid").isZero();
        assertThat(r.u32(116)).as("rdev").isZero();
        assertThat(r.u32(120)).as("blksize").isEqualTo(4096);
        assertThat(r.u32(124)).as("flags").isZero();
    }

    @Test
    void theTimeoutIsThePolicys() {
        Map<CachePolicy, Long> seconds =
                Map.of(
                        CachePolicy.NONE, 0L,
                        CachePolicy.AUTO, 1L,
                        CachePolicy.ALWAYS, 86400L,
                        CachePolicy.METADATA, 86400L);
        for (CachePolicy policy : CachePolicy.values()) {
            RawGuest g = guest(ServerConfig.of(policy), order);
            g.mkdir(1, "d");
            RawClient.Reply r = g.ask(Opcode.LOOKUP, 1).name("d").send().ok(128);
            assertThat(r.u64(16)).isEqualTo(seconds.get(policy));
            assertThat(r.u64(24)).isEqualTo(seconds.get(policy));
            assertThat(g.getattr(1).ok(104).u64(0)).isEqualTo(seconds.get(policy));
        }
    }

    @Test
    void aTimeoutMayHaveParts() {
        ServerConfig c =
                ServerConfig.builder(CachePolicy.AUTO).timeoutNanos(2_500_000_001L).build();
        RawGuest g = guest(c, order);
        g.mkdir(1, "d");
        RawClient.Reply r = g.ask(Opcode.LOOKUP, 1).name("d").send().ok(128);
        assertThat(r.u64(16)).isEqualTo(2);
        assertThat(r.u32(32)).isEqualTo(500_000_001);
        assertThat(r.u32(36)).isEqualTo(500_000_001);
    }

    @Test
    void aMissingNameIsAnErrorAndNeverNodeidZero() {
        g().ask(Opcode.LOOKUP, 1).name("nothing").send().fails(Errno.ENOENT);
    }

    @Test
    void nodeidsCountUpFrom2() {
        RawGuest g = g();
        assertThat(g.mkdir(1, "a")).isEqualTo(2);
        assertThat(g.mkdir(1, "b")).isEqualTo(3);
        assertThat(g.lookup(1, "a")).isEqualTo(2);
    }

    @Test
    void twoNamesOfAFileAreOneNodeid() {
        RawGuest g = g();
        long f = g.create(1, "f").u64(0);
        assertThat(g.ask(Opcode.LINK, 1).u64(f).name("g").send().ok(128).u64(0)).isEqualTo(f);
        assertThat(g.lookup(1, "g")).isEqualTo(f);
    }

    @Test
    void aForgottenFileGetsANewNodeid() {
        RawGuest g = g();
        long d = g.mkdir(1, "d");
        g.lookup(1, "d");
        g.forget(d, 1);
        assertThat(g.lookup(1, "d")).as("one lookup is left").isEqualTo(d);
        g.forget(d, 2);
        g.getattr(d).fails(Errno.EBADF);
        assertThat(g.lookup(1, "d")).isEqualTo(d + 1);
        assertThat(g.server.forgetUnderflows()).isZero();
    }

    @Test
    void tooManyForgetsAreCountedAndHurtNobody() {
        RawGuest g = g();
        long d = g.mkdir(1, "d");
        long e = g.mkdir(1, "e");
        g.forget(d, 5);
        assertThat(g.server.forgetUnderflows()).isEqualTo(1);
        g.forget(d, 1);
        g.forget(999, 1);
        g.forget(e, -1L);
        assertThat(g.server.forgetUnderflows()).isEqualTo(4);
        assertThat(g.server.nodeIds()).isEqualTo(1);
        g.getattr(1).ok(104);
        g.lookup(1, "d");
    }

    @Test
    void theRootIsNeverForgotten() {
        RawGuest g = g();
        g.forget(1, 1000);
        g.getattr(1).ok(104);
        assertThat(g.server.forgetUnderflows()).isZero();
    }

    @Test
    void forgetIsNeverAnsweredEvenWithRoom() {
        RawGuest g = g();
        g.ask(Opcode.FORGET, 7).u64(1).send().none();
        g.ask(Opcode.FORGET, 7).send().none();
        g.ask(Opcode.FORGET, 7).u64(1).lengthOff(100).send().none();
        g.ask(Opcode.BATCH_FORGET, 0).u32(1000, 0).send().none();
        g.ask(Opcode.BATCH_FORGET, 0).send().none();
    }

    @Test
    void batchForgetForgetsAll() {
        RawGuest g = g();
        long a = g.mkdir(1, "a");
        long b = g.mkdir(1, "b");
        long c = g.mkdir(1, "c");
        g.lookup(1, "b");
        g.ask(Opcode.BATCH_FORGET, 0).u32(3, 0).u64(a, 1, b, 1, c, 1).room(0).send().none();
        g.getattr(a).fails(Errno.EBADF);
        g.getattr(b).ok(104);
        g.getattr(c).fails(Errno.EBADF);
    }

    @Test
    void aBatchThatClaimsMoreThanItHasForgetsNothing() {
        RawGuest g = g();
        long a = g.mkdir(1, "a");
        g.ask(Opcode.BATCH_FORGET, 0).u32(2, 0).u64(a, 1).room(0).send().none();
        g.ask(Opcode.BATCH_FORGET, 0).u32(-1, 0).u64(a, 1).room(0).send().none();
        g.getattr(a).ok(104);
    }

    @Test
    void badNamesAreRefused() {
        RawGuest g = g();
        g.ask(Opcode.LOOKUP, 1).name("").send().fails(Errno.EINVAL);
        g.ask(Opcode.LOOKUP, 1).name(".").send().fails(Errno.EINVAL);
        g.ask(Opcode.LOOKUP, 1).name("..").send().fails(Errno.EINVAL);
        g.ask(Opcode.LOOKUP, 1).name("a/b").send().fails(Errno.EINVAL);
        g.ask(Opcode.LOOKUP, 1).name("/").send().fails(Errno.EINVAL);
        g.ask(Opcode.LOOKUP, 1).name("a").name("b").send().fails(Errno.EINVAL);
        g.ask(Opcode.LOOKUP, 1).text("no end").send().fails(Errno.EINVAL);
        g.ask(Opcode.LOOKUP, 1).send().fails(Errno.EINVAL);
        g.ask(Opcode.LOOKUP, 1).name("n".repeat(255)).send().fails(Errno.ENOENT);
        g.ask(Opcode.LOOKUP, 1).name("n".repeat(256)).send().fails(Errno.ENAMETOOLONG);
        g.ask(Opcode.LOOKUP, 1).name("n".repeat(100_000)).send().fails(Errno.ENAMETOOLONG);
        g.ask(Opcode.LOOKUP, 1).name("...").send().fails(Errno.ENOENT);
    }

    @Test
    void anUnknownParentIsEbadfAndAFileEnotdir() {
        RawGuest g = g();
        g.ask(Opcode.LOOKUP, 99).name("f").send().fails(Errno.EBADF);
        g.ask(Opcode.LOOKUP, 0).name("f").send().fails(Errno.EBADF);
        g.ask(Opcode.LOOKUP, -1).name("f").send().fails(Errno.EBADF);
        long f = g.create(1, "f").u64(0);
        g.ask(Opcode.LOOKUP, f).name("f").send().fails(Errno.ENOTDIR);
    }

    @Test
    void aReplyWithoutRoomCountsNoLookup() {
        RawGuest g = g();
        long d = g.mkdir(1, "d");
        g.ask(Opcode.LOOKUP, 1).name("d").room(16 + 127).send().fails(Errno.ENOMEM);
        g.forget(d, 1);
        g.getattr(d).fails(Errno.EBADF);
    }

    @Test
    void twoServersOnOneFileSystemKeepTheirOwnCounts() {
        FileSystem fs = memory();
        RawGuest a = guest(fs, ServerConfig.of(CachePolicy.AUTO), order);
        RawGuest b = guest(fs, ServerConfig.of(CachePolicy.AUTO), order);
        a.init().ok();
        b.init().ok();
        long inA = a.create(1, "f").u64(0);
        long inB = b.lookup(1, "f");
        a.ask(Opcode.UNLINK, 1).name("f").send().ok(0);
        a.forget(inA, 1);
        assertThat(b.getattr(inB).ok(104).u32(80)).as("nlink").isZero();
        a.getattr(inA).fails(Errno.EBADF);
    }
}
