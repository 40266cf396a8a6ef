package dev.fuselage.machine.interrupt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InterruptsTest {
    private final List<String> taken = new ArrayList<>();
    private final InterruptTarget cpus = (cpu, identity) -> taken.add(cpu + ":" + identity);

    @Test
    void writeOfAnIdentityInterruptsTheCpuOfThePage() {
        MessageInterrupts messages = new MessageInterrupts(cpus, 4);
        assertThat(messages.size()).isEqualTo(0x4000);
        messages.write(0, 4, 1);
        messages.write(0x3000, 4, 2047);
        assertThat(taken).containsExactly("0:1", "3:2047");
        assertThat(messages.read(0, 4)).isZero();
    }

    @Test
    void reservedIdentitiesRegistersAndSizesAreIgnored() {
        MessageInterrupts messages = new MessageInterrupts(cpus, 1);
        messages.write(0, 4, 0);
        messages.write(0, 4, 2048);
        messages.write(0, 4, 0xffff_ffffL);
        messages.write(4, 4, 1);
        messages.write(0, 2, 1);
        messages.write(0, 8, 1);
        assertThat(taken).isEmpty();
    }

    @Test
    void lineInterruptsOnItsRisingEdgeOnly() {
        WiredInterrupts wired = new WiredInterrupts(cpus);
        wired.set(2, 0, true);
        wired.set(2, 0, true);
        assertThat(taken).containsExactly("0:" + (WiredInterrupts.WIRED_BASE + 2));
        wired.set(2, 0, false);
        wired.set(2, 0, true);
        assertThat(taken).hasSize(2);
    }

    @Test
    void sharedLineStaysHighUntilItsLastSourceLetsGo() {
        WiredInterrupts wired = new WiredInterrupts(cpus);
        wired.set(1, 5, true);
        wired.set(1, 9, true);
        wired.set(1, 5, false);
        assertThat(wired.lineLevel(1)).isTrue();
        assertThat(wired.lineLevel(0)).isFalse();
        wired.set(1, 9, false);
        assertThat(wired.lineLevel(1)).isFalse();
        assertThat(taken).hasSize(1);
    }

    @Test
    void lineThatEndsAtAControllerTellsItBothEdgesAndNoCpu() {
        WiredInterrupts wired = new WiredInterrupts(cpus);
        List<Boolean> levels = new ArrayList<>();
        wired.set(3, 1, true);
        taken.clear();
        wired.connect(3, levels::add);
        wired.set(3, 2, true);
        wired.set(3, 1, false);
        wired.set(3, 2, false);
        wired.set(3, 2, true);
        assertThat(levels).containsExactly(true, false, true);
        assertThat(taken).isEmpty();
    }

    @Test
    void wiredIdentitiesFollowTheMessageIdentities() {
        assertThat(WiredInterrupts.WIRED_BASE).isEqualTo(MessageInterrupts.MAX_IDENTITY + 1);
    }

    @Test
    void unknownSourceIsRefused() {
        WiredInterrupts wired = new WiredInterrupts(cpus);
        assertThatThrownBy(() -> wired.set(0, 64, true))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
