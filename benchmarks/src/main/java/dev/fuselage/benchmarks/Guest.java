package dev.fuselage.benchmarks;

import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.devices.virtio.pci.VirtioPciTransport;
import dev.fuselage.devices.virtiofs.VirtioFsConfig;
import dev.fuselage.devices.virtiofs.VirtioFsDevice;
import dev.fuselage.kernel.Kernel;
import dev.fuselage.kernel.KernelConfig;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.machine.Machine;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A guest with one CPU that has mounted a share, with all that belongs to it: machine, virtio-fs
 * device, server, and an in-memory file system behind them.
 */
final class Guest implements AutoCloseable {
    /** Where the share is mounted. */
    static final String MOUNT_POINT = "/mnt";

    private static final String TAG = "myfs";
    private static final long RAM = 256L << 20;
    private static final int SLOT = 1;

    private final Simulation simulation =
            new Simulation(CostProfile.standard(), Decisions.CLOCK, 1);
    private final MemoryFileSystem files =
            new MemoryFileSystem(
                    () -> FileSystemClock.BASE_NANOS + simulation.costs().nanos(simulation.now()));
    private final VirtioFsDevice device;
    private final Kernel kernel;

    /** Boots and mounts. */
    Guest(CachePolicy policy) {
        Machine machine = new Machine(simulation, "guest1", RAM, 1);
        FuseServer server = new FuseServer(files, ServerConfig.of(policy), simulation.costs());
        device = new VirtioFsDevice(machine, VirtioFsConfig.tagged(TAG).build(), server);
        machine.pci().plug(SLOT, new VirtioPciTransport(device));
        kernel = new Kernel(machine, KernelConfig.STANDARD);
        kernel.boot();
        run(sys -> check(sys.mount(TAG, MOUNT_POINT, "virtiofs", 0, "")));
    }

    /** Runs a program of root to its end. */
    void run(Consumer<Syscalls> program) {
        Task task =
                kernel.start(
                        "prepare",
                        Credentials.ROOT,
                        sys -> {
                            program.accept(sys);
                            return 0;
                        });
        if (!kernel.await(task) || task.exitStatus() != 0) {
            throw new IllegalStateException(kernel.hangReport());
        }
    }

    /**
     * Starts a program of root that does the same again and again.
     *
     * @param program prepares itself and returns what one round does
     */
    TaskLoop loop(Function<Syscalls, Runnable> program) {
        TaskLoop loop = new TaskLoop(kernel.scheduler());
        Task _ =
                kernel.start(
                        "benchmark",
                        Credentials.ROOT,
                        sys -> {
                            loop.run(program.apply(sys));
                            return 0;
                        });
        loop.awaitStart();
        return loop;
    }

    /** The result of a system call, which must not be an error. */
    static long check(long result) {
        if (result < 0) {
            throw new IllegalStateException("a system call failed: errno " + -result);
        }
        return result;
    }

    @Override
    public void close() {
        kernel.close();
        device.close();
        files.close();
    }
}
