package dev.fuselage.machine.pci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.machine.interrupt.WiredInterrupts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IntxTest {
    private final Bus bus = new Bus();
    private final TestFunction function = new TestFunction().withBar(0, 0x1000, BarKind.MEMORY_32);
    private final WiredInterrupts wired = bus.machine.wired();

    @AfterEach
    void close() {
        bus.close();
    }

    private boolean status(int slot) {
        return (bus.read16(slot, 0x06) & 8) != 0;
    }

    @Test
    void levelFollowsTheDeviceOnTheLineOfItsSlot() {
        bus.machine.pci().plug(6, function);
        function.intx(true);
        assertThat(wired.lineLevel(2)).as("slot 6, INTA#: line 6 mod 4").isTrue();
        assertThat(status(6)).isTrue();
        assertThat(bus.interrupts).containsExactly("0:" + (WiredInterrupts.WIRED_BASE + 2));
        function.intx(false);
        assertThat(wired.lineLevel(2)).isFalse();
        assertThat(status(6)).isFalse();
    }

    @Test
    void interruptDisableHoldsTheLineButNotTheStatus() {
        bus.machine.pci().plug(0, function);
        bus.command(0, 0x400);
        function.intx(true);
        assertThat(wired.lineLevel(0)).isFalse();
        assertThat(status(0)).isTrue();
        bus.command(0, 0);
        assertThat(wired.lineLevel(0)).isTrue();
    }

    @Test
    void msixReplacesTheLine() {
        function.withMsix(1, 0, 0, 0x800);
        bus.machine.pci().plug(0, function);
        function.intx(true);
        assertThat(wired.lineLevel(0)).isTrue();
        bus.write16(0, 0x42, 0x8000);
        assertThat(wired.lineLevel(0)).isFalse();
        bus.write16(0, 0x42, 0);
        assertThat(wired.lineLevel(0)).isTrue();
    }

    @Test
    void twoFunctionsOnOneLineShareItsLevel() {
        TestFunction other = new TestFunction();
        bus.machine.pci().plug(1, function);
        bus.machine.pci().plug(5, other);
        function.intx(true);
        other.intx(true);
        function.intx(false);
        assertThat(wired.lineLevel(1)).isTrue();
        other.intx(false);
        assertThat(wired.lineLevel(1)).isFalse();
    }

    @Test
    void resetReleasesTheLine() {
        bus.machine.pci().plug(0, function);
        function.intx(true);
        bus.machine.pci().reset();
        assertThat(wired.lineLevel(0)).isFalse();
        assertThat(status(0)).isFalse();
    }
}
