package dev.fuselage.machine.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.machine.Machine;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.snapshot.SnapshotException;
import dev.fuselage.machine.snapshot.Snapshots;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A machine saved and loaded into one built the same way. */
final class MachineSnapshotTest {
    private static final long BAR = MemoryMap.PCI_MMIO32_BASE;
    private static final int CONTROL = 0x42;

    private final Guest saved = new Guest();
    private final Guest twin = new Guest();

    /** Two functions, the first with MSI-X. */
    private static final class Guest {
        final Bus bus = new Bus();
        final TestFunction first = new TestFunction().withBar(1, 0x1000, BarKind.MEMORY_32);
        final Msix msix = first.withMsix(4, 1, 0, 0x800);
        final TestFunction second =
                new TestFunction().withBar(0, 0x1000, BarKind.MEMORY_64_PREFETCHABLE);

        Guest() {
            bus.machine.pci().plug(0, first);
            bus.machine.pci().plug(3, second);
        }
    }

    @AfterEach
    void close() {
        saved.bus.close();
        twin.bus.close();
    }

    private void copy() {
        byte[] file = Snapshots.save(saved.bus.machine);
        Snapshots.load(file, twin.bus.machine);
        assertThat(Snapshots.save(twin.bus.machine)).isEqualTo(file);
    }

    @Test
    void ramIsAsItWasAndNothingElseIsInIt() {
        saved.bus.memory.write64(MemoryMap.RAM_BASE + 0x5008, 0x1122_3344_5566_7788L);
        twin.bus.memory.write64(MemoryMap.RAM_BASE + 0x9000, -1);
        copy();
        assertThat(twin.bus.memory.read64(MemoryMap.RAM_BASE + 0x5008))
                .isEqualTo(0x1122_3344_5566_7788L);
        assertThat(twin.bus.memory.read64(MemoryMap.RAM_BASE + 0x9000)).isZero();
    }

    @Test
    void barsAnswerWhereTheyDidAlsoWhenTheGuestPlacedTwoOverEachOther() {
        // The second is placed first, so that the order of slots would give another answer.
        saved.bus.write32(3, 0x10, (int) BAR);
        saved.bus.command(3, 2);
        saved.bus.write32(0, 0x14, (int) BAR);
        saved.bus.command(0, 2);
        assertThat(saved.bus.memory.read32(BAR + 0x40)).isEqualTo(0xba0);
        copy();
        assertThat(twin.bus.memory.read32(BAR + 0x40)).isEqualTo(0xba0);
        twin.bus.command(3, 0);
        assertThat(twin.bus.memory.read32(BAR + 0x40)).as("the other appears").isEqualTo(0xba1);
        assertThat(twin.bus.memory.read32(BAR + 12)).as("vector control").isEqualTo(1);
    }

    @Test
    void aPendingMessageIsSentOnceItsVectorIsUnmasked() {
        saved.bus.write32(0, 0x14, (int) BAR);
        saved.bus.command(0, 6);
        saved.bus.write16(0, CONTROL, 0x8000);
        saved.bus.memory.write64(BAR + 16, MemoryMap.MSI_BASE + 0x1000);
        saved.bus.memory.write32(BAR + 24, 77);
        saved.msix.notify(1);
        copy();
        assertThat(twin.msix.enabled()).isTrue();
        assertThat(twin.bus.interrupts).isEmpty();
        twin.bus.memory.write32(BAR + 28, 0);
        assertThat(twin.bus.interrupts).containsExactly("1:77");
    }

    @Test
    void anAssertedLineStaysAssertedAndIsNotToldAgain() {
        saved.second.intx(true);
        copy();
        assertThat(twin.bus.machine.wired().lineLevel(3)).isTrue();
        assertThat(twin.bus.interrupts).isEmpty();
        twin.second.intx(true);
        assertThat(twin.bus.interrupts).as("no edge").isEmpty();
        twin.second.intx(false);
        assertThat(twin.bus.machine.wired().lineLevel(3)).isFalse();
    }

    @Test
    void anotherMachineIsRefusedByWhatDiffers() {
        byte[] file = Snapshots.save(saved.bus.machine);
        Simulation simulation = new Simulation(CostProfile.standard(), Decisions.CLOCK, 1);
        try (Machine moreRam = new Machine(simulation, "guest", 2 << 20, 2);
                Machine moreCpus = new Machine(simulation, "guest", 1 << 20, 3);
                Machine bare = new Machine(simulation, "guest", 1 << 20, 2)) {
            assertThatThrownBy(() -> Snapshots.load(file, moreRam))
                    .isInstanceOf(SnapshotException.class)
                    .hasMessage("bytes of RAM: 1048576 in the snapshot, 2097152 in this machine");
            assertThatThrownBy(() -> Snapshots.load(file, moreCpus))
                    .isInstanceOf(SnapshotException.class)
                    .hasMessage("CPUs: 2 in the snapshot, 3 in this machine");
            assertThatThrownBy(() -> Snapshots.load(file, bare))
                    .isInstanceOf(SnapshotException.class)
                    .hasMessage("PCI functions: 2 in the snapshot, 0 in this machine");
        }
    }
}
