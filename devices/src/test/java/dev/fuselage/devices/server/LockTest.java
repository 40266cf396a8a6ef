package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** GETLK, SETLK, SETLKW, and what FLUSH and RELEASE let go. */
@ParameterizedClass
@MethodSource("orders")
class LockTest extends ServerTestBase {

    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int NONE = 2;
    private static final int FLOCK = 1;

    private final ByteOrder order;

    LockTest(ByteOrder order) {
        this.order = order;
    }

    private static final ServerConfig LOCKS =
            ServerConfig.builder(CachePolicy.AUTO).locks(true).build();

    private static RawClient.Reply lock(
            RawGuest g, Opcode op, long fh, long owner, int type, long start, long end, int flags) {
        return g.ask(op, 2).u64(fh, owner, start, end).u32(type, 4321, flags, 0).send();
    }

    @Test
    void withoutTheOptionEveryRequestIsEnosys() {
        RawGuest g = guest(ServerConfig.of(CachePolicy.AUTO), order);
        long fh = g.create(1, "f").u64(128);
        lock(g, Opcode.GETLK, fh, 1, WRITE, 0, 1, 0).fails(Errno.ENOSYS);
        lock(g, Opcode.SETLK, fh, 1, WRITE, 0, 1, 0).fails(Errno.ENOSYS);
        lock(g, Opcode.SETLKW, fh, 1, WRITE, 0, 1, 0).fails(Errno.ENOSYS);
    }

    @Test
    void locksExcludeAndAreFound() {
        RawGuest g = guest(LOCKS, order);
        long fh = g.create(1, "f").u64(128);
        lock(g, Opcode.SETLK, fh, 1, WRITE, 10, 19, 0).ok(0);
        lock(g, Opcode.SETLK, fh, 2, READ, 0, 10, 0).fails(Errno.EAGAIN);
        RawClient.Reply r = lock(g, Opcode.GETLK, fh, 2, READ, 0, 100, 0).ok(24);
        assertThat(r.u64(0)).isEqualTo(10);
        assertThat(r.u64(8)).isEqualTo(19);
        assertThat(r.u32(16)).isEqualTo(WRITE);
        assertThat(r.u32(20)).isEqualTo(4321);
        lock(g, Opcode.SETLK, fh, 1, NONE, 0, Long.MAX_VALUE, 0).ok(0);
        assertThat(lock(g, Opcode.GETLK, fh, 2, READ, 0, 100, 0).ok(24).u32(16)).isEqualTo(NONE);
    }

    @Test
    void aLockThatIsFreeIsHadWithoutWaiting() {
        RawGuest g = guest(LOCKS, order);
        long fh = g.create(1, "f").u64(128);
        lock(g, Opcode.SETLKW, fh, 1, WRITE, 0, 9, 0).ok(0);
        lock(g, Opcode.SETLK, fh, 2, WRITE, 0, 9, 0).fails(Errno.EAGAIN);
        lock(g, Opcode.SETLKW, fh, 1, NONE, 0, 9, 0).ok(0);
        lock(g, Opcode.SETLK, fh, 2, WRITE, 0, 9, 0).ok(0);
    }

    @Test
    void closingADescriptorLetsRecordLocksGo() {
        RawGuest g = guest(LOCKS, order);
        long fh = g.create(1, "f").u64(128);
        lock(g, Opcode.SETLK, fh, 1, WRITE, 0, 9, 0).ok(0);
        lock(g, Opcode.SETLK, fh, 5, WRITE, 0, 9, FLOCK).ok(0);
        g.ask(Opcode.FLUSH, 2).u64(fh).u32(0, 0).u64(1).send().ok(0);
        lock(g, Opcode.SETLK, fh, 2, WRITE, 0, 9, 0).ok(0);
        lock(g, Opcode.SETLK, fh, 6, WRITE, 0, 9, FLOCK).fails(Errno.EAGAIN);
        long other = g.open(2, 2);
        g.ask(Opcode.RELEASE, 2).u64(fh).u32(0, 2).u64(5).send().ok(0);
        lock(g, Opcode.SETLK, other, 6, WRITE, 0, 9, FLOCK).ok(0);
    }

    @Test
    void ownersOfTwoGuestsAreTwo() {
        FileSystem fs = memory();
        RawGuest a = guest(fs, LOCKS, order);
        RawGuest b = guest(fs, LOCKS, order);
        a.init().ok();
        b.init().ok();
        long inA = a.create(1, "f").u64(128);
        assertThat(b.lookup(1, "f")).isEqualTo(2);
        long inB = b.open(2, 2);
        lock(a, Opcode.SETLK, inA, 1, WRITE, 0, 9, 0).ok(0);
        lock(b, Opcode.SETLK, inB, 1, WRITE, 0, 9, 0).fails(Errno.EAGAIN);
    }

    @Test
    void nonsenseIsRefused() {
        RawGuest g = guest(LOCKS, order);
        long fh = g.create(1, "f").u64(128);
        lock(g, Opcode.SETLK, fh, 1, 3, 0, 9, 0).fails(Errno.EINVAL);
        lock(g, Opcode.SETLK, fh, 1, WRITE, 9, 0, 0).fails(Errno.EINVAL);
        lock(g, Opcode.SETLK, fh, 1, WRITE, -1, 9, 0).fails(Errno.EINVAL);
        lock(g, Opcode.SETLK, 99, 1, WRITE, 0, 9, 0).fails(Errno.EBADF);
        lock(g, Opcode.GETLK, 99, 1, WRITE, 0, 9, 0).fails(Errno.EBADF);
        g.ask(Opcode.GETLK, 2).u64(fh).send().fails(Errno.EINVAL);
        g.ask(Opcode.SETLK, 2).u64(fh).send().fails(Errno.EINVAL);
    }
}
