package dev.fuselage.devices.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.server.HostileMessages;
import dev.fuselage.devices.virtio.DriverRing;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.IoVector;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/**
 * A driver that sends hostile messages in good chains and breaks its own rings now and then, to a
 * device with the real server. It throws when the device does anything it must not.
 *
 * <p>Beside RAM the guest has a small memory that lies in the middle of a larger one of the host:
 * chains that lead to its edges would be seen to write beyond.
 */
final class HostileDriver implements AutoCloseable {

    private static final int QUEUES = 2;
    private static final int SIZE = 64;
    private static final int ROOM = 3 * FsGuest.BUFFER_BYTES;

    /** A good batch takes far less; rings that feed themselves might go on for ever. */
    private static final long LONG_ENOUGH = 100_000_000;

    private static final long ISLAND = 0x1000_0000L;
    private static final int ISLAND_BYTES = 0x4000;
    private static final int MARGIN = 0x1000;
    private static final byte CANARY = 0x6b;

    final FuseServer server;
    final FsGuest guest;
    final HostileMessages messages;
    private final String seed;
    private final SplittableRandom random;
    private final RingKind kind;
    private final RingClient client;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment island = arena.allocate(ISLAND_BYTES + 2L * MARGIN, 4096);
    private final MemorySegment untouched = arena.allocate(MARGIN).fill(CANARY);
    private final long ram;
    private final long window;
    private final long windowBytes = VirtioFsConfig.MIN_DAX_BYTES;

    int served;
    int broken;
    private boolean session;

    HostileDriver(RingKind kind, FileSystem fs, HostileMessages messages, long seed) {
        this.kind = kind;
        this.messages = messages;
        this.seed = "seed " + seed;
        random = new SplittableRandom(seed);
        server = new FuseServer(fs, HostileMessages.EVERYTHING, FsGuest.COSTS);
        VirtioFsConfig config =
                kind.device()
                        .requestQueues(QUEUES)
                        .queueSize(SIZE)
                        .workers(3)
                        .daxBytes(windowBytes)
                        .build();
        guest =
                new FsGuest(
                        config,
                        new Checking(),
                        (decision, candidates) -> random.nextInt(candidates));
        island.fill(CANARY);
        MemorySegment inner = island.asSlice(MARGIN, ISLAND_BYTES);
        guest.memory.addHostMemory(ISLAND, inner, "island");
        ram = guest.memory.address(MemoryMap.RAM_BASE, FsGuest.RAM_BYTES);
        window = guest.memory.address(guest.barAddress(2), windowBytes);
        client = new RingClient(guest, kind, ByteOrder.LITTLE_ENDIAN);
    }

    /** Hands the server only what is memory of the guest. */
    private final class Checking implements RequestHandler {

        @Override
        public void serve(FuseExchange exchange) {
            check(exchange.request());
            check(exchange.reply());
            server.serve(exchange);
            served++;
        }

        private void check(IoVector memory) {
            for (int i = 0; i < memory.count(); i++) {
                long address = memory.address(i);
                long end = address + memory.length(i);
                long inner = island.address() + MARGIN;
                boolean inside =
                        (address >= ram && end <= ram + FsGuest.RAM_BYTES)
                                || (address >= window && end <= window + windowBytes)
                                || (address >= inner && end <= inner + ISLAND_BYTES);
                assertThat(inside).as("%s, request %d: piece %d", seed, served, i).isTrue();
            }
        }

        @Override
        public void save(SnapshotWriter to) {
            server.save(to);
        }

        @Override
        public void load(SnapshotReader from) {
            server.load(from);
        }

        @Override
        public void reset() {
            server.reset();
        }
    }

    /** Goes on until so many requests have got through to the server. */
    void drive(int requests) {
        while (served < requests) {
            boolean hostileRings = random.nextInt(40) == 0;
            boolean begin = !session || random.nextInt(300) == 0;
            if (begin) {
                client.submit(1, messages.init(), ROOM, 0);
                session = true;
            } else {
                for (int n = random.nextInt(1, 5); n > 0; n--) {
                    RingClient.Sent sent = submit(messages.next(), random.nextInt(QUEUES + 1));
                    if (hostileRings) {
                        spoil(sent);
                    }
                }
            }
            guest.runTo(guest.simulation.now() + LONG_ENOUGH);
            checkCanaries();
            if (begin) {
                assertThat(server.established()).as("%s: a session", where()).isTrue();
            }
            boolean stopped = client.needsReset();
            assertThat(stopped).as(where()).isEqualTo(guest.device.brokenBecause() != null);
            if (stopped) {
                broken++;
            } else if (!hostileRings) {
                takeAnswers();
            }
            if (stopped || hostileRings) {
                client.start();
                session = false;
            }
        }
    }

    private String where() {
        return seed + ", request " + served;
    }

    private RingClient.Sent submit(byte[] message, int queue) {
        boolean odd = random.nextInt(20) == 0;
        int room = odd ? random.nextInt(300) : ROOM;
        int pieces = random.nextInt(3) == 0 ? random.nextInt(2000, FsGuest.BUFFER_BYTES) : 0;
        return client.submit(queue, message, room, pieces);
    }

    private void takeAnswers() {
        for (int queue = 0; queue <= QUEUES; queue++) {
            for (RingClient.Answer a = client.take(queue); a != null; a = client.take(queue)) {
                check(a);
            }
        }
        assertThat(client.underWay()).as("%s: not answered", where()).isZero();
    }

    private void check(RingClient.Answer answer) {
        if (answer.used() == 0) {
            return;
        }
        ByteBuffer header = ByteBuffer.wrap(answer.bytes()).order(messages.order());
        assertThat(answer.used()).as("%s: used", where()).isGreaterThanOrEqualTo(16);
        assertThat(header.getInt(0)).as("%s: length", where()).isEqualTo(answer.used());
        int error = header.getInt(4);
        assertThat(error).as("%s: error", where()).isBetween(-511, 0);
        assertThat(error == 0 || answer.used() == 16).as("%s: lone error", where()).isTrue();
        assertThat(header.getLong(8))
                .as("%s: unique", where())
                .isEqualTo(answer.sent().unique(messages.order()));
        messages.learn(answer.sent().message(), answer.bytes());
    }

    private void checkCanaries() {
        long after = (long) MARGIN + ISLAND_BYTES;
        assertThat(island.asSlice(0, MARGIN).mismatch(untouched)).as(where()).isEqualTo(-1);
        assertThat(island.asSlice(after, MARGIN).mismatch(untouched)).as(where()).isEqualTo(-1);
    }

    // ------------------------------------------------------------------ spoiling rings

    /** Writes into a ring what a driver would not, somewhere and where the message stands. */
    private void spoil(RingClient.Sent sent) {
        DriverRing ring = client.ring(sent.queue());
        for (int n = random.nextInt(1, 6); n > 0; n--) {
            boolean inTable = sent.table() != 0 && random.nextBoolean();
            long descriptor =
                    inTable
                            ? sent.table() + 16L * random.nextInt(sent.elements())
                            : ring.descriptorArea() + 16L * random.nextInt(SIZE);
            spoil(ring, descriptor);
        }
    }

    private void spoil(DriverRing ring, long descriptor) {
        GuestMemory memory = guest.memory;
        int flags = kind.packed() ? 14 : 12;
        switch (random.nextInt(12)) {
            case 0 -> memory.write64(descriptor, random.nextLong());
            case 1, 2, 3 -> memory.write64(descriptor, address());
            case 4 -> memory.write32(descriptor + 8, random.nextInt());
            case 5 -> memory.write32(descriptor + 8, random.nextInt(3 * ISLAND_BYTES));
            case 6 -> memory.write16(descriptor + 12, random.nextInt());
            case 7 -> memory.write16(descriptor + 14, random.nextInt());
            case 8 -> {
                int bit = 1 << random.nextInt(4);
                memory.write16(descriptor + flags, memory.read16(descriptor + flags) ^ bit);
            }
            case 9 -> memory.write64(descriptor, ring.deviceArea() - random.nextInt(64));
            case 10 -> {
                int words = kind.packed() ? 2 : SIZE + 3;
                memory.write16(ring.driverArea() + 2L * random.nextInt(words), random.nextInt());
            }
            default -> memory.write16(ring.deviceArea() + 2L * random.nextInt(2), random.nextInt());
        }
    }

    /** An address at one of the edges of what there is. */
    private long address() {
        long edge =
                switch (random.nextInt(8)) {
                    case 0 -> MemoryMap.RAM_BASE;
                    case 1 -> MemoryMap.RAM_BASE + FsGuest.RAM_BYTES;
                    case 2 -> guest.barAddress(2) + windowBytes;
                    case 3 -> guest.structure(FsGuest.COMMON, 0);
                    case 4 -> MemoryMap.ECAM_BASE;
                    case 5 -> ISLAND;
                    default -> ISLAND + ISLAND_BYTES;
                };
        return edge + random.nextInt(-200, 200);
    }

    @Override
    public void close() {
        guest.close();
        arena.close();
    }
}
