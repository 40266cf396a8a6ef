package dev.fuselage.machine.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CapabilityTest {
    private final Bus bus = new Bus();

    @AfterEach
    void close() {
        bus.close();
    }

    /** Ids in list order, walked as PCI 3.0, 6.7 says. */
    private List<Integer> walk(int slot) {
        List<Integer> ids = new ArrayList<>();
        assertThat(bus.read16(slot, 0x06) & 0x10).as("capabilities list bit").isEqualTo(0x10);
        int at = bus.read8(slot, 0x34);
        while (at != 0) {
            assertThat(at % 4).isZero();
            ids.add(bus.read8(slot, at));
            at = bus.read8(slot, at + 1);
        }
        return ids;
    }

    @Test
    void listLeadsThroughAllCapabilitiesInTheOrderOfAdding() {
        TestFunction function = new TestFunction().withBar(0, 0x1000, BarKind.MEMORY_32);
        int vendor = function.capability(9, new byte[] {16, 1, 2, 3}, new byte[4]);
        function.withMsix(3, 0, 0, 0x800);
        int last = function.capability(9, new byte[14], new byte[14]);
        bus.machine.pci().plug(0, function);
        assertThat(walk(0)).containsExactly(9, 0x11, 9);
        assertThat(vendor).isEqualTo(0x40);
        assertThat(last).isEqualTo(0x54);
        assertThat(bus.read32(0, 0x40)).isEqualTo(0x01104809);
    }

    @Test
    void bodyIsReadOnlyExceptWhereItsMaskSays() {
        TestFunction function = new TestFunction();
        function.capability(
                9, new byte[] {1, 2, 3, 4, 5, 6}, new byte[] {0, 0, 0, (byte) 0xf0, 0, -1});
        bus.machine.pci().plug(0, function);
        bus.write32(0, 0x40, -1);
        bus.write32(0, 0x44, -1);
        assertThat(bus.read32(0, 0x40)).isEqualTo(0x02010009);
        assertThat(bus.read32(0, 0x44)).isEqualTo(0xff05f403);
    }

    @Test
    void functionWithoutCapabilitiesHasNoList() {
        bus.machine.pci().plug(0, new TestFunction());
        assertThat(bus.read16(0, 0x06) & 0x10).isZero();
        assertThat(bus.read8(0, 0x34)).isZero();
    }

    @Test
    void capabilityThatDoesNotFitIsRefused() {
        TestFunction function = new TestFunction();
        function.capability(9, new byte[0xbe], new byte[0xbe]);
        assertThatThrownBy(() -> function.capability(9, new byte[1], new byte[1]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not fit at 0x100");
        assertThatThrownBy(() -> new TestFunction().capability(9, new byte[4], new byte[3]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
