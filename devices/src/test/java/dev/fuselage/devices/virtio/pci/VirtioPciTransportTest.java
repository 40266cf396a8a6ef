package dev.fuselage.devices.virtio.pci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.devices.server.HandMadeReply;
import dev.fuselage.devices.virtio.DriverRing;
import dev.fuselage.devices.virtio.DriverRing.Used;
import dev.fuselage.devices.virtiofs.FsGuest;
import dev.fuselage.devices.virtiofs.VirtioFsConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The PCI function as a driver finds it; offsets and values from virtio 1.2, section 4.1. */
final class VirtioPciTransportTest {

    private static final int GETATTR = 3;

    private FsGuest guest =
            guest(VirtioFsConfig.tagged("myfs").requestQueues(2).daxBytes(4 << 20).build());

    private static FsGuest guest(VirtioFsConfig config) {
        return new FsGuest(config, FsGuest.handler(VirtioPciTransportTest::answer));
    }

    private static void answer(FuseExchange exchange) {
        HandMadeReply.decode(exchange);
        HandMadeReply.reply(exchange, 16);
    }

    @AfterEach
    void close() {
        guest.close();
    }

    private int config8(int register) {
        return guest.memory.read8(guest.config(register));
    }

    private int config16(int register) {
        return guest.memory.read16(guest.config(register));
    }

    private int config32(int register) {
        return guest.memory.read32(guest.config(register));
    }

    @Test
    void theFunctionIsAModernFileSystemDevice() {
        assertThat(config16(0x00)).as("vendor").isEqualTo(0x1af4);
        assertThat(config16(0x02)).as("device").isEqualTo(0x105a);
        assertThat(config8(0x08)).as("revision").isEqualTo(1);
        assertThat(config32(0x08) >>> 8).as("class").isEqualTo(0x018000);
        assertThat(config16(0x2c)).as("subsystem vendor").isEqualTo(0x1af4);
        assertThat(config16(0x2e)).as("subsystem, 0x40 or higher").isEqualTo(0x105a);
    }

    @ParameterizedTest
    @CsvSource({
        // type, cap_len, bar, offset, length
        "1, 16, 4, 0x0000, 0x1000",
        "3, 16, 4, 0x1000, 0x1000",
        "4, 16, 4, 0x2000, 0x1000",
        "2, 20, 4, 0x3000, 0x1000",
        "5, 20, 0, 0, 0",
        "8, 24, 2, 0, 0x400000",
    })
    void aCapabilityTellsWhereEachStructureIs(
            int type, int length, int bar, String offset, String bytes) {
        int at = guest.capability(type);
        assertThat(at).isNotZero();
        assertThat(config8(at + 2)).as("cap_len").isEqualTo(length);
        assertThat(config8(at + 4)).as("bar").isEqualTo(bar);
        assertThat(config8(at + 5)).as("id").isZero();
        assertThat(config32(at + 8)).as("offset").isEqualTo(Integer.decode(offset));
        assertThat(config32(at + 12)).as("length").isEqualTo(Integer.decode(bytes));
    }

    @Test
    void everyQueueHasFourBytesOfNotifications() {
        assertThat(config32(guest.capability(FsGuest.NOTIFY) + 16)).isEqualTo(4);
        for (int queue = 0; queue < 3; queue++) {
            guest.select(queue);
            assertThat(guest.queue16(30)).as("queue_notify_off").isEqualTo(queue);
            assertThat(guest.queue16(56)).as("queue_notif_config_data").isEqualTo(queue);
        }
    }

    @Test
    void theWindowIsMemoryOfItsOwnPrefetchableBar() {
        assertThat(config32(0x18) & 0xf).as("64-bit, prefetchable").isEqualTo(0xc);
        int at = guest.capability(FsGuest.SHARED_MEMORY);
        assertThat(config32(at + 16)).as("offset_hi").isZero();
        assertThat(config32(at + 20)).as("length_hi").isZero();
        long window = guest.barAddress(2);
        assertThat(guest.memory.isMemory(window, 4 << 20)).isTrue();
        assertThat(window % (2 << 20)).as("aligned for Linux's 2 MiB ranges").isZero();
        guest.memory.write32(window + (4 << 20) - 4, 0x1234_5678);
        assertThat(guest.memory.read32(window + (4 << 20) - 4)).isEqualTo(0x1234_5678);
    }

    @Test
    void aWindowOf8GiBNeedsTheUpperHalvesOfItsCapability() {
        try (FsGuest large = guest(VirtioFsConfig.tagged("big").daxBytes(8L << 30).build())) {
            int at = large.capability(FsGuest.SHARED_MEMORY);
            assertThat(large.memory.read32(large.config(at + 12))).isZero();
            assertThat(large.memory.read32(large.config(at + 20))).isEqualTo(2);
            assertThat(large.memory.isMemory(large.barAddress(2), 8L << 30)).isTrue();
        }
    }

    @Test
    void withoutDaxThereIsNeitherCapabilityNorBar() {
        try (FsGuest plain = guest(VirtioFsConfig.tagged("plain").build())) {
            assertThat(plain.capability(FsGuest.SHARED_MEMORY)).isZero();
            assertThat(plain.memory.read32(plain.config(0x18))).isZero();
            assertThat(plain.memory.read32(plain.config(0x1c))).isZero();
        }
    }

    @Test
    void thereIsAVectorForEachQueueAndOneForChanges() {
        int at = guest.msixCapability();
        assertThat(config16(at + 2)).as("table size minus one").isEqualTo(4 - 1);
        assertThat(config32(at + 4)).as("table at 0 of BAR 1").isEqualTo(1);
        assertThat(config32(at + 8)).as("pending bits at 0x800 of BAR 1").isEqualTo(0x801);
    }

    @Test
    void theLargestDeviceStillHasRoomForItsVectors() {
        VirtioFsConfig config =
                VirtioFsConfig.tagged("wide").requestQueues(1023).queueSize(8).build();
        try (FsGuest wide = guest(config)) {
            int at = wide.msixCapability();
            assertThat(wide.memory.read16(wide.config(at + 2))).isEqualTo(1025 - 1);
            List<DriverRing> rings = wide.start(FsGuest.FEATURES);
            int id = wide.send(rings.get(1023), 1023, GETATTR, 16);
            wide.run();
            assertThat(rings.get(1023).take()).isEqualTo(new Used(id, 16));
            assertThat(wide.interrupts).containsExactly(FsGuest.identity(1024));
        }
    }

    @Test
    void featuresAreReadAndWrittenByWords() {
        assertThat(guest.offered()).isEqualTo(FsGuest.FEATURES);
        guest.memory.write32(guest.structure(FsGuest.COMMON, 0), 2);
        assertThat(guest.memory.read32(guest.structure(FsGuest.COMMON, 4)))
                .as("there are 64 feature bits")
                .isZero();
        guest.negotiate(FsGuest.FEATURES);
        for (int word = 0; word < 3; word++) {
            guest.memory.write32(guest.structure(FsGuest.COMMON, 8), word);
            assertThat(guest.memory.read32(guest.structure(FsGuest.COMMON, 12)))
                    .isEqualTo(word < 2 ? (int) (FsGuest.FEATURES >>> (32 * word)) : 0);
        }
    }

    @Test
    void queueRegistersAreOfTheSelectedQueue() {
        assertThat(guest.queue16(18)).as("num_queues").isEqualTo(3);
        for (int queue = 0; queue < 3; queue++) {
            guest.select(queue);
            assertThat(guest.queue16(22)).isEqualTo(queue);
            assertThat(guest.queue16(24)).as("queue_size").isEqualTo(128);
            assertThat(guest.queue16(28)).as("queue_enable").isZero();
            guest.queue16(24, 32 >> queue);
            guest.queue64(32, 0x1_2345_6000L + queue);
            guest.queue64(40, 0x2_2345_6000L + queue);
            guest.queue64(48, 0x3_2345_6000L + queue);
        }
        for (int queue = 0; queue < 3; queue++) {
            guest.select(queue);
            assertThat(guest.queue16(24)).isEqualTo(32 >> queue);
            for (int area = 0; area < 3; area++) {
                long expected = ((area + 1L) << 32) + 0x2345_6000L + queue;
                long at = guest.structure(FsGuest.COMMON, 32 + 8 * area);
                assertThat(guest.memory.read32(at)).isEqualTo((int) expected);
                assertThat(guest.memory.read32(at + 4)).isEqualTo(area + 1);
                assertThat(guest.memory.read64(at)).isEqualTo(expected);
            }
        }
    }

    @Test
    void aQueueThatDoesNotExistHasSizeZero() {
        guest.select(3);
        assertThat(guest.queue16(24)).isZero();
        guest.queue16(24, 8);
        guest.queue16(26, 0);
        guest.queue16(28, 1);
        assertThat(guest.queue16(24)).isZero();
        assertThat(guest.queue16(26)).isEqualTo(0xffff);
        assertThat(guest.queue16(28)).isZero();
    }

    @Test
    void vectorsThatDoNotExistReadBackAsNone() {
        int[] written = {0, 3, 4, 0x7ff, 0xffff};
        int[] read = {0, 3, 0xffff, 0xffff, 0xffff};
        guest.select(1);
        for (int i = 0; i < written.length; i++) {
            guest.queue16(16, written[i]);
            guest.queue16(26, written[i]);
            assertThat(guest.queue16(16)).as("config_msix_vector").isEqualTo(read[i]);
            assertThat(guest.queue16(26)).as("queue_msix_vector").isEqualTo(read[i]);
        }
    }

    @Test
    void aResetUnmapsAllVectors() {
        guest.queue16(16, 0);
        guest.queue16(26, 1);
        guest.status(0);
        assertThat(guest.queue16(16)).isEqualTo(0xffff);
        assertThat(guest.queue16(26)).isEqualTo(0xffff);
    }

    @Test
    void eventsMayShareAVector() {
        List<DriverRing> rings = guest.start(FsGuest.FEATURES);
        for (int queue = 0; queue < 3; queue++) {
            guest.select(queue);
            guest.queue16(26, 3);
        }
        guest.send(rings.get(1), 1, GETATTR, 16);
        guest.send(rings.get(2), 2, GETATTR, 16);
        guest.run();
        assertThat(guest.interrupts).containsExactly(FsGuest.identity(3), FsGuest.identity(3));
    }

    @Test
    void aQueueWithoutVectorInterruptsNobody() {
        List<DriverRing> rings = guest.start(FsGuest.FEATURES);
        guest.select(1);
        guest.queue16(26, 0xffff);
        int id = guest.send(rings.get(1), 1, GETATTR, 16);
        guest.run();
        assertThat(rings.get(1).take()).isEqualTo(new Used(id, 16));
        assertThat(guest.interrupts).isEmpty();
        assertThat(guest.memory.read8(guest.structure(FsGuest.ISR, 0)))
                .as("the ISR status is not used with MSI-X")
                .isZero();
    }

    @Test
    void aMaskedVectorIsSentWhenItIsUnmasked() {
        List<DriverRing> rings = guest.start(FsGuest.FEATURES);
        long control = guest.barAddress(1) + 16 * 2 + 12;
        guest.memory.write32(control, 1);
        guest.send(rings.get(1), 1, GETATTR, 16);
        guest.run();
        assertThat(guest.interrupts).isEmpty();
        guest.memory.write32(control, 0);
        assertThat(guest.interrupts).containsExactly(FsGuest.identity(2));
    }

    @Test
    void withoutMsixTheLineStaysUpUntilTheIsrIsRead() {
        List<DriverRing> rings = guest.start(FsGuest.FEATURES);
        guest.memory.write16(guest.config(guest.msixCapability() + 2), 0);
        guest.send(rings.get(1), 1, GETATTR, 16);
        guest.run();
        assertThat(guest.interrupts).containsExactly(FsGuest.intx());
        assertThat(guest.machine.wired().lineLevel(FsGuest.SLOT % 4)).isTrue();
        assertThat(config16(0x06) & 8).as("interrupt status").isNotZero();

        assertThat(guest.memory.read8(guest.structure(FsGuest.ISR, 0))).isEqualTo(1);
        assertThat(guest.machine.wired().lineLevel(FsGuest.SLOT % 4)).isFalse();
        assertThat(config16(0x06) & 8).isZero();
        assertThat(guest.memory.read8(guest.structure(FsGuest.ISR, 0)))
                .as("reading clears")
                .isZero();
    }

    @Test
    void aBrokenDeviceWithoutMsixSetsTheOtherIsrBit() {
        List<DriverRing> rings = guest.start(FsGuest.FEATURES);
        guest.memory.write16(guest.config(guest.msixCapability() + 2), 0);
        guest.send(rings.get(1), 1, GETATTR, 1);
        guest.run();
        assertThat(guest.interrupts).containsExactly(FsGuest.intx());
        assertThat(guest.memory.read8(guest.structure(FsGuest.ISR, 0))).isEqualTo(2);
    }

    @Test
    void aResetDropsTheLine() {
        List<DriverRing> rings = guest.start(FsGuest.FEATURES);
        guest.memory.write16(guest.config(guest.msixCapability() + 2), 0);
        guest.send(rings.get(1), 1, GETATTR, 16);
        guest.run();
        guest.status(0);
        assertThat(guest.machine.wired().lineLevel(FsGuest.SLOT % 4)).isFalse();
        assertThat(guest.memory.read8(guest.structure(FsGuest.ISR, 0))).isZero();
    }

    @Test
    void powerOnResetReachesTheDevice() {
        guest.start(FsGuest.FEATURES);
        guest.machine.pci().reset();
        assertThat(guest.device.status()).isZero();
        assertThat(guest.device.driverFeatures()).isZero();
    }

    @Test
    void structuresCanBeReachedThroughConfigurationSpaceAlone() {
        window(0x2000, 4);
        assertThat(config32(data())).as("the tag's first bytes").isEqualTo(0x7366_796d);
        window(20, 1);
        guest.memory.write32(guest.config(data()), FsGuest.ACKNOWLEDGE);
        assertThat(guest.status()).isEqualTo(FsGuest.ACKNOWLEDGE);
        assertThat(config8(data())).isEqualTo(FsGuest.ACKNOWLEDGE);
        window(22, 2);
        guest.memory.write32(guest.config(data()), 2);
        assertThat(guest.queue16(22)).isEqualTo(2);
    }

    @Test
    void aKickThroughConfigurationSpaceIsAKick() {
        List<DriverRing> rings = new ArrayList<>(guest.start(FsGuest.FEATURES));
        DriverRing requests = rings.get(1);
        guest.send(requests, 1, GETATTR, 16);
        guest.run();
        requests.take();
        guest.memory.write16(guest.config(4), 4);
        DriverRing.Element[] elements = {
            new DriverRing.Element(guest.message(GETATTR, 56), 56, false),
            new DriverRing.Element(guest.buffer(), 16, true)
        };
        int id = requests.add(elements, 0);
        window(0x3004, 2);
        guest.memory.write32(guest.config(data()), 1);
        guest.run();
        assertThat(requests.take()).isEqualTo(new Used(id, 16));
    }

    @ParameterizedTest
    @CsvSource({
        "4, 0x2001, 4", // not aligned
        "4, 0x2000, 3", // no size
        "4, 0x2000, 8",
        "4, 0x2000, 0",
        "4, 0x4000, 4", // past the structures
        "4, 0xfffffffc, 4",
        "1, 0x0000, 4", // not the structures' BAR
        "2, 0x0000, 4",
        "0, 0x2000, 4",
        "7, 0x2000, 4",
    })
    void theWindowGivesOnlyWhatItMay(int bar, String offset, int length) {
        int at = guest.capability(FsGuest.PCI_CFG);
        guest.memory.write8(guest.config(at + 4), bar);
        guest.memory.write32(guest.config(at + 8), Long.decode(offset).intValue());
        guest.memory.write32(guest.config(at + 12), length);
        guest.memory.write32(guest.config(data()), 0x0f);
        assertThat(config32(data())).as("just the bytes written").isEqualTo(0x0f);
        assertThat(guest.status()).isZero();
    }

    private int data() {
        return guest.capability(FsGuest.PCI_CFG) + 16;
    }

    private void window(int offset, int length) {
        int at = guest.capability(FsGuest.PCI_CFG);
        guest.memory.write8(guest.config(at + 4), 4);
        guest.memory.write32(guest.config(at + 8), offset);
        guest.memory.write32(guest.config(at + 12), length);
    }

    @Test
    void readOnlyPartsOfTheCapabilitiesStaySo() {
        for (int type : new int[] {1, 2, 3, 4, 8}) {
            int at = guest.capability(type);
            int before = config32(at + 8);
            guest.memory.write32(guest.config(at + 8), ~before);
            assertThat(config32(at + 8)).isEqualTo(before);
        }
    }

    @Test
    void accessesThatHitNoFieldDoNothing() {
        for (int offset = 0; offset < 0x4000; offset++) {
            for (int size : new int[] {1, 2, 4, 8}) {
                if (offset + size <= 0x4000 && offset != 20 && offset % 0x1000 > 64) {
                    long at = guest.structure(FsGuest.COMMON, offset);
                    write(at, size);
                }
            }
        }
        assertThat(guest.status()).isZero();
        assertThat(guest.device.brokenBecause()).isNull();
    }

    private void write(long at, int size) {
        switch (size) {
            case 1 -> guest.memory.write8(at, -1);
            case 2 -> guest.memory.write16(at, -1);
            case 4 -> guest.memory.write32(at, -1);
            default -> guest.memory.write64(at, -1);
        }
    }
}
