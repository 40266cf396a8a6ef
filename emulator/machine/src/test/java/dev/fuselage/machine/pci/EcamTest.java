package dev.fuselage.machine.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.memory.BusError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EcamTest {
    private final Bus bus = new Bus();

    @AfterEach
    void close() {
        bus.close();
    }

    @Test
    void headerHasTheIdentityAtThePlacesOfTheSpecification() {
        bus.machine.pci().plug(3, new TestFunction());
        assertThat(bus.read16(3, 0x00)).isEqualTo(0x1af4);
        assertThat(bus.read16(3, 0x02)).isEqualTo(0x105a);
        assertThat(bus.read8(3, 0x08)).isEqualTo(0x01);
        assertThat(bus.read32(3, 0x08)).isEqualTo(0x01800001);
        assertThat(bus.read8(3, 0x0e)).as("header type 0, one function").isZero();
        assertThat(bus.read32(3, 0x2c)).isEqualTo(0x11001af4);
        assertThat(bus.read8(3, 0x3d)).as("INTA#").isEqualTo(1);
        assertThat(bus.read32(3, 0x30)).as("no expansion ROM").isZero();
    }

    @Test
    void absentFunctionsReadAsAllOnes() {
        bus.machine.pci().plug(3, new TestFunction());
        assertThat(bus.read32(4, 0)).isEqualTo(-1);
        assertThat(bus.read16(31, 0)).isEqualTo(0xffff);
        assertThat(bus.read8(0, 0x3d)).isEqualTo(0xff);
        assertThat(bus.memory.read32(MemoryMap.ECAM_BASE + (3 << 15) + (1 << 12)))
                .as("function 1 of a slot with function 0")
                .isEqualTo(-1);
        assertThat(bus.memory.read32(MemoryMap.ECAM_BASE + (1 << 20) + (3 << 15)))
                .as("the same slot of bus 1")
                .isEqualTo(-1);
        assertThat(bus.memory.read32(MemoryMap.ECAM_BASE + MemoryMap.ECAM_SIZE - 4)).isEqualTo(-1);
    }

    @Test
    void writesToAbsentFunctionsAreLost() {
        bus.write32(9, 0x10, -1);
        assertThat(bus.read32(9, 0x10)).isEqualTo(-1);
    }

    @Test
    void accessPastTheEcamIsABusError() {
        assertThatThrownBy(() -> bus.memory.read32(MemoryMap.ECAM_BASE + MemoryMap.ECAM_SIZE - 2))
                .isInstanceOf(BusError.class);
        assertThatThrownBy(() -> bus.memory.read32(MemoryMap.ECAM_BASE - 4))
                .isInstanceOf(BusError.class);
    }

    @Test
    void unalignedAndEightByteAccessesAreRefused() {
        bus.machine.pci().plug(0, new TestFunction());
        assertThat(bus.read32(0, 2)).isEqualTo(-1);
        assertThat(bus.read16(0, 1)).isEqualTo(0xffff);
        assertThat(bus.memory.read64(MemoryMap.ECAM_BASE)).isEqualTo(-1L);
        bus.write16(0, 0x3b, 0x7777);
        assertThat(bus.read8(0, 0x3c)).isZero();
    }

    @Test
    void extendedSpaceReadsAsZeroWhichMeansNoExtendedCapability() {
        bus.machine.pci().plug(0, new TestFunction());
        assertThat(bus.read32(0, 0x100)).isZero();
        bus.write32(0, 0x100, -1);
        assertThat(bus.read32(0, 0xffc)).isZero();
    }

    @Test
    void onlyWritableBitsChange() {
        bus.machine.pci().plug(0, new TestFunction());
        for (int offset = 0; offset < 0x100; offset += 4) {
            bus.write32(0, offset, -1);
        }
        assertThat(bus.read32(0, 0x00)).isEqualTo(0x105a1af4);
        assertThat(bus.read32(0, 0x04))
                .as("memory space, bus master, interrupt disable; no I/O space")
                .isEqualTo(0x0406);
        assertThat(bus.read32(0, 0x08)).isEqualTo(0x01800001);
        assertThat(bus.read32(0, 0x0c)).as("cache line size").isEqualTo(0xff);
        assertThat(bus.read32(0, 0x10)).as("a BAR that does not exist").isZero();
        assertThat(bus.read32(0, 0x2c)).isEqualTo(0x11001af4);
        assertThat(bus.read32(0, 0x34)).isZero();
        assertThat(bus.read32(0, 0x3c)).as("interrupt line").isEqualTo(0x01ff);
        assertThat(bus.read32(0, 0x40)).isZero();
    }

    @Test
    void byteWritesTouchTheirByteOnly() {
        bus.machine.pci().plug(0, new TestFunction());
        bus.write8(0, 0x05, 0xff);
        assertThat(bus.read16(0, 0x04)).isEqualTo(0x0400);
        bus.write8(0, 0x04, 0x02);
        assertThat(bus.read16(0, 0x04)).isEqualTo(0x0402);
    }

    @Test
    void hooksSeeReadsAndWrites() {
        TestFunction function = new TestFunction();
        bus.machine.pci().plug(0, function);
        assertThat(bus.read32(0, 0xfc)).isEqualTo(0x55);
        bus.write16(0, 0x04, 0x1234);
        assertThat(function.configWrites).containsExactly("4/2=1234");
    }

    @Test
    void slotHoldsOneFunctionAndAFunctionSitsInOneSlot() {
        TestFunction function = new TestFunction();
        bus.machine.pci().plug(0, function);
        assertThatThrownBy(() -> bus.machine.pci().plug(0, new TestFunction()))
                .hasMessage("slot 0 is taken");
        assertThatThrownBy(() -> bus.machine.pci().plug(1, function))
                .hasMessage("already plugged into slot 0");
        assertThatThrownBy(() -> bus.machine.pci().plug(32, new TestFunction()))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void identityThatMeansAbsentIsRefused() {
        assertThatThrownBy(() -> new PciIdentity(0xffff, 1, 0, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PciIdentity(1, 0x10000, 0, 0, 0, 0))
                .hasMessage("device 0x10000: at most 0xffff");
    }
}
