package dev.fuselage.devices.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.machine.memory.GuestMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Status, negotiation and queue registers of a device that does nothing else. */
final class VirtioDeviceTest {

    private static final long RAM = 0x8000_0000L;

    private static final int ACKNOWLEDGE = 1;
    private static final int DRIVER = 2;
    private static final int DRIVER_OK = 4;
    private static final int FEATURES_OK = 8;
    private static final int NEEDS_RESET = 64;
    private static final int FAILED = 128;

    /** A feature of this device type that it can serve only together with bit 1. */
    private static final long NEEDS_BIT_1 = 1;

    private static final long BIT_1 = 2;

    private final GuestMemory memory = memory();
    private final Recorder device = new Recorder(memory);

    private static GuestMemory memory() {
        GuestMemory memory = new GuestMemory();
        memory.addRam(RAM, 1 << 20);
        return memory;
    }

    @AfterEach
    void giveMemoryBack() {
        memory.close();
    }

    private static final class Recorder extends VirtioDevice implements VirtioInterrupts {

        final List<String> events = new ArrayList<>();
        int configuration = 7;

        Recorder(GuestMemory memory) {
            super(
                    40,
                    NEEDS_BIT_1
                            | BIT_1
                            | VirtioFeature.RING_PACKED
                            | VirtioFeature.RING_RESET
                            | VirtioFeature.INDIRECT_DESC,
                    memory,
                    16,
                    64);
            connect(this);
        }

        @Override
        public int configBytes() {
            return 1;
        }

        @Override
        protected int configByte(int offset) {
            return configuration;
        }

        @Override
        protected boolean accepts(long features) {
            return (features & NEEDS_BIT_1) == 0 || (features & BIT_1) != 0;
        }

        @Override
        protected void queueNotified(int index) {
            events.add("kick " + index);
        }

        @Override
        protected void driverOk() {
            events.add("driver ok");
        }

        @Override
        protected void deviceReset() {
            events.add("reset");
        }

        @Override
        protected void queueReset(int index) {
            events.add("reset " + index);
        }

        @Override
        public void usedBuffers(int queue) {
            events.add("used " + queue);
        }

        @Override
        public void configurationChanged() {
            events.add("configuration");
        }

        void configure(int value) {
            configuration = value;
            announceConfiguration();
        }

        void fail(String why) {
            needsReset(why);
        }
    }

    private void negotiate(long features) {
        device.writeStatus(ACKNOWLEDGE | DRIVER);
        device.writeDriverFeatures(0, (int) features);
        device.writeDriverFeatures(1, (int) (features >>> 32));
        device.writeStatus(ACKNOWLEDGE | DRIVER | FEATURES_OK);
    }

    private void enable(int queue) {
        QueueRegisters registers = queue(queue);
        registers.descriptorArea(RAM);
        registers.driverArea(RAM + 0x1000);
        registers.deviceArea(RAM + 0x2000);
        device.enableQueue(queue);
    }

    private QueueRegisters queue(int index) {
        return Objects.requireNonNull(device.queue(index));
    }

    @Test
    void version1IsAlwaysOffered() {
        assertThat(device.offeredFeatures() & VirtioFeature.VERSION_1).isNotZero();
    }

    @Test
    void aDriverThatChoosesASubsetIsAccepted() {
        negotiate(VirtioFeature.VERSION_1 | BIT_1);
        assertThat(device.status()).isEqualTo(ACKNOWLEDGE | DRIVER | FEATURES_OK);
        assertThat(device.negotiated(BIT_1)).isTrue();
        assertThat(device.negotiated(BIT_1 | NEEDS_BIT_1)).isFalse();
    }

    @Test
    void aDriverWithoutVersion1IsRefused() {
        negotiate(BIT_1);
        assertThat(device.status()).isEqualTo(ACKNOWLEDGE | DRIVER);
    }

    @Test
    void aDriverThatTakesWhatWasNotOfferedIsRefused() {
        negotiate(VirtioFeature.VERSION_1 | VirtioFeature.EVENT_IDX);
        assertThat(device.status() & FEATURES_OK).isZero();
    }

    @Test
    void aCombinationTheDeviceCannotServeIsRefused() {
        negotiate(VirtioFeature.VERSION_1 | NEEDS_BIT_1);
        assertThat(device.status() & FEATURES_OK).isZero();

        negotiate(VirtioFeature.VERSION_1 | NEEDS_BIT_1 | BIT_1);
        assertThat(device.status() & FEATURES_OK).as("a second try may succeed").isNotZero();
    }

    @Test
    void featuresAreFixedOnceAgreed() {
        negotiate(VirtioFeature.VERSION_1 | BIT_1);
        device.writeDriverFeatures(0, -1);
        assertThat(device.driverFeatures()).isEqualTo(VirtioFeature.VERSION_1 | BIT_1);
    }

    @Test
    void featureWordsBeyondTheSecondDoNotExist() {
        device.writeDriverFeatures(2, -1);
        device.writeDriverFeatures(-1, -1);
        assertThat(device.driverFeatures()).isZero();
    }

    @Test
    void aDriverCanOnlyAddStatusBits() {
        negotiate(VirtioFeature.VERSION_1);
        device.writeStatus(FAILED);
        assertThat(device.status()).isEqualTo(ACKNOWLEDGE | DRIVER | FEATURES_OK | FAILED);
    }

    @Test
    void onlyTheDeviceSaysThatItNeedsReset() {
        device.writeStatus(ACKNOWLEDGE | NEEDS_RESET);
        assertThat(device.status()).isEqualTo(ACKNOWLEDGE);
    }

    @Test
    void driverOkNeedsFeaturesOk() {
        device.writeStatus(ACKNOWLEDGE | DRIVER | DRIVER_OK);
        assertThat(device.status()).isEqualTo(ACKNOWLEDGE | DRIVER);
        assertThat(device.events).isEmpty();

        negotiate(VirtioFeature.VERSION_1);
        device.writeStatus(ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK);
        device.writeStatus(ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK);
        assertThat(device.events).as("once").containsExactly("driver ok");
    }

    @Test
    void writingZeroResetsEverything() {
        negotiate(VirtioFeature.VERSION_1);
        enable(1);
        device.writeStatus(DRIVER_OK);
        device.fail("a test");
        device.events.clear();

        device.writeStatus(0);
        assertThat(device.status()).isZero();
        assertThat(device.driverFeatures()).isZero();
        assertThat(device.brokenBecause()).isNull();
        assertThat(queue(1).enabled()).isFalse();
        assertThat(queue(1).descriptorArea()).isZero();
        assertThat(device.events).containsExactly("reset");
    }

    @Test
    void kicksCountOnlyWhileTheQueueIsInUse() {
        negotiate(VirtioFeature.VERSION_1);
        enable(1);
        device.kick(1);
        assertThat(device.events).as("before DRIVER_OK").isEmpty();
        device.writeStatus(DRIVER_OK);
        device.events.clear();

        device.kick(0);
        device.kick(2);
        device.kick(-1);
        assertThat(device.events).as("not enabled or not there").isEmpty();
        device.kick(1);
        assertThat(device.events).containsExactly("kick 1");
    }

    @Test
    void aQueueBeforeFeaturesOkCannotBeEnabled() {
        enable(0);
        assertThat(queue(0).enabled()).isFalse();
    }

    @Test
    void anEnabledQueueKeepsItsRegisters() {
        negotiate(VirtioFeature.VERSION_1);
        enable(0);
        queue(0).descriptorArea(1);
        queue(0).driverArea(2);
        queue(0).deviceArea(3);
        device.writeQueueSize(0, 8);
        assertThat(queue(0).descriptorArea()).isEqualTo(RAM);
        assertThat(queue(0).driverArea()).isEqualTo(RAM + 0x1000);
        assertThat(queue(0).deviceArea()).isEqualTo(RAM + 0x2000);
        assertThat(queue(0).size()).isEqualTo(16);
    }

    @Test
    void aSplitRingMayShrinkToASmallerPowerOfTwo() {
        negotiate(VirtioFeature.VERSION_1);
        int[] written = {8, 12, 0, 32, 65535, 1};
        int[] inForce = {8, 8, 8, 8, 8, 1};
        for (int i = 0; i < written.length; i++) {
            device.writeQueueSize(0, written[i]);
            assertThat(queue(0).size()).as("after writing %d", written[i]).isEqualTo(inForce[i]);
        }
    }

    @Test
    void aPackedRingMayHaveAnySmallerSize() {
        negotiate(VirtioFeature.VERSION_1 | VirtioFeature.RING_PACKED);
        device.writeQueueSize(0, 12);
        assertThat(queue(0).size()).isEqualTo(12);
        device.writeQueueSize(0, 17);
        assertThat(queue(0).size()).isEqualTo(12);
    }

    @Test
    void aSizeChosenForPackedRingsMustStillSuitASplitOne() {
        device.writeDriverFeatures(1, (int) (VirtioFeature.RING_PACKED >>> 32));
        device.writeQueueSize(0, 12);
        negotiate(VirtioFeature.VERSION_1);
        enable(0);
        assertThat(queue(0).enabled()).isFalse();
        assertThat(device.brokenBecause()).isEqualTo("queue 0: a split ring of 12 descriptors");
    }

    @Test
    void areasOutsideMemoryBreakTheDevice() {
        negotiate(VirtioFeature.VERSION_1);
        device.enableQueue(0);
        assertThat(device.brokenBecause())
                .isEqualTo(
                        "queue 0: the descriptor area of 0x100 bytes at 0x0 lies outside memory");
        assertThat(device.status() & NEEDS_RESET).isNotZero();
        assertThat(device.events).as("nobody is there to be told").isEmpty();

        device.writeStatus(DRIVER_OK);
        assertThat(device.events).as("now somebody is").containsExactly("configuration");
    }

    @Test
    void areasMustBeAligned() {
        negotiate(VirtioFeature.VERSION_1);
        queue(0).descriptorArea(RAM);
        queue(0).driverArea(RAM + 0x1000);
        queue(0).deviceArea(RAM + 0x2002);
        device.enableQueue(0);
        assertThat(device.brokenBecause())
                .isEqualTo("queue 0: the device area at 0x80002002 is not aligned to 4");
    }

    @Test
    void queuesResetOneByOneOnlyWithTheFeature() {
        negotiate(VirtioFeature.VERSION_1);
        enable(0);
        assertThat(device.resetQueue(0)).isFalse();
        assertThat(queue(0).enabled()).isTrue();

        device.writeStatus(0);
        device.events.clear();
        negotiate(VirtioFeature.VERSION_1 | VirtioFeature.RING_RESET);
        device.writeQueueSize(0, 8);
        enable(0);
        enable(1);
        assertThat(device.resetQueue(0)).isTrue();
        assertThat(queue(0).enabled()).isFalse();
        assertThat(queue(0).size()).as("back to what the device supports").isEqualTo(16);
        assertThat(queue(1).enabled()).isTrue();
        assertThat(device.events).containsExactly("reset 0");
        enable(0);
        assertThat(queue(0).enabled()).isTrue();
    }

    @Test
    void theGenerationChangesWhenTheDriverReadsWhatHasChanged() {
        negotiate(VirtioFeature.VERSION_1);
        device.writeStatus(DRIVER_OK);
        device.events.clear();
        int before = device.configGeneration();
        assertThat(device.readConfig(0)).isEqualTo(7);
        assertThat(device.configGeneration()).isEqualTo(before);

        device.configure(9);
        assertThat(device.events).containsExactly("configuration");
        assertThat(device.readConfig(0)).isEqualTo(9);
        assertThat(device.configGeneration()).isNotEqualTo(before);
        assertThat(device.readConfig(1)).as("beyond the configuration").isZero();
    }

    @Test
    void theFirstErrorIsToldOnceAndKept() {
        negotiate(VirtioFeature.VERSION_1);
        enable(0);
        device.writeStatus(DRIVER_OK);
        device.events.clear();
        device.fail("first");
        device.fail("second");
        assertThat(device.brokenBecause()).isEqualTo("first");
        assertThat(device.events).containsExactly("configuration");
        assertThat(device.ring(0)).as("no queue is used any more").isNull();
    }

    @Test
    void queueSizesThatNoRingCanHaveAreOurOwnMistake() {
        for (int size : new int[] {0, 1, 24, 65536}) {
            assertThatThrownBy(() -> new QueueRegisters(size))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a queue of " + size);
        }
    }
}
