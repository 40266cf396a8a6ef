package dev.fuselage.devices.entropy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fuselage.devices.virtio.DriverRing;
import dev.fuselage.devices.virtio.DriverRing.Element;
import dev.fuselage.devices.virtio.DriverRing.Used;
import dev.fuselage.devices.virtio.VirtioFeature;
import dev.fuselage.devices.virtio.pci.VirtioGuest;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.SimulationRandom;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The device as a driver sees it; the claims are those of virtio 1.2, section 5.4. */
final class VirtioEntropyDeviceTest {
    private final VirtioGuest<VirtioEntropyDevice> guest =
            new VirtioGuest<>(VirtioEntropyDevice::new, Decisions.CLOCK);

    @AfterEach
    void close() {
        guest.close();
    }

    private DriverRing start(boolean packed) {
        long features = VirtioGuest.FEATURES | (packed ? VirtioFeature.RING_PACKED : 0);
        return guest.start(features).getFirst();
    }

    private Used ask(DriverRing requestq, Element... elements) {
        int id = requestq.add(elements, 0);
        if (requestq.kickNeeded()) {
            guest.kick(0);
        }
        guest.run();
        Used used = Objects.requireNonNull(requestq.take());
        assertThat(used.id()).isEqualTo(id);
        return used;
    }

    @Test
    void theFunctionIsAnEntropySource() {
        assertThat(guest.memory.read32(guest.config(0))).isEqualTo(0x1044_1af4);
        assertThat(guest.memory.read32(guest.config(8)) >>> 8)
                .as("no class that is defined")
                .isEqualTo(0x00ff00);
        assertThat(guest.offered())
                .as("the only features are those of the ring")
                .isEqualTo(VirtioGuest.FEATURES | VirtioFeature.RING_PACKED);
        assertThat(guest.queue16(18)).as("num_queues").isOne();
        assertThat(guest.memory.read64(guest.structure(VirtioGuest.DEVICE, 0)))
                .as("no configuration")
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"false, 64", "true, 64", "false, 61", "true, 1", "false, 4096"})
    void aBufferComesBackFullOfTheSimulationsRandomBytes(boolean packed, int length) {
        SimulationRandom same = new SimulationRandom(1);
        DriverRing requestq = start(packed);
        long at = guest.buffer();
        guest.memory.write8(at + length % 4096, 0xee);
        assertThat(ask(requestq, new Element(at, length, true)).length()).isEqualTo(length);
        assertThat(guest.interrupts).containsExactly(VirtioGuest.identity(1));
        for (int i = 0; i < length / 8; i++) {
            assertThat(guest.memory.read64(at + 8L * i)).isEqualTo(same.nextLong());
        }
        if (length < 4096) {
            assertThat(guest.memory.read8(at + length)).as("nothing beyond").isEqualTo(0xee);
        }
    }

    @Test
    void buffersInPiecesAreFilledAsOne() {
        SimulationRandom same = new SimulationRandom(1);
        DriverRing requestq = start(false);
        long at = guest.buffer();
        Element[] pieces = {
            new Element(at, 3, true), new Element(at + 3, 9, true), new Element(at + 12, 4, true)
        };
        assertThat(ask(requestq, pieces).length()).isEqualTo(16);
        assertThat(guest.memory.read64(at)).isEqualTo(same.nextLong());
        assertThat(guest.memory.read64(at + 8)).isEqualTo(same.nextLong());
    }

    /** "The device MAY use less than the entire buffer length." */
    @Test
    void aHugeBufferIsFilledInPart() {
        DriverRing requestq = start(false);
        Element huge = new Element(guest.buffer(), 1 << 20, true);
        assertThat(ask(requestq, huge).length()).isEqualTo(4096);
    }

    @Test
    void buffersAddedBeforeDriverOkAreFilled() {
        guest.enableMsix();
        guest.negotiate(VirtioGuest.FEATURES);
        DriverRing requestq = guest.enableQueue(0, 8, VirtioGuest.FEATURES);
        requestq.add(new Element[] {new Element(guest.buffer(), 64, true)}, 0);
        guest.kick(0);
        guest.run();
        assertThat(requestq.take()).isNull();
        guest.status(15);
        guest.run();
        assertThat(requestq.take()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"false, 8, false", "true, 8, false", "false, 0, true", "true, 0, true"})
    void aBufferThatCannotBeFilledBreaksTheDevice(boolean packed, int length, boolean write) {
        DriverRing requestq = start(packed);
        requestq.add(new Element[] {new Element(guest.buffer(), length, write)}, 0);
        guest.kick(0);
        guest.run();
        assertThat(guest.device.brokenBecause())
                .isEqualTo("queue 0: a buffer for random bytes is not all device-writable");
        assertThat(guest.status() & VirtioGuest.NEEDS_RESET).isNotZero();
        assertThat(guest.interrupts).containsExactly(VirtioGuest.identity(0));
        Element good = new Element(guest.buffer(), 64, true);
        assertThat(ask(start(packed), good).length()).isEqualTo(64);
    }

    /** It may break, it must not throw. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noRingHarmsTheHost(boolean packed) {
        long seed = packed ? 0xe47 : 0xe48;
        SplittableRandom random = new SplittableRandom(seed);
        int broken = 0;
        for (int round = 0; round < 500; round++) {
            DriverRing requestq = start(packed);
            requestq.add(new Element[] {new Element(guest.buffer(), 64, true)}, 0);
            for (int n = random.nextInt(4); n > 0; n--) {
                guest.memory.write8(
                        requestq.descriptorArea() + random.nextInt(32), random.nextInt(256));
                guest.memory.write8(requestq.driverArea() + random.nextInt(8), random.nextInt(4));
            }
            guest.kick(0);
            guest.run();
            broken += guest.device.brokenBecause() == null ? 0 : 1;
        }
        assertThat(broken).as("seed %d", seed).isBetween(50, 475);
        Element good = new Element(guest.buffer(), 64, true);
        assertThat(ask(start(packed), good).length()).isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fillingBuffersAllocatesNothing(boolean packed) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        DriverRing requestq = start(packed);
        guest.machine.connectCpus((cpu, identity) -> {});
        long allocated = 0;
        for (int i = 0; i < 30_000; i++) {
            requestq.enableInterrupts();
            requestq.add(new Element[] {new Element(guest.buffer(), 64, true)}, 0);
            if (requestq.kickNeeded()) {
                guest.kick(0);
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            var _ = guest.simulation.run(VirtioEntropyDeviceTest::never);
            long after = threads.getCurrentThreadAllocatedBytes();
            allocated += i >= 20_000 ? after - before : 0;
            assertThat(requestq.take()).isNotNull();
        }
        assertThat(allocated).as("bytes for 10000 buffers").isLessThan(10_000);
    }

    private static boolean never() {
        return false;
    }

    @Test
    void aTwinThatLoadsGivesTheBytesThatWouldHaveComeNext() {
        DriverRing requestq = start(false);
        ask(requestq, new Element(guest.buffer(), 64, true));
        long at = guest.buffer();
        requestq.add(new Element[] {new Element(at, 64, true)}, 0);
        guest.kick(0);
        try (VirtioGuest<VirtioEntropyDevice> twin =
                new VirtioGuest<>(VirtioEntropyDevice::new, Decisions.CLOCK)) {
            twin.load(guest.save());
            twin.run();
            guest.run();
            for (int i = 0; i < 64; i += 8) {
                assertThat(twin.memory.read64(at + i)).isEqualTo(guest.memory.read64(at + i));
            }
            assertThat(twin.memory.read64(at)).isNotZero();
            assertThat(twin.simulation.now()).isEqualTo(guest.simulation.now());
        }
    }
}
