package dev.fuselage.devices.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.server.RawClient;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.devices.server.ServerQuirk;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.machine.host.BufferTrace;
import dev.fuselage.machine.host.HostLock;
import dev.fuselage.machine.host.HostThread;
import dev.fuselage.machine.time.Decisions;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a request is, and who brings it on, at every point of its way through a device. */
final class RequestInsightTest {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int WRITE = 1;
    private static final int NONE = 2;

    private final MemoryFileSystem files = new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS);
    private final List<AutoCloseable> toClose = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // set by start
    private RingClient client;

    private long node;
    private long fh;

    static Stream<RingKind> kinds() {
        return RingKind.all().stream();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : toClose.reversed()) {
            each.close();
        }
        files.close();
    }

    private void start(RingKind kind, ServerQuirk... quirks) {
        ServerConfig config =
                ServerConfig.builder(CachePolicy.AUTO).locks(true).quirks(quirks).build();
        FuseServer server = new FuseServer(files, config, FsGuest.COSTS);
        FsGuest guest = new FsGuest(kind.device().build(), server, Decisions.CLOCK);
        toClose.add(guest);
        client = new RingClient(guest, kind, ORDER);
        client.init().ok();
        RawClient.Reply made = client.create(1, "f");
        node = made.u64(0);
        fh = made.u64(128);
    }

    /** What a trace is told, in words. */
    private static final class Told implements BufferTrace {
        private final List<String> words = new ArrayList<>();

        @Override
        public void stage(Stage stage) {
            words.add(stage.toString());
        }

        @Override
        public void thread(HostThread who) {
            HostLock lock = who.waitsFor();
            words.add(lock == null ? "a free thread" : "a thread that waits for " + words(lock));
        }

        @Override
        public void lock(HostLock lock) {
            words.add(words(lock));
        }

        private static String words(HostLock lock) {
            return "%s %s of %s"
                    .formatted(
                            lock.kind(),
                            lock.which(),
                            lock.isHeldByGuest() ? "owner " + lock.owner() : "somebody else");
        }
    }

    private List<String> trace(RingClient.Sent sent) {
        return trace(client.buffer(sent));
    }

    private List<String> trace(int buffer) {
        Told told = new Told();
        client.guest.device.insight().trace(1, buffer, told);
        return told.words;
    }

    private RingClient.Sent lock(Opcode opcode, long owner, int type, long start, long end) {
        byte[] message =
                client.ask(opcode, node)
                        .u64(fh, owner, start, end)
                        .u32(type, (int) owner, 0, 0)
                        .message();
        return client.submit(1, message, 16, 0);
    }

    /** The same, and whatever follows from it. */
    private RingClient.Sent locked(Opcode opcode, long owner, int type, long start, long end) {
        RingClient.Sent sent = lock(opcode, owner, type, start, end);
        client.guest.run();
        return sent;
    }

    private String file() {
        return "inode " + client.getattr(node).u64(16);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aRequestThatNobodyHasTakenIsInTheRing(RingKind kind) {
        start(kind);
        RingClient.Sent first = lock(Opcode.GETLK, 1, WRITE, 0, 9);
        RingClient.Sent second = lock(Opcode.GETLK, 1, WRITE, 0, 9);
        assertThat(trace(first)).containsExactly("AVAILABLE", "a free thread");
        assertThat(trace(second)).containsExactly("AVAILABLE", "a free thread");
        client.guest.run();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aWorkerThatKeepsWaitingForALockServesNobodyElse(RingKind kind) {
        start(kind, ServerQuirk.BLOCKING_LOCK_OCCUPIES_WORKER);
        String file = file();
        locked(Opcode.SETLK, 1, WRITE, 0, 99);
        assertThat(client.take(1)).isNotNull();
        RingClient.Sent waits = lock(Opcode.SETLKW, 2, WRITE, 50, 59);
        RingClient.Sent behind = lock(Opcode.GETLK, 2, WRITE, 0, 9);
        client.guest.run();
        RingClient.Sent unlock = lock(Opcode.SETLK, 1, NONE, 0, 99);
        client.guest.run();
        String busy = "a thread that waits for POSIX lock " + file + " bytes 50-59 of owner 1";
        assertThat(trace(waits)).containsExactly("SERVED", busy);
        assertThat(trace(behind)).containsExactly("TAKEN", busy);
        assertThat(trace(unlock)).containsExactly("AVAILABLE", busy);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aRequestThatLeftItsWorkerWaitsForTheLockAlone(RingKind kind) {
        start(kind);
        String file = file();
        locked(Opcode.SETLK, 1, WRITE, 0, Long.MAX_VALUE);
        assertThat(client.take(1)).isNotNull();
        RingClient.Sent waits = locked(Opcode.SETLKW, 2, WRITE, 50, Long.MAX_VALUE);
        assertThat(trace(waits))
                .containsExactly("PARKED", "POSIX lock " + file + " bytes 50- of owner 1");
        RingClient.Sent unlock = lock(Opcode.SETLK, 1, NONE, 0, Long.MAX_VALUE);
        assertThat(trace(unlock)).containsExactly("AVAILABLE", "a free thread");
        client.guest.run();
        assertThat(client.guest.device.parkedRequests()).isZero();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aRequestThatIsNeverReturnedIsLost(RingKind kind) {
        start(kind);
        client.guest.device.setMishaps(
                new Mishaps() {
                    @Override
                    public Fate fateOf(long number) {
                        return Fate.LOST;
                    }
                });
        RingClient.Sent sent = locked(Opcode.GETLK, 1, WRITE, 0, 9);
        assertThat(trace(sent)).containsExactly("LOST");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aServerThatIsDeadServesNobody(RingKind kind) {
        start(kind);
        client.guest.device.setMishaps(
                new Mishaps() {
                    @Override
                    public boolean isAliveAt(long number) {
                        return false;
                    }
                });
        RingClient.Sent sent = lock(Opcode.GETLK, 1, WRITE, 0, 9);
        assertThat(trace(sent)).containsExactly("AVAILABLE");
        client.guest.run();
        assertThat(trace(sent)).containsExactly("TAKEN");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aDeviceThatWasResetHasNothing(RingKind kind) {
        start(kind);
        int buffer = client.buffer(lock(Opcode.GETLK, 1, WRITE, 0, 9));
        client.start();
        assertThat(trace(buffer)).containsExactly("LOST");
    }
}
