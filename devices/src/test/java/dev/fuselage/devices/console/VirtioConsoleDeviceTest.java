package dev.fuselage.devices.console;

import static dev.fuselage.devices.console.ConsoleGuest.RECEIVEQ;
import static dev.fuselage.devices.console.ConsoleGuest.TRANSMITQ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.fuselage.devices.virtio.DriverRing;
import dev.fuselage.devices.virtio.DriverRing.Element;
import dev.fuselage.devices.virtio.DriverRing.Used;
import dev.fuselage.devices.virtio.VirtioFeature;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The device as a driver sees it; the claims are those of virtio 1.2, section 5.3. */
final class VirtioConsoleDeviceTest {
    private static final long F_SIZE = 1;
    private static final long F_EMERG_WRITE = 4;

    private final ConsoleGuest guest = new ConsoleGuest();

    @AfterEach
    void close() {
        guest.close();
    }

    private static long features(boolean packed) {
        return ConsoleGuest.FEATURES | F_SIZE | (packed ? VirtioFeature.RING_PACKED : 0);
    }

    private long field(int offset) {
        return guest.structure(ConsoleGuest.DEVICE, offset);
    }

    @Test
    void theFunctionIsAConsole() {
        assertThat(guest.memory.read32(guest.config(0))).isEqualTo(0x1043_1af4);
        assertThat(guest.memory.read32(guest.config(8)) >>> 8)
                .as("communication controller, other")
                .isEqualTo(0x078000);
        assertThat(guest.memory.read32(guest.config(0x2c))).isEqualTo(0x1043_1af4);
    }

    @Test
    void itHasOnePortWithoutControlQueues() {
        assertThat(guest.offered())
                .as("no VIRTIO_CONSOLE_F_MULTIPORT in bit 1")
                .isEqualTo(features(true) | F_EMERG_WRITE);
        assertThat(guest.queue16(18)).as("num_queues").isEqualTo(2);
    }

    @Test
    void configurationHoldsTheTerminalsSize() {
        assertThat(guest.memory.read16(field(0))).as("cols").isEqualTo(132);
        assertThat(guest.memory.read16(field(2))).as("rows").isEqualTo(43);
        assertThat(guest.memory.read32(field(4))).as("max_nr_ports").isEqualTo(1);
        assertThat(guest.memory.read32(field(8))).as("emerg_wr").isZero();
        assertThat(guest.memory.read32(field(12))).isZero();
    }

    @Test
    void aTerminalOfAnotherSizeIsTold() {
        guest.start(features(false));
        int generation = guest.memory.read8(guest.structure(ConsoleGuest.COMMON, 21));
        guest.device.resize(132, 43);
        assertThat(guest.interrupts).as("the size is the same").isEmpty();
        guest.device.resize(300, 70);
        assertThat(guest.interrupts).containsExactly(ConsoleGuest.identity(0));
        assertThat(guest.memory.read16(field(0))).isEqualTo(300);
        assertThat(guest.memory.read16(field(2))).isEqualTo(70);
        assertThat(guest.memory.read8(guest.structure(ConsoleGuest.COMMON, 21)))
                .isNotEqualTo(generation);
    }

    @Test
    void aSizeThatDoesNotFitItsFieldIsRefused() {
        assertThatThrownBy(() -> guest.device.resize(65536, 24))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a terminal of 65536 characters: must be from 0 to 65535");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void outputGoesOutInOrderAndItsBuffersComeBack(boolean packed) {
        DriverRing transmitq = ConsoleGuest.transmitq(guest.start(features(packed)));
        int first = guest.send(transmitq, "hello, ");
        int second = guest.send(transmitq, "world\n");
        guest.run();
        assertThat(guest.sent()).isEqualTo("hello, world\n");
        assertThat(transmitq.take()).as("nothing was written").isEqualTo(new Used(first, 0));
        assertThat(transmitq.take()).isEqualTo(new Used(second, 0));
        assertThat(guest.interrupts).containsOnly(ConsoleGuest.identity(TRANSMITQ + 1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLongChainGoesOutWhole(boolean packed) {
        DriverRing transmitq = ConsoleGuest.transmitq(guest.start(features(packed)));
        String text = "0123456789abcdef".repeat(256);
        Element[] elements = new Element[20];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = new Element(guest.text(text), text.length() - i, false);
        }
        transmitq.add(elements, guest.buffer());
        guest.kick(TRANSMITQ);
        guest.run();
        StringBuilder expected = new StringBuilder();
        for (Element element : elements) {
            expected.append(text, 0, element.length());
        }
        assertThat(guest.sent()).isEqualTo(expected.toString());
    }

    @Test
    void anEmptyBufferComesBackWithoutOutput() {
        DriverRing transmitq = ConsoleGuest.transmitq(guest.start(features(false)));
        int id = guest.send(transmitq, "");
        guest.run();
        assertThat(transmitq.take()).isEqualTo(new Used(id, 0));
        assertThat(guest.sent()).isEmpty();
    }

    /** host.wakeup 5000 and vm.interrupt-injection 1000; in this profile nothing else costs. */
    @Test
    void outputTakesAWakeUpAndAnInterrupt() {
        DriverRing transmitq = ConsoleGuest.transmitq(guest.start(features(false)));
        guest.run();
        long before = guest.simulation.now();
        guest.send(transmitq, "x");
        guest.run();
        assertThat(guest.simulation.now() - before).isGreaterThanOrEqualTo(6000).isLessThan(10_000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inputFillsTheBuffersTheDriverLends(boolean packed) {
        DriverRing receiveq = ConsoleGuest.receiveq(guest.start(features(packed)));
        guest.offer(receiveq, 4, 8);
        guest.run();
        guest.type("ls -l\n");
        guest.run();
        assertThat(guest.received(receiveq)).isEqualTo("ls -l\n");
        assertThat(guest.interrupts).containsExactly(ConsoleGuest.identity(RECEIVEQ + 1));
        guest.type("0123456789");
        guest.run();
        assertThat(guest.received(receiveq)).as("two buffers").isEqualTo("0123456789");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inputWaitsForBuffers(boolean packed) {
        guest.type("before the driver; ");
        DriverRing receiveq = ConsoleGuest.receiveq(guest.start(features(packed)));
        guest.run();
        guest.type("before its buffers");
        guest.run();
        assertThat(guest.device.unread()).isEqualTo(37);
        guest.offer(receiveq, 3, 16);
        guest.run();
        assertThat(guest.received(receiveq)).isEqualTo("before the driver; before its buffers");
        assertThat(guest.device.unread()).isZero();
    }

    @Test
    void aLongBufferIsFilledInPartsOfAPage() {
        DriverRing receiveq = ConsoleGuest.receiveq(guest.start(features(false)));
        guest.type("x".repeat(5000));
        guest.offer(receiveq, 2, 4096);
        guest.run();
        assertThat(guest.received(receiveq)).hasSize(5000);
    }

    /** A device that asked for kicks by free buffers would be kicked after each line typed. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void buffersForInputNeedNoKicksWhileThereIsNone(boolean packed) {
        long features = features(packed) & ~VirtioFeature.EVENT_IDX;
        DriverRing receiveq = ConsoleGuest.receiveq(guest.start(features));
        guest.run();
        receiveq.add(new Element[] {new Element(guest.buffer(), 64, true)}, 0);
        assertThat(receiveq.kickNeeded()).isFalse();
        guest.type("a");
        guest.run();
        assertThat(receiveq.take()).isNotNull();
    }

    @Test
    void inputSurvivesAResetOfTheDevice() {
        guest.start(features(false));
        guest.type("kept");
        guest.run();
        DriverRing receiveq = ConsoleGuest.receiveq(guest.start(features(true)));
        guest.offer(receiveq, 1, 64);
        guest.run();
        assertThat(guest.received(receiveq)).isEqualTo("kept");
    }

    @Test
    void aQueueThatIsResetComesBackToLife() {
        List<DriverRing> rings = guest.start(features(false));
        guest.send(ConsoleGuest.transmitq(rings), "lost");
        guest.select(TRANSMITQ);
        guest.queue16(58, 1);
        guest.run();
        assertThat(guest.sent()).isEmpty();
        DriverRing transmitq = guest.enableQueue(TRANSMITQ, 16, features(false));
        guest.send(transmitq, "found");
        guest.run();
        assertThat(guest.sent()).isEqualTo("found");
    }

    @Test
    void emergencyWritesNeedNoDriver() {
        guest.memory.write32(field(8), 'p');
        guest.memory.write8(field(8), 'a');
        guest.memory.write16(field(8), 0xff00 | 'n');
        guest.memory.write32(field(0), 'x');
        guest.memory.write32(field(4), 'x');
        guest.memory.write32(field(12), 'x');
        assertThat(guest.sent()).isEqualTo("pan");
        assertThat(guest.memory.read16(field(0))).as("the size is read-only").isEqualTo(132);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBufferForOutputThatCanBeWrittenBreaksTheDevice(boolean packed) {
        DriverRing transmitq = ConsoleGuest.transmitq(guest.start(features(packed)));
        transmitq.add(new Element[] {new Element(guest.buffer(), 8, true)}, 0);
        guest.kick(TRANSMITQ);
        assertBroken("queue 1: a buffer for output has a device-writable part");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBufferForInputThatCanBeReadBreaksTheDevice(boolean packed) {
        DriverRing receiveq = ConsoleGuest.receiveq(guest.start(features(packed)));
        long at = guest.buffer();
        receiveq.add(new Element[] {new Element(at, 8, false), new Element(at, 8, true)}, 0);
        guest.type("x");
        assertBroken("queue 0: a buffer for input is not all device-writable");
        assertThat(guest.device.unread()).as("nothing is lost").isOne();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBufferForInputWithoutRoomBreaksTheDevice(boolean packed) {
        DriverRing receiveq = ConsoleGuest.receiveq(guest.start(features(packed)));
        receiveq.add(new Element[] {new Element(guest.buffer(), 0, true)}, 0);
        guest.type("x");
        assertBroken("queue 0: a buffer for input is not all device-writable");
    }

    @Test
    void aBufferOutsideMemoryBreaksTheDevice() {
        DriverRing transmitq = ConsoleGuest.transmitq(guest.start(features(false)));
        transmitq.add(new Element[] {new Element(0x1000, 8, false)}, 0);
        guest.kick(TRANSMITQ);
        assertBroken("queue 1: an element of 0x8 bytes at 0x1000 lies outside memory");
    }

    private void assertBroken(String why) {
        guest.run();
        assertThat(guest.device.brokenBecause()).isEqualTo(why);
        assertThat(guest.status() & ConsoleGuest.NEEDS_RESET).isNotZero();
        assertThat(guest.interrupts).as("the driver is told").contains(ConsoleGuest.identity(0));
        DriverRing transmitq = ConsoleGuest.transmitq(guest.start(features(false)));
        guest.send(transmitq, "again");
        guest.run();
        assertThat(guest.sent()).as("after a reset it works").isEqualTo("again");
    }

    /** Rings, registers and descriptors of random bytes: it may break, it must not throw. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noRingHarmsTheHost(boolean packed) {
        long seed = packed ? 0xc0451e : 0xc0451f;
        SplittableRandom random = new SplittableRandom(seed);
        int broken = 0;
        for (int round = 0; round < 500; round++) {
            List<DriverRing> rings = guest.start(features(packed));
            guest.type("x".repeat(random.nextInt(100)));
            guest.offer(rings.get(0), random.nextInt(4), random.nextInt(64));
            guest.send(rings.get(1), "y".repeat(random.nextInt(40)));
            for (DriverRing ring : rings) {
                for (int n = random.nextInt(3); n > 0; n--) {
                    long at = ring.descriptorArea() + random.nextInt(64);
                    guest.memory.write8(at, random.nextInt(256));
                    guest.memory.write8(ring.driverArea() + random.nextInt(8), random.nextInt(4));
                }
            }
            guest.kick(random.nextInt(2));
            guest.kick(random.nextInt(2));
            guest.run();
            broken += guest.device.brokenBecause() == null ? 0 : 1;
            guest.sent.reset();
        }
        assertThat(broken).as("seed %d", seed).isBetween(50, 475);
        guest.send(ConsoleGuest.transmitq(guest.start(features(packed))), "alive");
        guest.run();
        assertThat(guest.sent()).isEqualTo("alive");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sendingAndReceivingAllocatesNothing(boolean packed) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<DriverRing> rings = guest.start(features(packed));
        guest.machine.connectCpus((cpu, identity) -> {});
        byte[] input = new byte[40];
        long allocated = 0;
        for (int i = 0; i < 30_000; i++) {
            rings.get(0).enableInterrupts();
            rings.get(1).enableInterrupts();
            guest.offer(rings.get(0), 1, 64);
            guest.send(rings.get(1), "some text");
            long before = threads.getCurrentThreadAllocatedBytes();
            guest.device.receive(input, 0, input.length);
            var _ = guest.simulation.run(VirtioConsoleDeviceTest::never);
            long after = threads.getCurrentThreadAllocatedBytes();
            allocated += i >= 20_000 ? after - before : 0;
            assertThat(guest.received(rings.get(0))).hasSize(40);
            assertThat(rings.get(1).take()).isNotNull();
            guest.sent.reset();
        }
        assertThat(allocated).as("bytes for 10000 buffers each way").isLessThan(10_000);
    }

    private static boolean never() {
        return false;
    }
}
