package dev.fuselage.machine.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.memory.BusError;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BarTest {
    private static final long LOW = MemoryMap.PCI_MMIO32_BASE;

    private final Bus bus = new Bus();

    @AfterEach
    void close() {
        bus.close();
    }

    /** The sizing algorithm of PCI 3.0, 6.2.5.1: save, write all ones, read, restore. */
    private long size(int slot, int bar) {
        int offset = 0x10 + 4 * bar;
        int savedLow = bus.read32(slot, offset);
        bus.write32(slot, offset, -1);
        long probed = bus.read32(slot, offset) & 0xffff_ffffL;
        bus.write32(slot, offset, savedLow);
        if ((savedLow & 6) == 4) {
            int savedHigh = bus.read32(slot, offset + 4);
            bus.write32(slot, offset + 4, -1);
            probed |= (long) bus.read32(slot, offset + 4) << 32;
            bus.write32(slot, offset + 4, savedHigh);
        } else {
            probed |= 0xffff_ffff_0000_0000L;
        }
        return -(probed & ~0xfL);
    }

    @ParameterizedTest
    @CsvSource({
        "MEMORY_32, 16, 0",
        "MEMORY_32, 4096, 0",
        "MEMORY_32, 2147483648, 0",
        "MEMORY_64, 16384, 4",
        "MEMORY_64, 4294967296, 4",
        "MEMORY_64_PREFETCHABLE, 2097152, 12",
        "MEMORY_64_PREFETCHABLE, 274877906944, 12",
    })
    void probingWithAllOnesGivesTheSizeAndLeavesTheTypeBits(BarKind kind, long size, int type) {
        bus.machine.pci().plug(0, new TestFunction().withBar(2, size, kind));
        assertThat(bus.read32(0, 0x18)).isEqualTo(type);
        assertThat(size(0, 2)).isEqualTo(size);
        assertThat(bus.read32(0, 0x18)).as("restored").isEqualTo(type);
    }

    @Test
    void registersAnswerWhereTheGuestPlacedThemOnceDecodingIsOn() {
        bus.machine.pci().plug(0, new TestFunction().withBar(1, 0x1000, BarKind.MEMORY_32));
        bus.write32(0, 0x14, (int) LOW + 0x5000);
        assertThatThrownBy(() -> bus.memory.read32(LOW + 0x5000)).isInstanceOf(BusError.class);
        bus.command(0, 2);
        assertThat(bus.memory.read32(LOW + 0x5000)).isEqualTo(0xba1);
        assertThat(bus.memory.read32(LOW + 0x5ffc)).isEqualTo(0xba1);
        assertThatThrownBy(() -> bus.memory.read32(LOW + 0x6000)).isInstanceOf(BusError.class);
        bus.command(0, 0);
        assertThatThrownBy(() -> bus.memory.read32(LOW + 0x5000)).isInstanceOf(BusError.class);
    }

    @Test
    void movingABarWhileItDecodesMovesItsRegisters() {
        bus.machine.pci().plug(0, new TestFunction().withBar(1, 0x1000, BarKind.MEMORY_32));
        bus.command(0, 2);
        bus.write32(0, 0x14, (int) LOW);
        assertThat(bus.memory.read32(LOW)).isEqualTo(0xba1);
        bus.write32(0, 0x14, (int) LOW + 0x1000);
        assertThat(bus.memory.read32(LOW + 0x1000)).isEqualTo(0xba1);
        assertThatThrownBy(() -> bus.memory.read32(LOW)).isInstanceOf(BusError.class);
    }

    @Test
    void addressBitsBelowTheSizeAreNotThere() {
        bus.machine.pci().plug(0, new TestFunction().withBar(0, 0x10000, BarKind.MEMORY_32));
        bus.write32(0, 0x10, (int) LOW + 0x12345);
        assertThat(bus.read32(0, 0x10)).isEqualTo((int) LOW + 0x10000);
    }

    @Test
    void hostMemoryIsABarOfRamAbove4Gib() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment content = arena.allocate(1 << 21, 4096);
            bus.machine.pci().plug(5, new TestFunction().withHostBar(2, content));
            assertThat(size(5, 2)).isEqualTo(1 << 21);
            long base = bus.window64() + (1 << 21);
            bus.place64(5, 2, base);
            bus.command(5, 2);
            bus.memory.write64(base + 8, 0x1122334455667788L);
            assertThat(content.get(ValueLayout.JAVA_LONG, 8)).isEqualTo(0x1122334455667788L);
            assertThat(bus.memory.address(base, 1 << 21)).isEqualTo(content.address());
        }
    }

    @Test
    void barOutsideTheBridgesWindowsAnswersNowhere() {
        bus.machine.pci().plug(0, new TestFunction().withBar(0, 0x1000, BarKind.MEMORY_64));
        bus.command(0, 2);
        long ram = MemoryMap.RAM_BASE;
        bus.memory.write32(ram, 42);
        for (long base : new long[] {0, ram, MemoryMap.ECAM_BASE, MemoryMap.MSI_BASE, -0x1000L}) {
            bus.place64(0, 0, base);
            assertThat(bus.memory.read32(ram)).as("BAR at 0x%x", base).isEqualTo(42);
            assertThat(bus.read16(0, 0)).isEqualTo(0x1af4);
        }
        bus.place64(0, 0, bus.window64() + MemoryMap.PCI_MMIO64_SIZE - 0x1000);
        assertThat(bus.memory.read32(bus.window64() + MemoryMap.PCI_MMIO64_SIZE - 0x1000))
                .isEqualTo(0xba0);
        bus.place64(0, 0, bus.window64() + MemoryMap.PCI_MMIO64_SIZE);
        assertThatThrownBy(() -> bus.memory.read32(bus.window64() + MemoryMap.PCI_MMIO64_SIZE))
                .isInstanceOf(BusError.class);
    }

    @Test
    void ofTwoBarsPlacedOverEachOtherTheFirstAnswersUntilItLeaves() {
        TestFunction function =
                new TestFunction()
                        .withBar(0, 0x1000, BarKind.MEMORY_32)
                        .withBar(1, 0x4000, BarKind.MEMORY_32);
        bus.machine.pci().plug(0, function);
        bus.command(0, 2);
        bus.write32(0, 0x10, (int) LOW + 0x1000);
        bus.write32(0, 0x14, (int) LOW);
        assertThat(bus.memory.read32(LOW + 0x1000)).isEqualTo(0xba0);
        assertThatThrownBy(() -> bus.memory.read32(LOW)).isInstanceOf(BusError.class);
        bus.write32(0, 0x10, (int) LOW + 0x8000);
        assertThat(bus.memory.read32(LOW + 0x1000)).isEqualTo(0xba1);
        assertThat(bus.memory.read32(LOW + 0x8000)).isEqualTo(0xba0);
    }

    @Test
    void barsOfTwoFunctionsAreIndependent() {
        bus.machine.pci().plug(0, new TestFunction().withBar(0, 0x1000, BarKind.MEMORY_32));
        bus.machine.pci().plug(7, new TestFunction().withBar(4, 0x1000, BarKind.MEMORY_64));
        bus.write32(0, 0x10, (int) LOW);
        bus.place64(7, 4, LOW + 0x1000);
        bus.command(0, 2);
        bus.command(7, 2);
        assertThat(bus.memory.read32(LOW)).isEqualTo(0xba0);
        assertThat(bus.memory.read32(LOW + 0x1000)).isEqualTo(0xba4);
        bus.command(0, 0);
        assertThat(bus.memory.read32(LOW + 0x1000)).isEqualTo(0xba4);
    }

    @Test
    void resetUnplacesBarsAndStopsDecoding() {
        bus.machine.pci().plug(0, new TestFunction().withBar(0, 0x1000, BarKind.MEMORY_32));
        bus.write32(0, 0x10, (int) LOW);
        bus.command(0, 6);
        bus.write8(0, 0x3c, 11);
        bus.machine.pci().reset();
        assertThat(bus.read32(0, 0x10)).isZero();
        assertThat(bus.read16(0, 0x04)).isZero();
        assertThat(bus.read8(0, 0x3c)).isZero();
        assertThatThrownBy(() -> bus.memory.read32(LOW)).isInstanceOf(BusError.class);
    }

    @Test
    void impossibleBarsAreRefused() {
        TestFunction function = new TestFunction().withBar(1, 0x1000, BarKind.MEMORY_64);
        assertThatThrownBy(() -> function.withBar(2, 0x1000, BarKind.MEMORY_32))
                .as("the upper half of BAR 1")
                .hasMessage("BAR 2 is taken");
        assertThatThrownBy(() -> function.withBar(0, 0x1000, BarKind.MEMORY_64))
                .hasMessage("BAR 0 is taken");
        assertThatThrownBy(() -> function.withBar(5, 0x1000, BarKind.MEMORY_64))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> function.withBar(4, 0x1800, BarKind.MEMORY_32))
                .hasMessageContaining("power of two");
        assertThatThrownBy(() -> function.withBar(4, 8, BarKind.MEMORY_32))
                .hasMessageContaining("power of two");
        assertThatThrownBy(() -> function.withBar(4, 1L << 32, BarKind.MEMORY_32))
                .hasMessageContaining("power of two its kind can hold");
        bus.machine.pci().plug(0, function);
        assertThatThrownBy(() -> function.withBar(4, 0x1000, BarKind.MEMORY_32))
                .isInstanceOf(IllegalStateException.class);
    }
}
