package dev.fuselage.devices.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.devices.server.HandMadeReply;
import dev.fuselage.devices.virtio.DriverRing;
import dev.fuselage.devices.virtio.VirtioFeature;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.HostMemory;
import dev.fuselage.machine.memory.IoVector;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rings full of hostile bytes. Whatever they say, nothing is thrown, every address the server gets
 * lies in guest memory, and the device either serves or needs a reset, after which it works.
 */
final class RingFuzzTest {

    /** Requests and broken rings together; with both formats more than 100,000. */
    private static final int OUTCOMES = 60_000;

    private static final int SIZE = 8;
    private static final long RAM = MemoryMap.RAM_BASE;
    private static final long RAM_BYTES = 32 << 20;
    private static final long PLAYGROUND = RAM + 0x180_0000;
    private static final int PLAYGROUND_BYTES = 0x1000;

    private long served;
    private long broken;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hostileBytesAreServedOrNeedReset(boolean packed) {
        long seed = packed ? 77 : 78;
        SplittableRandom random = new SplittableRandom(seed);
        VirtioFsConfig config =
                VirtioFsConfig.tagged("fuzz")
                        .queueSize(SIZE)
                        .ringFormat(packed ? RingFormat.PACKED : RingFormat.SPLIT)
                        .workers(2)
                        .build();
        long[] ram = new long[1];
        RequestHandler handler = FsGuest.handler(exchange -> serve(exchange, ram[0]));
        try (FsGuest guest = new FsGuest(config, handler)) {
            ram[0] = guest.memory.address(RAM, RAM_BYTES);
            List<DriverRing> rings = start(guest, packed, random);
            for (int round = 0; served + broken < OUTCOMES; round++) {
                String where = "seed " + seed + " round " + round;
                int queue = random.nextInt(2);
                scribble(guest.memory, rings.get(queue), packed, random);
                guest.kick(queue);
                guest.run();
                boolean stopped = (guest.status() & FsGuest.NEEDS_RESET) != 0;
                assertThat(stopped).as(where).isEqualTo(guest.device.brokenBecause() != null);
                if (stopped) {
                    broken++;
                    rings = start(guest, packed, random);
                }
            }
        }
        assertThat(served)
                .as("seed %d: requests that got through", seed)
                .isGreaterThan(OUTCOMES / 4);
        assertThat(broken).as("seed %d: rings that broke", seed).isGreaterThan(OUTCOMES / 4);
    }

    private static List<DriverRing> start(FsGuest guest, boolean packed, SplittableRandom random) {
        long features = FsGuest.FEATURES & ~(random.nextInt(8) == 0 ? 1L << 28 : 0);
        features &= ~(random.nextBoolean() ? VirtioFeature.EVENT_IDX : 0);
        guest.interrupts.clear();
        List<DriverRing> rings =
                guest.start(packed ? features | VirtioFeature.RING_PACKED : features);
        // Everywhere a header could be, it is that of FORGET, which needs no reply.
        for (int i = 0; i < PLAYGROUND_BYTES; i += 4) {
            guest.memory.write32(PLAYGROUND + i, 2);
        }
        return rings;
    }

    private void serve(FuseExchange exchange, long ram) {
        served++;
        inMemory(exchange.request(), ram);
        inMemory(exchange.reply(), ram);
        HandMadeReply.decode(exchange);
        if (exchange.reply().bytes() >= 16 && exchange.reply().length(0) >= 16) {
            HandMadeReply.reply(exchange, 16);
        }
    }

    private static void inMemory(IoVector vector, long ram) {
        for (int i = 0; i < vector.count(); i++) {
            assertThat(vector.address(i)).isBetween(ram, ram + RAM_BYTES - vector.length(i));
        }
    }

    /** Some descriptors that could be right, with some bits that are not, and indices to match. */
    private static void scribble(
            GuestMemory memory, DriverRing ring, boolean packed, SplittableRandom random) {
        for (int n = random.nextInt(1, 2 * SIZE); n > 0; n--) {
            boolean table = random.nextInt(3) == 0;
            long at = (table ? PLAYGROUND : ring.descriptorArea()) + 16L * random.nextInt(SIZE);
            descriptor(memory, at, packed, random);
        }
        int chaos = random.nextInt(100);
        if (packed) {
            if (chaos == 0) {
                memory.write32(ring.driverArea(), random.nextInt());
            }
        } else {
            int idx = memory.read16(ring.driverArea() + 2);
            int step = chaos == 0 ? random.nextInt() : random.nextInt(3);
            memory.write16(ring.driverArea() + 2, idx + step);
            int head = chaos == 1 ? random.nextInt() : random.nextInt(SIZE);
            memory.write16(ring.driverArea() + 4 + 2L * random.nextInt(SIZE), head);
            memory.write16(ring.driverArea() + 4 + 2L * SIZE, random.nextInt());
        }
    }

    private static void descriptor(
            GuestMemory memory, long at, boolean packed, SplittableRandom random) {
        int kind = random.nextInt(64);
        memory.write64(at, kind == 0 ? random.nextLong() : PLAYGROUND + 4L * random.nextInt(512));
        memory.write32(at + 8, kind == 1 ? random.nextInt() : 16 * random.nextInt(3, 9));
        int flags = random.nextInt(8) < 2 ? DriverRing.NEXT : 0;
        flags |= random.nextInt(8) < 1 ? DriverRing.WRITE : 0;
        flags |= random.nextInt(16) < 1 ? DriverRing.INDIRECT : 0;
        if (packed) {
            flags |= random.nextBoolean() ? 1 << 7 : 1 << 15;
            memory.write16(at + 12, random.nextInt());
            memory.write16(at + 14, kind == 2 ? random.nextInt() : flags);
        } else {
            memory.write16(at + 12, kind == 2 ? random.nextInt() : flags);
            memory.write16(at + 14, kind == 3 ? random.nextInt() : random.nextInt(SIZE));
        }
        if (kind == 4) {
            for (int i = 0; i < PLAYGROUND_BYTES; i += 8) {
                HostMemory.putLong(memory.address(PLAYGROUND + i, 8), random.nextLong());
            }
        }
    }
}
