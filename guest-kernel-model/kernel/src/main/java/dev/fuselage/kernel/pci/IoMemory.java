package dev.fuselage.kernel.pci;

import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.stats.Counter;

/**
 * Access to device registers ({@code readl}, {@code writel}): each leaves the virtual machine,
 * costs that exit, and is a sync point before it takes place, so that the device is as of this
 * CPU's time.
 */
public final class IoMemory {
    private final TaskScheduler scheduler;
    private final GuestMemory memory;
    private final Counter exits;

    public IoMemory(TaskScheduler scheduler, GuestMemory memory) {
        this.scheduler = scheduler;
        this.memory = memory;
        this.exits = scheduler.counter("vm-exits");
    }

    private void exit(Cost cost) {
        exits.increment();
        scheduler.spend(cost);
        scheduler.syncPoint();
    }

    public int read8(long address) {
        exit(Cost.VM_EXIT_USER);
        return memory.read8(address);
    }

    public int read16(long address) {
        exit(Cost.VM_EXIT_USER);
        return memory.read16(address);
    }

    public int read32(long address) {
        exit(Cost.VM_EXIT_USER);
        return memory.read32(address);
    }

    public void write8(long address, int value) {
        exit(Cost.VM_EXIT_USER);
        memory.write8(address, value);
    }

    public void write16(long address, int value) {
        exit(Cost.VM_EXIT_USER);
        memory.write16(address, value);
    }

    public void write32(long address, int value) {
        exit(Cost.VM_EXIT_USER);
        memory.write32(address, value);
    }

    /** A doorbell: a 16-bit write that the host's kernel takes itself, at the lower price. */
    public void ring(long address, int value) {
        exit(Cost.VM_EXIT);
        memory.write16(address, value);
    }
}
