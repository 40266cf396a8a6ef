package dev.fuselage.kernel;

import dev.fuselage.kernel.irq.InterruptController;
import dev.fuselage.kernel.log.KernelLog;
import dev.fuselage.kernel.pci.IoMemory;
import dev.fuselage.kernel.pci.PciBus;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.virtio.DmaMemory;
import dev.fuselage.machine.Machine;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.memory.GuestMemory;

/** A machine with the guest's lowest parts on it. */
public final class TestMachine implements AutoCloseable {
    private static final long RAM = 64L << 20;

    public final TestGuest guest;
    public final Machine machine;
    public final KernelLog log;
    public final InterruptController interrupts;
    public final IoMemory io;
    public final PciBus bus;
    private long nextPage = MemoryMap.RAM_BASE;

    public TestMachine(int cpus) {
        guest = new TestGuest(cpus);
        machine = new Machine(guest.simulation, "test", RAM, cpus);
        log = new KernelLog(guest.scheduler);
        interrupts = new InterruptController(guest.scheduler, machine, log);
        io = new IoMemory(guest.scheduler, machine.memory());
        bus = new PciBus(io, interrupts, log, machine.pci().window32(), machine.pci().window64());
    }

    public TaskScheduler scheduler() {
        return guest.scheduler;
    }

    /** Memory from the start of RAM upwards. */
    public DmaMemory dma() {
        return this::allocate;
    }

    public long allocate(long bytes) {
        long at = nextPage;
        nextPage += (bytes + GuestMemory.PAGE_SIZE - 1) & -GuestMemory.PAGE_SIZE;
        return at;
    }

    /** Runs the body as a task and everything that follows from it. */
    public void run(Runnable body) {
        guest.spawn("test", body);
        guest.run();
    }

    @Override
    public void close() {
        machine.close();
    }
}
