package dev.fuselage.kernel.virtio;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.log.KernelLog;
import dev.fuselage.kernel.mm.Slab;
import dev.fuselage.kernel.pci.PciFunction;
import dev.fuselage.kernel.pci.PciResource;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.machine.host.DeviceInsight;
import dev.fuselage.machine.memory.GuestMemory;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The PCI driver {@code virtio-pci}: finds a modern device's structures and puts it on the virtio
 * bus ({@code vp_modern_probe}).
 */
public final class VirtioPciDriver {
    static final String NAME = "virtio-pci";

    private static final int VENDOR = 0x1af4;
    private static final int FIRST_DEVICE = 0x1000;
    private static final int FIRST_MODERN_DEVICE = 0x1040;
    private static final int LAST_DEVICE = 0x107f;

    private final TaskScheduler scheduler;
    private final GuestMemory memory;
    private final DmaMemory dma;
    private final KernelLog log;
    private final VirtioBus bus;
    private final Slab slab;
    private IntFunction<@Nullable DeviceInsight> insights = slot -> null;

    public VirtioPciDriver(
            TaskScheduler scheduler,
            GuestMemory memory,
            DmaMemory dma,
            KernelLog log,
            VirtioBus bus,
            Slab slab) {
        this.slab = slab;
        this.scheduler = scheduler;
        this.memory = memory;
        this.dma = dma;
        this.log = log;
        this.bus = bus;
    }

    /** Says who can look behind the function in a slot, for reports. */
    public void setInsights(IntFunction<@Nullable DeviceInsight> behindSlots) {
        insights = behindSlots;
    }

    @Nullable DeviceInsight insight(int slot) {
        return insights.apply(slot);
    }

    /** Whether the driver is for that function. */
    public static boolean matches(PciFunction function) {
        return function.vendor() == VENDOR
                && function.device() >= FIRST_DEVICE
                && function.device() <= LAST_DEVICE;
    }

    /** {@code virtio_pci_probe()}: 0 or a negative errno. */
    public int probe(PciFunction function) {
        int error = function.enable();
        if (error != 0) {
            return error;
        }
        VirtioPciStructures structures = VirtioPciStructures.find(function, log);
        if (structures == null) {
            return -Errno.ENODEV;
        }
        function.setMaster();
        function.setDriver(NAME);
        bus.add(new VirtioPciDevice(this, function, structures, idOf(function), bus.nextIndex()));
        return 0;
    }

    private static int idOf(PciFunction function) {
        boolean modern = function.device() >= FIRST_MODERN_DEVICE;
        return modern ? function.device() - FIRST_MODERN_DEVICE : function.subsystemDevice();
    }

    TaskScheduler scheduler() {
        return scheduler;
    }

    GuestMemory memory() {
        return memory;
    }

    DmaMemory dma() {
        return dma;
    }

    Slab slab() {
        return slab;
    }

    KernelLog log() {
        return log;
    }

    /** Start of a BAR that is in place; null when there is none. */
    static @Nullable PciResource placed(PciFunction function, int bar) {
        PciResource resource = bar < PciFunction.BARS ? function.bar(bar) : null;
        return resource != null && resource.isAssigned() ? resource : null;
    }
}
