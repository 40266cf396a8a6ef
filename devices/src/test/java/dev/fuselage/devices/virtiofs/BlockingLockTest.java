package dev.fuselage.devices.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.host.HostFileSystem;
import dev.fuselage.devices.fs.host.HostOptions;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.server.RawClient;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.devices.server.ServerQuirk;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.StopReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** SETLKW on the ring: who waits, who is woken, and what goes on meanwhile. */
final class BlockingLockTest {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int NONE = 2;
    private static final int FLOCK = 1;
    private static final int FLOCK_UNLOCK = 2;

    /** What is behind the server. */
    enum Files {
        MEMORY,
        HOST
    }

    @TempDir private Path directory;
    private final List<AutoCloseable> toClose = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // set by start
    private FileSystem shared;

    @SuppressWarnings("NullAway.Init") // set by start
    private RingClient client;

    private int workers = 1;
    private long node;
    private long fh;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : toClose.reversed()) {
            each.close();
        }
    }

    private RingClient start(Files files, ServerQuirk... quirks) {
        FileSystem fs = fileSystem(files);
        toClose.add(fs);
        shared = fs;
        client = join(fs, quirks);
        RawClient.Reply made = client.create(1, "f");
        node = made.u64(0);
        fh = made.u64(128);
        return client;
    }

    private FileSystem fileSystem(Files files) {
        try {
            return files == Files.MEMORY
                    ? new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS)
                    : new HostFileSystem(directory, HostOptions.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RingClient join(FileSystem fs, ServerQuirk... quirks) {
        ServerConfig config =
                ServerConfig.builder(CachePolicy.AUTO).locks(true).quirks(quirks).build();
        FuseServer server = new FuseServer(fs, config, FsGuest.COSTS);
        RingKind kind = RingKind.all().getFirst();
        FsGuest guest =
                new FsGuest(kind.device().workers(workers).build(), server, Decisions.CLOCK);
        toClose.add(guest);
        RingClient joined = new RingClient(guest, kind, ORDER);
        joined.init().ok();
        return joined;
    }

    private byte[] lock(Opcode op, long handle, long owner, int type, long start, int flags) {
        return client.ask(op, node)
                .u64(handle, owner, start, Long.MAX_VALUE)
                .u32(type, (int) owner, flags, 0)
                .message();
    }

    private RingClient.Sent submit(byte[] message) {
        RingClient.Sent sent = client.submit(1, message, 16, 0);
        client.guest.run();
        return sent;
    }

    /** The errno of the next answer; null when there is none. */
    private @Nullable Integer answer(RingClient.Sent of) {
        RingClient.Answer answer = client.take(1);
        if (answer == null) {
            return null;
        }
        assertThat(answer.sent()).isSameAs(of);
        assertThat(answer.used()).isEqualTo(16);
        return -ByteBuffer.wrap(answer.bytes()).order(ORDER).getInt(4);
    }

    private int now(byte[] message) {
        Integer errno = answer(submit(message));
        return Objects.requireNonNull(errno, "no answer at once");
    }

    @ParameterizedTest
    @EnumSource(Files.class)
    void aLockThatIsFreeIsHadAtOnce(Files files) {
        start(files);
        assertThat(now(lock(Opcode.SETLKW, fh, 1, WRITE, 0, 0))).isZero();
        assertThat(now(lock(Opcode.SETLK, fh, 2, READ, 0, 0))).isEqualTo(Errno.EAGAIN);
        assertThat(now(lock(Opcode.SETLKW, fh, 1, NONE, 0, 0))).isZero();
        assertThat(now(lock(Opcode.SETLK, fh, 2, READ, 0, 0))).isZero();
    }

    @ParameterizedTest
    @EnumSource(Files.class)
    void whoWaitsHoldsNobodyUpAndIsWokenByTheUnlock(Files files) {
        start(files);
        assertThat(now(lock(Opcode.SETLK, fh, 1, WRITE, 0, 0))).isZero();
        RingClient.Sent waiting = submit(lock(Opcode.SETLKW, fh, 2, WRITE, 0, 0));
        assertThat(client.take(1)).isNull();
        assertThat(client.guest.device.parkedRequests()).isOne();
        assertThat(client.getattr(node).size()).as("the only worker still serves").isPositive();

        RingClient.Sent unlock = submit(lock(Opcode.SETLK, fh, 1, NONE, 0, 0));
        assertThat(answer(unlock)).isZero();
        assertThat(answer(waiting)).isZero();
        assertThat(client.guest.device.parkedRequests()).isZero();
        assertThat(now(lock(Opcode.SETLK, fh, 1, READ, 0, 0))).isEqualTo(Errno.EAGAIN);
    }

    @ParameterizedTest
    @EnumSource(Files.class)
    void aWeakerLockLetsReadersIn(Files files) {
        start(files);
        assertThat(now(lock(Opcode.SETLK, fh, 1, WRITE, 0, 0))).isZero();
        RingClient.Sent waiting = submit(lock(Opcode.SETLKW, fh, 2, READ, 0, 0));
        RingClient.Sent weaker = submit(lock(Opcode.SETLK, fh, 1, READ, 0, 0));
        assertThat(answer(weaker)).isZero();
        assertThat(answer(waiting)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Files.class)
    void theOldestWaiterIsFirst(Files files) {
        start(files);
        assertThat(now(lock(Opcode.SETLK, fh, 1, WRITE, 0, FLOCK))).isZero();
        RingClient.Sent second = submit(lock(Opcode.SETLKW, fh, 2, WRITE, 0, FLOCK));
        RingClient.Sent third = submit(lock(Opcode.SETLKW, fh, 3, WRITE, 0, FLOCK));
        RingClient.Sent unlock = submit(lock(Opcode.SETLK, fh, 1, NONE, 0, FLOCK));
        assertThat(answer(unlock)).isZero();
        assertThat(answer(second)).isZero();
        assertThat(client.take(1)).isNull();
        assertThat(answer(submit(lock(Opcode.SETLKW, fh, 2, NONE, 0, FLOCK)))).isZero();
        assertThat(answer(third)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Files.class)
    void closingADescriptorOrTheFileUnlocks(Files files) {
        start(files);
        long other = client.open(node, 2);
        assertThat(now(lock(Opcode.SETLK, other, 1, WRITE, 0, 0))).isZero();
        RingClient.Sent waiting = submit(lock(Opcode.SETLKW, fh, 2, WRITE, 0, 0));
        RingClient.Sent flush =
                submit(client.ask(Opcode.FLUSH, node).u64(other).u32(0, 0).u64(1).message());
        assertThat(answer(flush)).isZero();
        assertThat(answer(waiting)).isZero();

        assertThat(now(lock(Opcode.SETLK, other, 7, WRITE, 0, FLOCK))).isZero();
        RingClient.Sent flock = submit(lock(Opcode.SETLKW, fh, 8, WRITE, 0, FLOCK));
        RingClient.Sent release =
                submit(
                        client.ask(Opcode.RELEASE, node)
                                .u64(other)
                                .u32(2, FLOCK_UNLOCK)
                                .u64(7)
                                .message());
        assertThat(answer(release)).isZero();
        assertThat(answer(flock)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Files.class)
    void aGuestThatIsResetOrUnmountsFreesWhatAnotherGuestWaitsFor(Files files) {
        for (boolean reset : new boolean[] {true, false}) {
            RingClient waiter = start(files);
            RingClient holder = join(shared);
            long node2 = holder.lookup(1, "f");
            long fh2 = holder.open(node2, 2);
            client = holder;
            byte[] take =
                    holder.ask(Opcode.SETLK, node2)
                            .u64(fh2, 1, 0, Long.MAX_VALUE)
                            .u32(WRITE, 1, 0, 0)
                            .message();
            assertThat(now(take)).isZero();
            client = waiter;
            RingClient.Sent waiting = submit(lock(Opcode.SETLKW, fh, 1, WRITE, 0, 0));
            assertThat(waiter.take(1)).isNull();
            if (reset) {
                holder.start();
            } else {
                holder.submit(1, holder.ask(Opcode.DESTROY, 0).message(), 16, 0);
                holder.guest.run();
            }
            waiter.guest.run();
            assertThat(answer(waiting)).as("reset: " + reset).isZero();
            holder.guest.close();
            toClose.remove(holder.guest);
            if (files == Files.HOST) {
                directory.resolve("f").toFile().delete();
            }
        }
    }

    @Test
    void aWaiterWhoseHandleOrSessionEndsGetsAnError() {
        start(Files.MEMORY);
        long other = client.open(node, 2);
        assertThat(now(lock(Opcode.SETLK, fh, 1, WRITE, 0, 0))).isZero();
        RingClient.Sent waiting = submit(lock(Opcode.SETLKW, other, 2, WRITE, 0, 0));
        RingClient.Sent release =
                submit(client.ask(Opcode.RELEASE, node).u64(other).u32(2, 0).u64(0).message());
        assertThat(answer(release)).isZero();
        assertThat(answer(waiting)).isEqualTo(Errno.EBADF);

        RingClient.Sent last = submit(lock(Opcode.SETLKW, fh, 2, WRITE, 0, 0));
        RingClient.Sent destroy = submit(client.ask(Opcode.DESTROY, 0).message());
        RingClient.Answer destroyed = Objects.requireNonNull(client.take(1));
        assertThat(destroyed.sent()).isSameAs(destroy);
        assertThat(answer(last)).isEqualTo(Errno.EBADF);
    }

    @Test
    void aResetForgetsWhoeverWaits() {
        start(Files.MEMORY);
        assertThat(now(lock(Opcode.SETLK, fh, 1, WRITE, 0, 0))).isZero();
        submit(lock(Opcode.SETLKW, fh, 2, WRITE, 0, 0));
        client.start();
        assertThat(client.guest.device.parkedRequests()).isZero();
        assertThat(shared.lockWaits().size()).isZero();
    }

    @Test
    void anInterruptEndsTheWait() {
        start(Files.MEMORY);
        assertThat(now(lock(Opcode.SETLK, fh, 1, WRITE, 0, 0))).isZero();
        RingClient.Sent waiting = submit(lock(Opcode.SETLKW, fh, 2, WRITE, 0, 0));
        byte[] interrupt = client.ask(Opcode.INTERRUPT, 0).u64(waiting.unique(ORDER)).message();
        client.submit(0, interrupt, 0, 0);
        client.guest.run();
        assertThat(answer(waiting)).isEqualTo(Errno.EINTR);
    }

    static Stream<Integer> lengths() {
        return Stream.of(2, 3, 5);
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void ownersThatWaitForOneAnotherGetEdeadlk(int owners) {
        start(Files.MEMORY);
        List<Long> handles = new ArrayList<>(List.of(fh));
        for (int i = 1; i < owners; i++) {
            handles.add(client.create(1, "g" + i).u64(128));
        }
        List<Long> nodes = new ArrayList<>();
        for (int i = 0; i < owners; i++) {
            nodes.add(i == 0 ? node : client.lookup(1, "g" + i));
        }
        for (int i = 0; i < owners; i++) {
            node = nodes.get(i);
            assertThat(now(lock(Opcode.SETLK, handles.get(i), 10 + i, WRITE, 0, 0))).isZero();
        }
        for (int i = 0; i < owners - 1; i++) {
            node = nodes.get(i + 1);
            submit(lock(Opcode.SETLKW, handles.get(i + 1), 10 + i, WRITE, 0, 0));
            assertThat(client.take(1)).isNull();
        }
        node = nodes.getFirst();
        assertThat(now(lock(Opcode.SETLKW, fh, 10 + owners - 1, WRITE, 0, 0)))
                .isEqualTo(Errno.EDEADLK);
    }

    @Test
    void flockIsNotLookedAtForDeadlocks() {
        start(Files.MEMORY);
        RawClient.Reply made = client.create(1, "g");
        assertThat(now(lock(Opcode.SETLK, fh, 1, WRITE, 0, FLOCK))).isZero();
        final long f = node;
        node = made.u64(0);
        assertThat(now(lock(Opcode.SETLK, made.u64(128), 2, WRITE, 0, FLOCK))).isZero();
        submit(lock(Opcode.SETLKW, made.u64(128), 1, WRITE, 0, FLOCK));
        node = f;
        submit(lock(Opcode.SETLKW, fh, 2, WRITE, 0, FLOCK));
        assertThat(client.guest.device.parkedRequests()).isEqualTo(2);
    }

    @Test
    void aLockOfAHostProcessIsTriedForFromTimeToTime() throws IOException {
        start(Files.HOST);
        try (FileChannel channel =
                FileChannel.open(directory.resolve("f"), StandardOpenOption.WRITE)) {
            FileLock held = channel.lock();
            RingClient.Sent waiting =
                    client.submit(1, lock(Opcode.SETLKW, fh, 2, WRITE, 0, 0), 16, 0);
            client.guest.runTo(client.guest.simulation.now() + 20_000_000_000L);
            assertThat(client.take(1)).isNull();
            held.release();
            assertThat(client.guest.simulation.run(() -> false)).isEqualTo(StopReason.QUIESCENT);
            assertThat(answer(waiting)).isZero();
        }
    }

    @Test
    void withTheQuirkTheWorkerWaitsAndTheUnlockBehindIt() {
        start(Files.MEMORY, ServerQuirk.BLOCKING_LOCK_OCCUPIES_WORKER);
        assertThat(now(lock(Opcode.SETLK, fh, 1, WRITE, 0, 0))).isZero();
        submit(lock(Opcode.SETLKW, fh, 2, WRITE, 0, 0));
        submit(lock(Opcode.SETLK, fh, 1, NONE, 0, 0));
        assertThat(client.take(1)).isNull();
        assertThat(client.underWay()).isEqualTo(2);
        assertThat(client.guest.device.parkedRequests()).isOne();
    }

    @Test
    void withTheQuirkAnotherWorkerIsToldOfWhatComesNext() {
        workers = 2;
        start(Files.MEMORY, ServerQuirk.BLOCKING_LOCK_OCCUPIES_WORKER);
        assertThat(now(lock(Opcode.SETLK, fh, 1, WRITE, 0, 0))).isZero();
        RingClient.Sent waiting = submit(lock(Opcode.SETLKW, fh, 2, WRITE, 0, 0));
        assertThat(client.guest.device.parkedRequests()).isOne();
        RingClient.Sent unlock = submit(lock(Opcode.SETLK, fh, 1, NONE, 0, 0));
        assertThat(answer(unlock)).isZero();
        assertThat(answer(waiting)).isZero();
    }
}
