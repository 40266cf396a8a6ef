package dev.fuselage.machine;

import dev.fuselage.machine.interrupt.InterruptTarget;
import dev.fuselage.machine.interrupt.MessageInterrupts;
import dev.fuselage.machine.interrupt.WiredInterrupts;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.SparseMemory;
import dev.fuselage.machine.pci.PciHost;
import dev.fuselage.machine.pci.PciWindow;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.machine.time.Simulation;
import org.jspecify.annotations.Nullable;

/**
 * One guest's hardware: RAM, a PCI host and interrupt lines, laid out as {@link MemoryMap} says.
 * Its CPUs are agents that the guest brings along and connects; several machines share one
 * simulation.
 */
public final class Machine implements AutoCloseable, Snapshotted {
    /** As many CPUs as there is room for interrupt pages. */
    public static final int MAX_CPUS = (int) (MemoryMap.MSI_SIZE / MessageInterrupts.PAGE);

    private final Simulation simulation;
    private final String name;
    private final int index;
    private final int cpus;
    private final long ramBytes;
    private final GuestMemory memory = new GuestMemory();
    private final MessageInterrupts messages;
    private final WiredInterrupts wired;
    private final PciHost pci;
    private @Nullable InterruptTarget target;

    /**
     * A machine with an empty PCI bus.
     *
     * @param ramBytes a multiple of 4 KiB, up to 64 GiB; not committed until the guest touches it
     * @param cpus 1 to {@link #MAX_CPUS}
     */
    public Machine(Simulation simulation, String name, long ramBytes, int cpus) {
        this(simulation, name, ramBytes, null, cpus, true);
    }

    /**
     * A machine whose RAM belongs to the caller and holds whatever was there before: one after
     * another is built faster on memory that the host has given already.
     */
    public Machine(Simulation simulation, String name, SparseMemory ram, int cpus) {
        this(simulation, name, ram.size(), ram, cpus, true);
    }

    /**
     * The same without interrupt pages: messages go to whatever interrupt files a platform puts
     * into memory, and INTx lines to the controller it connects them to.
     */
    public static Machine withoutInterruptPages(
            Simulation simulation, String name, long ramBytes, int cpus) {
        return new Machine(simulation, name, ramBytes, null, cpus, false);
    }

    private Machine(
            Simulation simulation,
            String name,
            long ramBytes,
            @Nullable SparseMemory ram,
            int cpus,
            boolean interruptPages) {
        if (cpus < 1 || cpus > MAX_CPUS) {
            throw new IllegalArgumentException(
                    "%d CPUs: must be 1 to %d".formatted(cpus, MAX_CPUS));
        }
        this.simulation = simulation;
        this.name = name;
        this.cpus = cpus;
        this.ramBytes = ramBytes;
        if (ram == null) {
            memory.addRam(MemoryMap.RAM_BASE, ramBytes);
        } else {
            memory.addRam(MemoryMap.RAM_BASE, ram);
        }
        // Last of what can fail, so that a refused machine takes no number.
        this.index = simulation.nextGuestNumber();
        messages = new MessageInterrupts(this::deliver, cpus);
        if (interruptPages) {
            memory.addDevice(MemoryMap.MSI_BASE, messages.size(), messages);
        }
        wired = new WiredInterrupts(this::deliver);
        pci =
                new PciHost(
                        memory,
                        wired,
                        new PciWindow(MemoryMap.PCI_MMIO32_BASE, MemoryMap.PCI_MMIO32_SIZE),
                        new PciWindow(
                                MemoryMap.pciMmio64Base(ramBytes), MemoryMap.PCI_MMIO64_SIZE));
        memory.addDevice(MemoryMap.ECAM_BASE, MemoryMap.ECAM_SIZE, pci);
    }

    public Simulation simulation() {
        return simulation;
    }

    public String name() {
        return name;
    }

    /** The guest's number: 1 for the first machine of the simulation. */
    public int index() {
        return index;
    }

    public int cpus() {
        return cpus;
    }

    /** Size of RAM, which starts at {@link MemoryMap#RAM_BASE}. */
    public long ramBytes() {
        return ramBytes;
    }

    public GuestMemory memory() {
        return memory;
    }

    public PciHost pci() {
        return pci;
    }

    public MessageInterrupts messages() {
        return messages;
    }

    public WiredInterrupts wired() {
        return wired;
    }

    /**
     * Says who receives interrupts from now on. Before that they are lost, as with CPUs held in
     * reset.
     */
    public void connectCpus(InterruptTarget target) {
        this.target = target;
    }

    private void deliver(int cpu, int identity) {
        InterruptTarget receiver = target;
        if (receiver != null) {
            receiver.interrupt(cpu, identity);
        }
    }

    /** Writes RAM, interrupt lines and what is on the PCI bus; CPUs are whoever's made them. */
    @Override
    public void save(SnapshotWriter to) {
        to.same("bytes of RAM", ramBytes);
        to.same("CPUs", cpus);
        to.section("RAM", memory);
        to.section("interrupt lines", wired);
        to.section("PCI bus", pci);
    }

    @Override
    public void load(SnapshotReader from) {
        from.same("bytes of RAM", ramBytes);
        from.same("CPUs", cpus);
        from.section("RAM", memory);
        from.section("interrupt lines", wired);
        from.section("PCI bus", pci);
    }

    /** Gives the RAM back to the host; the machine must not run after that. */
    @Override
    public void close() {
        memory.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
