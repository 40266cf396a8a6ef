package dev.fuselage.kernel.pci;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.TestMachine;
import dev.fuselage.kernel.irq.CpuGroups;
import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.pci.BarKind;
import dev.fuselage.machine.pci.Msix;
import dev.fuselage.machine.pci.PciDevice;
import dev.fuselage.machine.pci.PciIdentity;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PciBusTest {
    private final TestMachine machine = new TestMachine(2);

    @AfterEach
    void close() {
        machine.close();
    }

    /** Reads as its own offset. */
    private static final class Echo implements MmioRegion {
        long written;

        @Override
        public long read(long offset, int size) {
            return offset;
        }

        @Override
        public void write(long offset, int size, long value) {
            written = value;
        }
    }

    private static final class Card extends PciDevice {
        final Echo registers = new Echo();
        final Msix vectors;

        Card(int device) {
            super(new PciIdentity(0x1af4, device, 0x018000, 1, 0x1af4, device));
            memoryBar(1, 0x1000, BarKind.MEMORY_32, new Echo());
            memoryBar(2, 1L << 21, BarKind.MEMORY_64_PREFETCHABLE, new Echo());
            memoryBar(4, 0x4000, BarKind.MEMORY_64_PREFETCHABLE, registers);
            addCapability(0x09, new byte[] {4, 7}, new byte[2]);
            vectors = msix(3, 1, 0, 0x800);
            addCapability(0x09, new byte[] {4, 8}, new byte[2]);
        }
    }

    @Test
    void functionsAreFoundAndTheirBarsPlacedLargestFirstInTheRightWindows() {
        Card card = new Card(0x105a);
        machine.machine.pci().plug(1, card);
        machine.machine.pci().plug(7, new Card(0x1041));
        machine.run(machine.bus::enumerate);
        assertThat(machine.bus.functions())
                .extracting(PciFunction::name)
                .containsExactly("0000:00:01.0", "0000:00:07.0");
        long high = machine.machine.pci().window64().base();
        long low = machine.machine.pci().window32().base();
        PciFunction first = machine.bus.functions().get(0);
        PciFunction second = machine.bus.functions().get(1);
        assertThat(bar(first, 2).start()).isEqualTo(high);
        assertThat(bar(second, 2).start()).isEqualTo(high + (1L << 21));
        assertThat(bar(first, 4).start()).isEqualTo(high + (2L << 21));
        assertThat(bar(second, 4).start()).isEqualTo(high + (2L << 21) + 0x4000);
        assertThat(bar(first, 1).start()).isEqualTo(low);
        assertThat(bar(second, 1).start()).isEqualTo(low + 0x1000);
        assertThat(first.bar(0)).isNull();
        assertThat(first.bar(3)).isNull();
        assertThat(bar(first, 4).toString())
                .isEqualTo(
                        "BAR 4 [mem %#010x-%#010x 64bit pref]"
                                .formatted(high + (2L << 21), high + (2L << 21) + 0x3fff));
        assertThat(first.describe())
                .isEqualTo(
                        "00:01.0 Mass storage controller [0180]: Red Hat, Inc. Virtio 1.0 file system [1af4:105a] (rev 01)");
    }

    private static PciResource bar(PciFunction function, int index) {
        return Objects.requireNonNull(function.bar(index));
    }

    @Test
    void enablingLetsTheRegistersAnswerWhereTheBarIs() {
        Card card = new Card(0x105a);
        machine.machine.pci().plug(1, card);
        machine.run(() -> {
            machine.bus.enumerate();
            PciFunction function = machine.bus.functions().get(0);
            assertThat(function.enable()).isZero();
            assertThat(machine.io.read32(bar(function, 4).start() + 0x124)).isEqualTo(0x124);
            machine.io.write32(bar(function, 4).start(), 0xbeef);
        });
        assertThat(card.registers.written).isEqualTo(0xbeef);
        assertThat(machine.log.lines())
                .anyMatch(line ->
                        line.endsWith("virtio-pci 0000:00:01.0: enabling device (0000 -> 0002)"));
    }

    @Test
    void everyAccessToARegisterCostsAnExitAndADoorbellTheCheaperOne() {
        machine.machine.pci().plug(1, new Card(0x105a));
        long[] spent = new long[2];
        machine.run(() -> {
            machine.bus.enumerate();
            PciFunction function = machine.bus.functions().get(0);
            int _ = function.enable();
            long before = machine.scheduler().now();
            int _ = machine.io.read32(bar(function, 4).start());
            spent[0] = machine.scheduler().now() - before;
            before = machine.scheduler().now();
            machine.io.ring(bar(function, 4).start(), 1);
            spent[1] = machine.scheduler().now() - before;
        });
        var costs = machine.guest.simulation.costs();
        assertThat(spent).containsExactly(costs.of(Cost.VM_EXIT_USER), costs.of(Cost.VM_EXIT));
    }

    @Test
    void capabilitiesAreFoundInTheOrderOfTheList() {
        machine.machine.pci().plug(1, new Card(0x105a));
        machine.run(() -> {
            machine.bus.enumerate();
            PciFunction function = machine.bus.functions().get(0);
            int first = function.findCapability(0x09);
            int second = function.findNextCapability(first, 0x09);
            assertThat(function.readConfig8(first + 3)).isEqualTo(7);
            assertThat(function.readConfig8(second + 3)).isEqualTo(8);
            assertThat(function.findNextCapability(second, 0x09)).isZero();
            assertThat(function.findCapability(0x05)).isZero();
        });
    }

    @Test
    void vectorsAreProgrammedSoThatTheDevicesMessageArrives() {
        Card card = new Card(0x105a);
        machine.machine.pci().plug(1, card);
        machine.run(() -> {
            machine.bus.enumerate();
            PciFunction function = machine.bus.functions().get(0);
            int _ = function.enable();
            function.setMaster();
            assertThat(function.allocateVectors(CpuGroups.affinity(3, 1, 2))).isZero();
            MsixVectors msix = Objects.requireNonNull(function.msix());
            for (int i = 0; i < 3; i++) {
                int me = i;
                machine.interrupts.request(
                        msix.irq(i),
                        "v" + i,
                        () -> {
                            machine.guest.say("vector " + me + " cpu" + machine.scheduler().cpu());
                            return true;
                        });
            }
            card.vectors.notify(2);
            machine.guest.time.msleep(1);
            card.vectors.notify(1);
        });
        assertThat(machine.guest.said()).containsExactly("vector 2 cpu1", "vector 1 cpu0");
    }

    @Test
    void moreVectorsThanTheFunctionHasAreRefusedAndFreedOnesCanBeUsedAgain() {
        machine.machine.pci().plug(1, new Card(0x105a));
        machine.run(() -> {
            machine.bus.enumerate();
            PciFunction function = machine.bus.functions().get(0);
            int _ = function.enable();
            assertThat(function.allocateVectors(CpuGroups.affinity(4, 1, 2)))
                    .isEqualTo(-Errno.ENOSPC);
            assertThat(function.allocateVectors(CpuGroups.affinity(3, 1, 2))).isZero();
            int before = Objects.requireNonNull(function.msix()).irq(0).messageData();
            function.freeVectors();
            assertThat(function.allocateVectors(CpuGroups.affinity(3, 1, 2))).isZero();
            assertThat(Objects.requireNonNull(function.msix()).irq(0).messageData())
                    .isEqualTo(before);
        });
    }
}
