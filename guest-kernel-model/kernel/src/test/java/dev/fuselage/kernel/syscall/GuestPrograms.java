package dev.fuselage.kernel.syscall;

import dev.fuselage.kernel.TestGuest;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.vfs.Vfs;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.time.StopReason;
import java.util.function.Consumer;

/** A guest with memory and a root file system in it, in which tests run programs. */
public final class GuestPrograms implements AutoCloseable {
    private static final long RAM = 64L << 20;

    public final TestGuest guest;
    public final Vfs vfs;
    public final PageAllocator pages;
    public final UserSpace userSpace;
    private final GuestMemory memory = new GuestMemory();

    public GuestPrograms(int cpus) {
        guest = new TestGuest(cpus);
        memory.addRam(MemoryMap.RAM_BASE, RAM);
        pages = new PageAllocator(guest.scheduler, memory, MemoryMap.RAM_BASE, RAM);
        vfs = new Vfs(guest.scheduler, pages, guest.time);
        userSpace = new UserSpace(vfs, guest.processes, guest.time);
        run(sys -> vfs.fillRoot());
    }

    /** Runs a program of root to its end, and everything that follows from it. */
    public void run(Consumer<Program> body) {
        start("test", Credentials.ROOT, body);
        StopReason reason = guest.run();
        if (reason != StopReason.QUIESCENT) {
            throw new AssertionError("the guest stopped with " + reason);
        }
    }

    /** Starts a program without waiting for it. */
    public void start(String name, Credentials credentials, Consumer<Program> body) {
        userSpace.start(
                name,
                credentials,
                sys -> {
                    body.accept(new Program(sys));
                    return 0;
                });
    }

    @Override
    public void close() {
        memory.close();
    }
}
