package dev.fuselage.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.BusError;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MachineTest {
    private final Simulation simulation =
            new Simulation(CostProfile.standard(), Decisions.CLOCK, 1);

    @Test
    void partsAreWhereTheMemoryMapSays() {
        try (Machine machine = new Machine(simulation, "g", 1 << 20, 2)) {
            GuestMemory memory = machine.memory();
            memory.write32(MemoryMap.RAM_BASE + (1 << 20) - 4, 7);
            assertThatThrownBy(() -> memory.read32(MemoryMap.RAM_BASE + (1 << 20)))
                    .isInstanceOf(BusError.class);
            assertThat(memory.read32(MemoryMap.ECAM_BASE)).isEqualTo(-1);
            assertThat(memory.read32(MemoryMap.MSI_BASE + 0x1000)).isZero();
            assertThatThrownBy(() -> memory.read32(MemoryMap.MSI_BASE + 0x2000))
                    .isInstanceOf(BusError.class);
        }
    }

    @Test
    void rangesOfTheMemoryMapDoNotOverlap() {
        assertThat(MemoryMap.MSI_BASE + MemoryMap.MSI_SIZE)
                .isLessThanOrEqualTo(MemoryMap.ECAM_BASE);
        assertThat(MemoryMap.ECAM_BASE + MemoryMap.ECAM_SIZE)
                .isLessThanOrEqualTo(MemoryMap.PCI_MMIO32_BASE);
        assertThat(MemoryMap.PCI_MMIO32_BASE + MemoryMap.PCI_MMIO32_SIZE)
                .isLessThanOrEqualTo(MemoryMap.RAM_BASE);
        for (long ram : new long[] {4096, 1L << 30, GuestMemory.MAX_RAM}) {
            long window = MemoryMap.pciMmio64Base(ram);
            assertThat(window).isGreaterThanOrEqualTo(MemoryMap.RAM_BASE + ram);
            assertThat(window % (1L << 32)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 32", "30, 32", "64, 16"})
    void largeWindowFitsBesideRamWithinTheLinearMapOfSv39(long ramGib, long windowGib) {
        long linearMapEnd = MemoryMap.RAM_BASE + (124L << 30);
        long window = windowGib << 30;
        long aligned = (MemoryMap.pciMmio64Base(ramGib << 30) + window - 1) & -window;
        assertThat(aligned + window).isLessThanOrEqualTo(linearMapEnd);
    }

    @Test
    void messageReachesTheConnectedCpus() {
        List<String> taken = new ArrayList<>();
        try (Machine machine = new Machine(simulation, "g", 4096, 2)) {
            machine.memory().write32(MemoryMap.MSI_BASE, 3);
            machine.connectCpus((cpu, identity) -> taken.add(cpu + ":" + identity));
            machine.memory().write32(MemoryMap.MSI_BASE + 0x1000, 4);
            machine.wired().set(1, 0, true);
        }
        assertThat(taken).as("what came before was lost").containsExactly("1:4", "0:2049");
    }

    @Test
    void machineWithoutInterruptPagesLeavesTheirPlaceToThePlatform() {
        try (Machine machine = Machine.withoutInterruptPages(simulation, "g", 4096, 2)) {
            assertThat(machine.memory().isFree(MemoryMap.MSI_BASE, MemoryMap.MSI_SIZE)).isTrue();
        }
    }

    @Test
    void machinesOfOneSimulationAreNumberedAndShareItsClockButNotTheirMemory() {
        try (Machine one = new Machine(simulation, "one", 4096, 1);
                Machine two = new Machine(simulation, "two", 4096, 1)) {
            assertThat(one.index()).isEqualTo(1);
            assertThat(two.index()).isEqualTo(2);
            assertThat(one.simulation()).isSameAs(two.simulation());
            one.memory().write32(MemoryMap.RAM_BASE, 1);
            assertThat(two.memory().read32(MemoryMap.RAM_BASE)).isZero();
        }
    }

    @Test
    void impossibleSizesAreRefused() {
        assertThatThrownBy(() -> new Machine(simulation, "g", 4096, 0))
                .hasMessage("0 CPUs: must be 1 to 1024");
        assertThatThrownBy(() -> new Machine(simulation, "g", 4096, 1025))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Machine(simulation, "g", 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Machine(simulation, "g", 4097, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusedMachineTakesNoGuestNumber() {
        assertThatThrownBy(() -> new Machine(simulation, "g", 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        try (Machine machine = new Machine(simulation, "g", 4096, 1)) {
            assertThat(machine.index()).isEqualTo(1);
        }
    }
}
