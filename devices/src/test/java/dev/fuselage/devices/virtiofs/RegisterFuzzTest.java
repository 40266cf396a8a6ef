package dev.fuselage.devices.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.memory.BusError;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.time.Decisions;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Any access of any size to any register: configuration space, structures, MSI-X table. Nothing but
 * a bus error comes of it, and a guest that sets the function up again has a working session.
 */
final class RegisterFuzzTest {

    private static final int ACCESSES = 100_000;

    /** After so many the guest sets everything up again. */
    private static final int BETWEEN_RESTARTS = 500;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyAccessIsHarmless(long seed) {
        VirtioFsConfig config =
                VirtioFsConfig.tagged("fuzz")
                        .requestQueues(40)
                        .ringFormat(RingFormat.EITHER)
                        .daxBytes(VirtioFsConfig.MIN_DAX_BYTES)
                        .build();
        try (FileSystem fs = new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS)) {
            FuseServer server =
                    new FuseServer(fs, ServerConfig.of(CachePolicy.AUTO), FsGuest.COSTS);
            try (FsGuest guest = new FsGuest(config, server, Decisions.CLOCK)) {
                SplittableRandom random = new SplittableRandom(seed);
                Cpu cpu = new Cpu(guest, random);
                for (int i = 0; i < ACCESSES; i++) {
                    if (i % BETWEEN_RESTARTS == 0) {
                        cpu.expectWorkingSession("seed " + seed + ", access " + i);
                    }
                    cpu.access();
                    if (random.nextInt(20) == 0) {
                        guest.runTo(guest.simulation.now() + 10_000);
                    }
                }
                cpu.expectWorkingSession("seed " + seed + ", in the end");
            }
        }
    }

    /** What accesses the registers. */
    private static final class Cpu {

        private final FsGuest guest;
        private final GuestMemory memory;
        private final SplittableRandom random;
        private final long[] bars = new long[3];

        Cpu(FsGuest guest, SplittableRandom random) {
            this.guest = guest;
            this.memory = guest.memory;
            this.random = random;
        }

        void expectWorkingSession(String where) {
            guest.placeBars();
            bars[0] = guest.barAddress(1);
            bars[1] = guest.barAddress(2);
            bars[2] = guest.barAddress(4);
            RingKind kind = RingKind.formats().get(random.nextInt(2));
            RingClient client = new RingClient(guest, kind, ByteOrder.LITTLE_ENDIAN);
            assertThat(client.init().ok(64).u32(0)).as(where).isEqualTo(7);
        }

        void access() {
            long address = address();
            int size = 1 << random.nextInt(4);
            try {
                if (random.nextInt(3) == 0) {
                    read(address, size);
                } else {
                    write(address, size, value());
                }
            } catch (BusError expected) {
                assertThat(expected.length()).isEqualTo(size);
            }
        }

        private long address() {
            int unaligned = random.nextInt(8) == 0 ? random.nextInt(8) : 0;
            return unaligned
                    + switch (random.nextInt(8)) {
                        case 0 -> guest.config(4 * random.nextInt(64));
                        case 1 -> guest.config(0x10 + 4 * random.nextInt(6));
                        case 2 -> bars[0] + 4L * random.nextInt(0x200);
                        case 3 -> bars[1] + random.nextLong(VirtioFsConfig.MIN_DAX_BYTES);
                        case 4 -> bars[2] + 4L * random.nextInt(0x1000);
                        case 5 -> MemoryMap.ECAM_BASE + random.nextLong(MemoryMap.ECAM_SIZE);
                        default -> bars[2] + 2L * random.nextInt(32);
                    };
        }

        /** Numbers that mean something somewhere, and any. */
        private long value() {
            return switch (random.nextInt(8)) {
                case 0 -> random.nextLong();
                case 1 -> bars[random.nextInt(3)] + 16L * random.nextInt(64);
                case 2 -> MemoryMap.RAM_BASE + 4096L * random.nextInt(9000);
                case 3 -> -1;
                case 4 -> 0;
                default -> 1L << random.nextInt(17);
            };
        }

        private void read(long address, int size) {
            switch (size) {
                case 1 -> memory.read8(address);
                case 2 -> memory.read16(address);
                case 4 -> memory.read32(address);
                default -> memory.read64(address);
            }
        }

        private void write(long address, int size, long value) {
            switch (size) {
                case 1 -> memory.write8(address, (int) value);
                case 2 -> memory.write16(address, (int) value);
                case 4 -> memory.write32(address, (int) value);
                default -> memory.write64(address, value);
            }
        }
    }
}
