package dev.fuselage.kernel.irq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.kernel.TestMachine;
import dev.fuselage.machine.cost.Cost;
import java.util.BitSet;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterruptsTest {
    private final TestMachine machine = new TestMachine(2);

    @AfterEach
    void close() {
        machine.close();
    }

    private Irq allocate(BitSet mask) {
        return Objects.requireNonNull(machine.interrupts.allocate(mask));
    }

    @Test
    void aMessageReachesItsHandlerOnItsCpu() {
        BitSet second = new BitSet();
        second.set(1);
        Irq irq = allocate(second);
        machine.interrupts.request(
                irq,
                "virtio0-requests.0",
                () -> {
                    machine.guest.say(
                            "cpu"
                                    + machine.scheduler().cpu()
                                    + " "
                                    + machine.scheduler().inInterrupt());
                    return true;
                });
        machine.machine.memory().write32(irq.messageAddress(), irq.messageData());
        machine.guest.run();
        assertThat(machine.guest.said()).containsExactly("cpu1 true");
        assertThat(irq.count()).isEqualTo(1);
        assertThat(irq.name()).isEqualTo("virtio0-requests.0");
    }

    @Test
    void anIdleCpuTakesAnInterruptAfterItsWakeUp() {
        machine.guest.run();
        Irq irq = allocate(CpuGroups.all(1));
        long[] taken = new long[1];
        machine.interrupts.request(
                irq,
                "t",
                () -> {
                    taken[0] = machine.scheduler().now();
                    return true;
                });
        long sent = machine.guest.simulation.now();
        machine.machine.memory().write32(irq.messageAddress(), irq.messageData());
        machine.guest.run();
        var costs = machine.guest.simulation.costs();
        assertThat(taken[0] - sent)
                .isEqualTo(costs.of(Cost.VCPU_WAKEUP) + costs.of(Cost.INTERRUPT));
    }

    @Test
    void twoMessagesBeforeTheFirstIsTakenAreOneInterrupt() {
        Irq irq = allocate(CpuGroups.all(1));
        machine.interrupts.request(irq, "t", () -> true);
        machine.machine.memory().write32(irq.messageAddress(), irq.messageData());
        machine.machine.memory().write32(irq.messageAddress(), irq.messageData());
        machine.guest.run();
        assertThat(irq.count()).isEqualTo(1);
    }

    @Test
    void vectorsSpreadOverTheCpusOfTheirMask() {
        assertThat(allocate(CpuGroups.all(2)).cpu()).isZero();
        assertThat(allocate(CpuGroups.all(2)).cpu()).isEqualTo(1);
        assertThat(allocate(CpuGroups.all(1)).cpu()).isZero();
        Irq fourth = allocate(CpuGroups.all(2));
        assertThat(fourth.cpu()).isEqualTo(1);
        machine.interrupts.release(fourth);
        Irq again = allocate(CpuGroups.all(2));
        assertThat(again.messageData()).isEqualTo(fourth.messageData());
    }

    @Test
    void aCpuWithoutFreeVectorsGivesNone() {
        for (int i = 0; i < 2047; i++) {
            allocate(CpuGroups.all(1));
        }
        assertThat(machine.interrupts.allocate(CpuGroups.all(1))).isNull();
    }

    @Test
    void aWireIsServedUntilItsLevelFallsAndByAllItsHandlers() {
        int[] left = {2};
        machine.interrupts.request(machine.interrupts.wire(1), "other", () -> false);
        machine.interrupts.request(
                machine.interrupts.wire(1),
                "mine",
                () -> {
                    if (--left[0] == 0) {
                        machine.machine.wired().set(1, 5, false);
                    }
                    return true;
                });
        machine.machine.wired().set(1, 5, true);
        machine.guest.run();
        assertThat(left[0]).isZero();
        assertThat(machine.interrupts.wire(1).count()).isEqualTo(2);
    }

    @Test
    void aWireNobodyServesIsGivenUpWithAMessage() {
        machine.interrupts.request(machine.interrupts.wire(2), "other", () -> false);
        machine.machine.wired().set(2, 0, true);
        machine.guest.run();
        assertThat(machine.log.lines()).singleElement().asString().endsWith("irq 3: nobody cared");
    }

    @Test
    void cpusAreGroupedEvenlyNeighboursTogetherTheFirstGroupsLarger() {
        assertThat(CpuGroups.evenly(1, 4)[0].cardinality()).isEqualTo(4);
        assertThat(CpuGroups.evenly(2, 4))
                .extracting(BitSet::toString)
                .containsExactly("{0, 1}", "{2, 3}");
        assertThat(CpuGroups.evenly(3, 8))
                .extracting(BitSet::toString)
                .containsExactly("{0, 1, 2}", "{3, 4, 5}", "{6, 7}");
        assertThat(CpuGroups.evenly(4, 2))
                .extracting(BitSet::toString)
                .containsExactly("{0}", "{1}", "{}", "{}");
        assertThat(CpuGroups.affinity(4, 2, 2))
                .extracting(BitSet::toString)
                .containsExactly("{0, 1}", "{0, 1}", "{0}", "{1}");
    }
}
