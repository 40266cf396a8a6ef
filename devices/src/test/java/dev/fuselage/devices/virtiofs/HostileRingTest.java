package dev.fuselage.devices.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.devices.server.HandMadeReply;
import dev.fuselage.devices.virtio.DriverRing;
import dev.fuselage.devices.virtio.DriverRing.Used;
import dev.fuselage.devices.virtio.VirtioFeature;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.memory.GuestMemory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a driver may not write into a ring, one case each. The device sets DEVICE_NEEDS_RESET, tells
 * the driver, serves nothing more, and works again after a reset.
 */
final class HostileRingTest {

    private static final int SIZE = 128;

    private static final int NEXT = 1;
    private static final int WRITE = 2;
    private static final int INDIRECT = 4;

    /** Packed: AVAIL set and USED clear, as on the first lap. */
    private static final int AVAIL = 1 << 7;

    private static final long RAM = MemoryMap.RAM_BASE;
    private static final long RAM_END = RAM + (32 << 20);
    private static final long BUFFER = RAM + 0x180_0000;
    private static final long TABLE = RAM + 0x1a0_0000;

    /** BAR 2 comes first, at the start of the 64-bit window. */
    private static final long WINDOW = MemoryMap.pciMmio64Base(32 << 20);

    private static final long WITH_INDIRECT = FsGuest.FEATURES;
    private static final long WITHOUT_INDIRECT = FsGuest.FEATURES & ~VirtioFeature.INDIRECT_DESC;

    record Case(String name, long features, Attack attack, String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    interface Attack {
        void write(Ring ring);
    }

    /** The bytes of a ring, for writing what a driver would not. */
    record Ring(GuestMemory memory, DriverRing driver) {

        /** A descriptor of a split table: the ring's own or an indirect one. */
        void split(long table, int index, long gpa, long length, int flags, int next) {
            long at = table + 16L * index;
            memory.write64(at, gpa);
            memory.write32(at + 8, (int) length);
            memory.write16(at + 12, flags);
            memory.write16(at + 14, next);
        }

        void split(int index, long gpa, long length, int flags, int next) {
            split(driver.descriptorArea(), index, gpa, length, flags, next);
        }

        void packed(long table, int index, long gpa, long length, int flags) {
            long at = table + 16L * index;
            memory.write64(at, gpa);
            memory.write32(at + 8, (int) length);
            memory.write16(at + 12, index);
            memory.write16(at + 14, flags);
        }

        void packed(int index, long gpa, long length, int flags) {
            packed(driver.descriptorArea(), index, gpa, length, flags);
        }

        void available(int head) {
            memory.write16(driver.driverArea() + 4, head);
            memory.write16(driver.driverArea() + 2, 1);
        }
    }

    static Stream<Case> splitRings() {
        return Stream.of(
                split(
                        "the available index runs further ahead than the ring is long",
                        r -> r.memory.write16(r.driver.driverArea() + 2, SIZE + 1),
                        "the available index is 0x81 ahead of a queue of 0x80"),
                split(
                        "the available index runs backwards",
                        r -> r.memory.write16(r.driver.driverArea() + 2, 0xffff),
                        "the available index is 0xffff ahead of a queue of 0x80"),
                split(
                        "a head outside the table",
                        r -> r.available(SIZE),
                        "descriptor index 0x80 in a queue of 0x80"),
                split(
                        "a next index outside the table",
                        r -> {
                            r.split(0, BUFFER, 8, NEXT, 0xffff);
                            r.available(0);
                        },
                        "descriptor index 0xffff in a queue of 0x80"),
                split(
                        "a descriptor that continues with itself",
                        r -> {
                            r.split(0, BUFFER, 8, NEXT, 0);
                            r.available(0);
                        },
                        "a descriptor chain loops or has more than 128 elements"),
                split(
                        "a loop of empty elements",
                        r -> {
                            r.split(0, BUFFER, 0, NEXT, 1);
                            r.split(1, BUFFER, 0, NEXT, 0);
                            r.available(0);
                        },
                        "a descriptor chain loops or has more than 128 elements"),
                split(
                        "an element that reaches past the end of memory",
                        r -> {
                            r.split(0, RAM_END - 8, 9, 0, 0);
                            r.available(0);
                        },
                        "an element of 0x9 bytes at 0x81fffff8 lies outside memory"),
                split(
                        "an element whose end wraps around",
                        r -> {
                            r.split(0, -16, 32, 0, 0);
                            r.available(0);
                        },
                        "an element of 0x20 bytes at 0xfffffffffffffff0 lies outside memory"),
                split(
                        "an element as long as lengths go",
                        r -> {
                            r.split(0, RAM, 0xffff_ffffL, WRITE, 0);
                            r.available(0);
                        },
                        "an element of 0xffffffff bytes at 0x80000000 lies outside memory"),
                split(
                        "an element in the registers of a device",
                        r -> {
                            r.split(0, MemoryMap.ECAM_BASE, 8, WRITE, 0);
                            r.available(0);
                        },
                        "an element of 0x8 bytes at 0x30000000 lies outside memory"),
                split(
                        "a readable element after a writable one",
                        r -> {
                            r.split(0, BUFFER, 8, WRITE | NEXT, 1);
                            r.split(1, BUFFER + 8, 8, 0, 0);
                            r.available(0);
                        },
                        "a device-readable element at 0x81800008 follows device-writable ones"),
                new Case(
                        "a table without the feature",
                        WITHOUT_INDIRECT,
                        r -> {
                            r.split(0, TABLE, 16, INDIRECT, 0);
                            r.available(0);
                        },
                        "an indirect descriptor without VIRTIO_F_INDIRECT_DESC"),
                split(
                        "a table that has a next descriptor",
                        r -> {
                            r.split(0, TABLE, 16, INDIRECT | NEXT, 1);
                            r.available(0);
                        },
                        "descriptor 0x0 is indirect and has a next one"),
                table("an empty table", 0, "an indirect table of 0x0 bytes"),
                table("a table of one and a half entries", 24, "an indirect table of 0x18 bytes"),
                table(
                        "a table longer than the queue",
                        129 * 16,
                        "an indirect table of 0x810 bytes is longer than the queue"),
                table(
                        "a table of 4 GiB",
                        0xffff_fff0L,
                        "an indirect table of 0xfffffff0 bytes is longer than the queue"),
                split(
                        "a table outside memory",
                        r -> {
                            r.split(0, RAM_END - 16, 32, INDIRECT, 0);
                            r.available(0);
                        },
                        "an indirect table of 0x20 bytes at 0x81fffff0 lies outside memory"),
                split(
                        "a table within a table",
                        r -> {
                            r.split(0, TABLE, 32, INDIRECT, 0);
                            r.split(TABLE, 0, BUFFER, 8, NEXT, 1);
                            r.split(TABLE, 1, TABLE, 32, INDIRECT, 0);
                            r.available(0);
                        },
                        "an indirect descriptor within an indirect table"),
                split(
                        "a next index outside its table",
                        r -> {
                            r.split(0, TABLE, 32, INDIRECT, 0);
                            r.split(TABLE, 0, BUFFER, 8, NEXT, 2);
                            r.available(0);
                        },
                        "descriptor index 0x2 in an indirect table of 0x2"),
                split(
                        "a loop within a table",
                        r -> {
                            r.split(0, TABLE, 32, INDIRECT, 0);
                            r.split(TABLE, 0, BUFFER, 8, NEXT, 1);
                            r.split(TABLE, 1, BUFFER, 8, NEXT, 0);
                            r.available(0);
                        },
                        "a descriptor chain loops or has more than 128 elements"),
                split(
                        "a chain of more than 4 GiB",
                        r -> {
                            r.split(0, TABLE, 16 * SIZE, INDIRECT, 0);
                            for (int i = 0; i < SIZE; i++) {
                                int flags = i == SIZE - 1 ? 0 : NEXT;
                                // The window of 64 MiB stands in for a large guest.
                                r.split(TABLE, i, WINDOW, 64 << 20, flags, i + 1);
                            }
                            r.available(0);
                        },
                        "a descriptor chain of 0x104000000 bytes"));
    }

    private static Case split(String name, Attack attack, String reason) {
        return new Case(name, WITH_INDIRECT, attack, reason);
    }

    private static Case table(String name, long bytes, String reason) {
        return split(
                name,
                r -> {
                    r.split(0, TABLE, bytes, INDIRECT, 0);
                    r.available(0);
                },
                reason);
    }

    static Stream<Case> packedRings() {
        return Stream.of(
                packed(
                        "an element that reaches past the end of memory",
                        r -> r.packed(0, RAM_END - 8, 9, AVAIL),
                        "an element of 0x9 bytes at 0x81fffff8 lies outside memory"),
                packed(
                        "a readable element after a writable one",
                        r -> {
                            r.packed(1, BUFFER, 8, AVAIL);
                            r.packed(0, BUFFER, 8, AVAIL | NEXT | WRITE);
                        },
                        "a device-readable element at 0x81800000 follows device-writable ones"),
                packed(
                        "a chain that continues in a descriptor not available",
                        r -> r.packed(0, BUFFER, 8, AVAIL | NEXT),
                        "descriptor 0x1 continues a chain but is not available: flags 0x0"),
                packed(
                        "a chain that goes round the whole ring",
                        r -> {
                            for (int i = 0; i < SIZE; i++) {
                                r.packed(i, BUFFER, 8, AVAIL | NEXT);
                            }
                        },
                        "a descriptor chain is longer than the queue's 128"),
                packed(
                        "a table that has a next descriptor",
                        r -> r.packed(0, TABLE, 16, AVAIL | INDIRECT | NEXT),
                        "descriptor 0x0 is indirect and part of a chain"),
                packed(
                        "a table at the end of a chain",
                        r -> {
                            r.packed(1, TABLE, 16, AVAIL | INDIRECT);
                            r.packed(0, BUFFER, 8, AVAIL | NEXT);
                        },
                        "descriptor 0x1 is indirect and part of a chain"),
                new Case(
                        "a table without the feature",
                        WITHOUT_INDIRECT | VirtioFeature.RING_PACKED,
                        r -> r.packed(0, TABLE, 16, AVAIL | INDIRECT),
                        "an indirect descriptor without VIRTIO_F_INDIRECT_DESC"),
                packed(
                        "an empty table",
                        r -> r.packed(0, TABLE, 0, AVAIL | INDIRECT),
                        "an indirect table of 0x0 bytes"),
                packed(
                        "a table of one and a half entries",
                        r -> r.packed(0, TABLE, 24, AVAIL | INDIRECT),
                        "an indirect table of 0x18 bytes"),
                packed(
                        "a table longer than the queue",
                        r -> r.packed(0, TABLE, 129 * 16, AVAIL | INDIRECT),
                        "an indirect table of 0x810 bytes is longer than the queue"),
                packed(
                        "a table outside memory",
                        r -> r.packed(0, 0, 16, AVAIL | INDIRECT),
                        "an indirect table of 0x10 bytes at 0x0 lies outside memory"));
    }

    private static Case packed(String name, Attack attack, String reason) {
        return new Case(name, WITH_INDIRECT | VirtioFeature.RING_PACKED, attack, reason);
    }

    @ParameterizedTest
    @MethodSource({"splitRings", "packedRings"})
    void aBrokenRingNeedsResetAndNothingElse(Case broken) {
        int[] served = {0};
        VirtioFsConfig config =
                VirtioFsConfig.tagged("myfs")
                        .ringFormat(RingFormat.EITHER)
                        .daxBytes(64 << 20)
                        .build();
        RequestHandler handler =
                FsGuest.handler(exchange -> {
                    served[0]++;
                    answer(exchange);
                });
        try (FsGuest guest = new FsGuest(config, handler)) {
            assertThat(guest.barAddress(2)).isEqualTo(WINDOW);
            List<DriverRing> rings = guest.start(broken.features());
            broken.attack().write(new Ring(guest.memory, rings.get(1)));
            guest.kick(1);
            guest.run();

            assertThat(guest.device.brokenBecause()).isEqualTo("queue 1: " + broken.reason());
            assertThat(guest.status()).isEqualTo(15 | FsGuest.NEEDS_RESET);
            assertThat(guest.interrupts)
                    .as("the configuration change vector")
                    .containsExactly(FsGuest.identity(0));
            assertThat(served[0]).isZero();

            DriverRing fresh = guest.start(broken.features()).get(1);
            int id = guest.send(fresh, 1, 3, 16);
            guest.run();
            assertThat(fresh.take()).as("works after a reset").isEqualTo(new Used(id, 16));
        }
    }

    private static void answer(FuseExchange exchange) {
        HandMadeReply.decode(exchange);
        HandMadeReply.reply(exchange, 16);
    }
}
