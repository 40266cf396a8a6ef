package dev.fuselage.kernel;

import dev.fuselage.kernel.fuse.FuseKernel;
import dev.fuselage.kernel.fuse.FuseModule;
import dev.fuselage.kernel.fuse.VirtioFsType;
import dev.fuselage.kernel.irq.InterruptController;
import dev.fuselage.kernel.log.KernelLog;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.kernel.mm.Slab;
import dev.fuselage.kernel.module.KernelModule;
import dev.fuselage.kernel.module.ModuleTable;
import dev.fuselage.kernel.pci.IoMemory;
import dev.fuselage.kernel.pci.PciBus;
import dev.fuselage.kernel.pci.PciFunction;
import dev.fuselage.kernel.process.Processes;
import dev.fuselage.kernel.quirk.KernelQuirks;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.syscall.UserSpace;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Misbehaviour;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.task.TaskState;
import dev.fuselage.kernel.time.Timekeeping;
import dev.fuselage.kernel.vfs.RamDisk;
import dev.fuselage.kernel.vfs.Vfs;
import dev.fuselage.kernel.virtio.DmaMemory;
import dev.fuselage.kernel.virtio.VirtioBus;
import dev.fuselage.kernel.virtio.VirtioPciDevice;
import dev.fuselage.kernel.virtio.VirtioPciDriver;
import dev.fuselage.kernel.virtiofs.VirtioFsDriver;
import dev.fuselage.kernel.wait.WaitGraph;
import dev.fuselage.kernel.work.SystemWorkQueues;
import dev.fuselage.machine.Machine;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.host.DeviceInsight;
import dev.fuselage.machine.pci.PciDevice;
import dev.fuselage.machine.time.StopReason;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One guest: a kernel booted on a machine, and the way in for whoever runs it from outside.
 *
 * <p>{@link #boot} runs the first process, which finds the devices and sets up the root file
 * system. Then {@link #start} starts programs and {@link #await} runs the simulation until one has
 * ended, or until nothing in the simulation can go on: a hang, which {@link #hangReport} explains.
 */
public final class Kernel implements AutoCloseable {
    /** What the kernel image and its tables take of RAM. */
    private static final long KERNEL_BYTES = 4L << 20;

    /** {@code CONFIG_BLK_DEV_RAM_SIZE}. */
    private static final int RAM_DISK_BYTES = 16 << 20;

    static final String VERSION = "Linux version 6.12.107-fuselage (modelled)";

    private final Machine machine;
    private final TaskScheduler scheduler;
    private final KernelLog log;
    private final Timekeeping time;
    private final PageAllocator pages;
    private final InterruptController interrupts;
    private final PciBus pci;
    private final VirtioBus virtio;
    private final VirtioPciDriver virtioPci;
    private final Processes processes;
    private final Vfs vfs;
    private final UserSpace userSpace;
    private final SystemWorkQueues work;
    private final ModuleTable modules = new ModuleTable();
    private final VirtioFsDriver virtioFs;
    private final Slab slab = new Slab();
    private boolean booted;
    private boolean complainedOfNoFs;

    /** A kernel on a machine, not booted yet. */
    public Kernel(Machine machine, KernelConfig config) {
        this.machine = machine;
        scheduler = new TaskScheduler(machine.simulation(), machine.cpus(), machine.name());
        log = new KernelLog(scheduler);
        time = new Timekeeping(scheduler, config.realTimeBase());
        pages =
                new PageAllocator(
                        scheduler,
                        machine.memory(),
                        MemoryMap.RAM_BASE + KERNEL_BYTES,
                        machine.ramBytes() - KERNEL_BYTES);
        interrupts = new InterruptController(scheduler, machine, log);
        IoMemory io = new IoMemory(scheduler, machine.memory());
        pci = new PciBus(io, interrupts, log, machine.pci().window32(), machine.pci().window64());
        virtio = new VirtioBus(log);
        virtioPci = new VirtioPciDriver(scheduler, machine.memory(), new Dma(), log, virtio, slab);
        virtioPci.setInsights(this::insight);
        processes = new Processes(scheduler);
        vfs = new Vfs(scheduler, pages, time);
        userSpace = new UserSpace(vfs, processes, time);
        // In the order of the process ids that Linux gives them: 1, 2, and the kworkers.
        userSpace.start("init", Credentials.ROOT, this::init);
        scheduler.kthread("kthreadd", -1, processes::idle);
        work = new SystemWorkQueues(scheduler, time);
        vfs.setWritebackQueue(work.unbound("writeback"));
        vfs.setReleaseQueue(work.system());
        virtioFs =
                new VirtioFsDriver(
                        work.system(), machine.memory(), new Dma(), config.quirks(), slab);
        addModules(config.quirks());
    }

    private final class Dma implements DmaMemory {
        @Override
        public long allocate(long bytes) {
            return pages.allocateContiguous(bytes);
        }

        @Override
        public void free(long gpa, long bytes) {
            pages.freeContiguous(gpa, bytes);
        }
    }

    private void addModules(KernelQuirks quirks) {
        FuseKernel fuse = new FuseKernel(scheduler, pages, time, quirks, slab);
        modules.add(
                new KernelModule(
                        "fuse",
                        217_088,
                        List.of(
                                "fs-fuse",
                                "fs-fuseblk",
                                "fs-fusectl",
                                "devname:fuse",
                                "char-major-10-229"),
                        List.of(),
                        () -> FuseModule.load(fuse, vfs, log)));
        modules.add(
                new KernelModule(
                        "brd",
                        16_384,
                        List.of("block-major-1-0"),
                        List.of(),
                        () ->
                                vfs.specialInodes()
                                        .registerBlockDevice(
                                                KernelFiles.RAM_DISK,
                                                new RamDisk(pages, RAM_DISK_BYTES))));
        modules.add(
                new KernelModule(
                        "cuse",
                        20_480,
                        List.of("devname:cuse", "char-major-10-203"),
                        List.of("fuse"),
                        () -> FuseModule.loadCuse(fuse, vfs, log)));
        modules.add(
                new KernelModule(
                        virtioFs.name(),
                        32_768,
                        List.of("fs-" + virtioFs.name(), modalias(virtioFs.deviceId())),
                        List.of("fuse"),
                        () -> {
                            virtio.register(virtioFs);
                            vfs.types().register(new VirtioFsType(fuse, virtioFs, log));
                        }));
        vfs.types().setModuleLoader(this::loadFor);
        userSpace.setModuleLoader(modules::request);
        vfs.specialInodes().setModuleLoader(alias -> modules.request(alias));
    }

    /** {@code MODALIAS} of a virtio device, without its vendor. */
    private static String modalias(int deviceId) {
        return String.format(Locale.ROOT, "virtio:d%08X", deviceId);
    }

    /**
     * {@code get_fs_type()}: a module that was found has to bring the type it was asked for. Says
     * so once ({@code pr_warn_once}; until Linux 5.7 a {@code WARN_ONCE} with a stack trace).
     */
    private void loadFor(String alias) {
        String type = alias.substring("fs-".length());
        if (modules.request(alias) == 0
                && !complainedOfNoFs
                && vfs.types().list().stream().noneMatch(known -> known.name().equals(type))) {
            complainedOfNoFs = true;
            String complaint = "request_module %s succeeded, but still no fs?".formatted(alias);
            log.print(complaint);
            scheduler.misbehave(Misbehaviour.Kind.WARNING, "is told: " + complaint);
        }
    }

    // ---- boot

    /** Runs the simulation until the guest is up. */
    public void boot() {
        StopReason reason = machine.simulation().run(() -> booted);
        if (reason != StopReason.STOPPED) {
            throw new IllegalStateException(
                    machine.name() + " hangs while booting:\n" + hangReport());
        }
    }

    /** The first process. */
    private int init(Syscalls sys) {
        log.print(VERSION);
        log.print(
                "smp: Brought up 1 node, %d CPU%s"
                        .formatted(scheduler.cpus(), scheduler.cpus() == 1 ? "" : "s"));
        vfs.fillRoot();
        KernelFiles.add(this);
        KernelFiles.addDevices(this, sys);
        pci.enumerate();
        for (PciFunction function : pci.functions()) {
            if (VirtioPciDriver.matches(function)) {
                int error = virtioPci.probe(function);
                if (error != 0) {
                    log.print(
                            "virtio-pci %s: probe with driver virtio-pci failed with error %d"
                                    .formatted(function, error));
                }
            }
        }
        // What udev does for devices that were there before it.
        for (VirtioPciDevice device : virtio.devices()) {
            int _ = modules.request(modalias(device.deviceId()));
        }
        log.print("Run /init as init process");
        booted = true;
        processes.idle();
        return 0;
    }

    // ---- running programs

    /**
     * Starts a program with the console as its descriptors 0, 1 and 2 and the root as its current
     * directory.
     *
     * @param name its name in {@code ps}
     */
    public Task start(String name, Credentials credentials, Syscalls.Main main) {
        return userSpace.start(
                name,
                credentials,
                sys -> {
                    KernelFiles.openConsole(sys);
                    return main.run(sys);
                });
    }

    /**
     * Brings what goes on in the background to its end, sends surplus kworkers away and counts
     * dirtied pages anew, without letting time pass: for explorations, which use a guest again and
     * again.
     */
    public void settle() {
        machine.simulation().settle();
        work.cull();
        machine.simulation().settle();
        scheduler.tasks().forEach(Task::forgetDirtied);
    }

    /**
     * Runs the simulation until the program has ended.
     *
     * @return false when it has not, and nothing in the simulation can go on
     */
    public boolean await(Task program) {
        return machine.simulation().run(() -> hasEnded(program)) == StopReason.STOPPED;
    }

    /** Whether a program has ended; its exit status is there then. */
    public static boolean hasEnded(Task program) {
        return program.state() == TaskState.ZOMBIE || program.state() == TaskState.DEAD;
    }

    /** Who waits for whom, in words: what {@code sysrq w} prints. */
    public String blockedTasks() {
        return WaitGraph.of(scheduler).describe();
    }

    /** Why nothing goes on: to be asked when {@link #await} has said so. */
    public String hangReport() {
        WaitGraph graph = WaitGraph.ofQuiescent(scheduler);
        return "%s: nothing can run any more, %d task%s wait%s\n%s"
                .formatted(
                        machine.name(),
                        graph.blocked().size(),
                        graph.blocked().size() == 1 ? "" : "s",
                        graph.blocked().size() == 1 ? "s" : "",
                        graph.describe());
    }

    // ---- parts

    private @Nullable DeviceInsight insight(int slot) {
        PciDevice device = machine.pci().device(slot);
        return device == null ? null : device.insight();
    }

    public Machine machine() {
        return machine;
    }

    public TaskScheduler scheduler() {
        return scheduler;
    }

    public KernelLog log() {
        return log;
    }

    public Timekeeping time() {
        return time;
    }

    public PageAllocator pages() {
        return pages;
    }

    /** Small objects, and how to have their allocation fail. */
    public Slab slab() {
        return slab;
    }

    public InterruptController interrupts() {
        return interrupts;
    }

    public PciBus pci() {
        return pci;
    }

    public VirtioBus virtio() {
        return virtio;
    }

    public Processes processes() {
        return processes;
    }

    public Vfs vfs() {
        return vfs;
    }

    public UserSpace userSpace() {
        return userSpace;
    }

    public SystemWorkQueues work() {
        return work;
    }

    public ModuleTable modules() {
        return modules;
    }

    /** The virtio-fs driver with the devices it has found. */
    public VirtioFsDriver virtioFs() {
        return virtioFs;
    }

    /** Gives the machine's memory back; nothing of the guest may run after that. */
    @Override
    public void close() {
        machine.close();
    }

    @Override
    public String toString() {
        return machine.name();
    }
}
