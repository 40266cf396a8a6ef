package dev.fuselage.machine.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.machine.MemoryMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MsixTest {
    private static final long BAR = MemoryMap.PCI_MMIO32_BASE;
    private static final int VECTORS = 70;
    private static final long PBA = 0x800;

    /** Offset of Message Control: the capability is the first. */
    private static final int CONTROL = 0x42;

    private static final int ENABLE = 0x8000;
    private static final int FUNCTION_MASK = 0x4000;

    private final Bus bus = new Bus();
    private final TestFunction function = new TestFunction().withBar(1, 0x1000, BarKind.MEMORY_32);
    private final Msix msix = function.withMsix(VECTORS, 1, 0, PBA);

    @BeforeEach
    void place() {
        bus.machine.pci().plug(0, function);
        bus.write32(0, 0x14, (int) BAR);
        bus.command(0, 6);
    }

    @AfterEach
    void close() {
        bus.close();
    }

    private void program(int vector, int cpu, int identity) {
        bus.memory.write64(BAR + 16L * vector, MemoryMap.MSI_BASE + cpu * 0x1000L);
        bus.memory.write32(BAR + 16L * vector + 8, identity);
    }

    private void mask(int vector, boolean masked) {
        bus.memory.write32(BAR + 16L * vector + 12, masked ? 1 : 0);
    }

    private boolean pendingBit(int vector) {
        return (bus.memory.read64(BAR + PBA + vector / 64 * 8L) >>> vector & 1) != 0;
    }

    @Test
    void capabilityTellsSizePlacesAndBar() {
        assertThat(bus.read8(0, 0x40)).isEqualTo(0x11);
        assertThat(bus.read16(0, CONTROL)).isEqualTo(VECTORS - 1);
        assertThat(bus.read32(0, 0x44)).as("table offset and BAR").isEqualTo(1);
        assertThat(bus.read32(0, 0x48)).as("pending bits").isEqualTo(0x801);
        bus.write16(0, CONTROL, 0xffff);
        assertThat(bus.read16(0, CONTROL)).isEqualTo(ENABLE | FUNCTION_MASK | (VECTORS - 1));
    }

    @Test
    void vectorsAreMaskedAfterResetAndReservedBitsReadZero() {
        for (int vector = 0; vector < VECTORS; vector++) {
            assertThat(bus.memory.read32(BAR + 16L * vector + 12)).isEqualTo(1);
        }
        bus.memory.write32(BAR, -1);
        bus.memory.write32(BAR + 12, -1);
        assertThat(bus.memory.read32(BAR)).as("address, dword aligned").isEqualTo(-4);
        assertThat(bus.memory.read32(BAR + 12)).as("vector control").isEqualTo(1);
    }

    @Test
    void unmaskedVectorSendsItsMessage() {
        bus.write16(0, CONTROL, ENABLE);
        program(0, 0, 5);
        program(69, 1, 2047);
        mask(0, false);
        mask(69, false);
        msix.notify(0);
        msix.notify(69);
        assertThat(bus.interrupts).containsExactly("0:5", "1:2047");
        assertThat(pendingBit(0)).isFalse();
    }

    @Test
    void disabledFunctionSendsNothingAndKeepsNothing() {
        program(0, 0, 5);
        mask(0, false);
        msix.notify(0);
        bus.write16(0, CONTROL, ENABLE);
        assertThat(bus.interrupts).isEmpty();
        assertThat(msix.enabled()).isTrue();
    }

    @Test
    void maskedVectorIsPendingAndIsSentOnceWhenUnmasked() {
        bus.write16(0, CONTROL, ENABLE);
        program(65, 0, 9);
        msix.notify(65);
        msix.notify(65);
        assertThat(bus.interrupts).isEmpty();
        assertThat(pendingBit(65)).isTrue();
        assertThat(bus.memory.read32(BAR + PBA + 8)).isEqualTo(2);
        assertThat(msix.isPending(65)).isTrue();
        mask(65, false);
        assertThat(bus.interrupts).containsExactly("0:9");
        assertThat(pendingBit(65)).isFalse();
    }

    @Test
    void functionMaskHoldsAllVectorsBack() {
        bus.write16(0, CONTROL, ENABLE | FUNCTION_MASK);
        program(0, 0, 1);
        program(1, 0, 2);
        mask(0, false);
        msix.notify(0);
        msix.notify(1);
        assertThat(bus.interrupts).isEmpty();
        bus.write16(0, CONTROL, ENABLE);
        assertThat(bus.interrupts).as("vector 1 is still masked itself").containsExactly("0:1");
        assertThat(pendingBit(1)).isTrue();
    }

    @Test
    void messageProgrammedWhileMaskedIsTheOneThatIsSent() {
        bus.write16(0, CONTROL, ENABLE);
        program(0, 0, 1);
        msix.notify(0);
        program(0, 1, 7);
        mask(0, false);
        assertThat(bus.interrupts).containsExactly("1:7");
    }

    @Test
    void functionThatIsNotBusMasterSendsNothing() {
        bus.write16(0, CONTROL, ENABLE);
        program(0, 0, 5);
        mask(0, false);
        bus.command(0, 2);
        msix.notify(0);
        assertThat(bus.interrupts).isEmpty();
    }

    @Test
    void messageToAnAddressWhereNothingAnswersIsLost() {
        bus.write16(0, CONTROL, ENABLE);
        bus.memory.write64(BAR, -4);
        mask(0, false);
        msix.notify(0);
        assertThat(bus.interrupts).isEmpty();
    }

    @Test
    void messageMayBeAnOrdinaryWriteToRam() {
        bus.write16(0, CONTROL, ENABLE);
        bus.memory.write64(BAR, MemoryMap.RAM_BASE + 64);
        bus.memory.write32(BAR + 8, 0x1234);
        mask(0, false);
        msix.notify(0);
        assertThat(bus.memory.read32(MemoryMap.RAM_BASE + 64)).isEqualTo(0x1234);
    }

    @Test
    void pendingBitsCannotBeWrittenAndOddAccessesAreIgnored() {
        bus.memory.write64(BAR + PBA, -1);
        assertThat(bus.memory.read64(BAR + PBA)).isZero();
        bus.memory.write8(BAR, 0xff);
        bus.memory.write32(BAR + 2, -1);
        assertThat(bus.memory.read64(BAR)).isZero();
        assertThat(bus.memory.read16(BAR + 12)).isZero();
    }

    @Test
    void restOfTheBarIsTheDevices() {
        assertThat(bus.memory.read32(BAR + 16 * VECTORS)).isEqualTo(0xba1);
        assertThat(bus.memory.read32(BAR + PBA + 16)).isEqualTo(0xba1);
    }

    @Test
    void disablingForgetsPendingMessages() {
        bus.write16(0, CONTROL, ENABLE);
        msix.notify(3);
        bus.write16(0, CONTROL, 0);
        bus.write16(0, CONTROL, ENABLE);
        assertThat(pendingBit(3)).isFalse();
    }

    @Test
    void resetMasksAndDisables() {
        bus.write16(0, CONTROL, ENABLE);
        program(0, 0, 5);
        mask(0, false);
        bus.machine.pci().reset();
        assertThat(msix.enabled()).isFalse();
        bus.write32(0, 0x14, (int) BAR);
        bus.command(0, 6);
        assertThat(bus.memory.read64(BAR)).isZero();
        assertThat(bus.memory.read32(BAR + 12)).isEqualTo(1);
    }

    @Test
    void tableThatDoesNotFitItsBarIsRefused() {
        TestFunction other = new TestFunction().withBar(0, 0x1000, BarKind.MEMORY_32);
        assertThatThrownBy(() -> other.withMsix(4, 1, 0, 0x800))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> other.withMsix(256, 0, 0, 0x800))
                .hasMessageContaining("overlapping");
        assertThatThrownBy(() -> other.withMsix(4, 0, 4, 0x800))
                .hasMessageContaining("multiples of 8");
        assertThatThrownBy(() -> other.withMsix(4, 0, 0, 0x1000))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> other.withMsix(0, 0, 0, 0x800)).hasMessageContaining("1 to 2048");
        assertThatThrownBy(() -> other.withMsix(2049, 0, 0, 0x800))
                .hasMessageContaining("1 to 2048");
    }

    /** Each message is aimed at the mask of the next vector, which has one waiting as well. */
    @Test
    void messagesThatSetOffMessagesEndWithTheFirst() {
        TestFunction large = new TestFunction().withBar(0, 0x10000, BarKind.MEMORY_32);
        Msix vectors = large.withMsix(2048, 0, 0, 0x8000);
        bus.machine.pci().plug(1, large);
        long table = BAR + 0x10000;
        bus.write32(1, 0x10, (int) table);
        bus.command(1, 6);
        bus.write16(1, CONTROL, ENABLE);
        for (int vector = 0; vector < 2048; vector++) {
            bus.memory.write64(table + 16L * vector, table + 16L * (vector + 1) + 12);
            bus.memory.write32(table + 16L * vector + 8, 0);
            vectors.notify(vector);
        }
        bus.memory.write32(table + 12, 0);
        assertThat(vectors.isPending(0)).as("sent").isFalse();
        assertThat(bus.memory.read32(table + 16 + 12)).as("mask of the next vector").isZero();
        assertThat(vectors.isPending(2)).as("not reached").isTrue();
    }
}
