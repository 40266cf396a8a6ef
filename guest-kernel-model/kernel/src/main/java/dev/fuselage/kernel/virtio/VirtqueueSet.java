package dev.fuselage.kernel.virtio;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.irq.CpuGroups;
import dev.fuselage.kernel.irq.Irq;
import dev.fuselage.kernel.irq.IrqHandler;
import dev.fuselage.kernel.mm.Slab;
import dev.fuselage.kernel.pci.MsixVectors;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queues of a device and their interrupts ({@code vp_find_vqs}): a vector for each queue and
 * one for the configuration if there are as many; else one vector for all queues; else the wired
 * interrupt.
 */
final class VirtqueueSet {
    private static final int CONFIG_VECTOR = 0;
    private static final int SHARED_VECTOR = 1;
    private static final int ISR_CONFIG = 2;

    // What is allocated.
    private static final String VQ_ARRAY = "virtio_pci_vq_info *[]";
    private static final String VQ_INFO = "virtio_pci_vq_info";
    private static final String VRING = "vring";

    /** An interrupt that was requested, to be freed. */
    private record Requested(Irq irq, IrqHandler handler) {}

    private final VirtioPciDevice device;
    private final List<VirtqueueDriver> queues = new ArrayList<>();
    private final List<Requested> requested = new ArrayList<>();
    private boolean vectorEach;
    private boolean hasArray;

    VirtqueueSet(VirtioPciDevice device) {
        this.device = device;
    }

    VirtqueueDriver queue(int index) {
        return queues.get(index);
    }

    @Nullable BitSet affinity(int index) {
        MsixVectors msix = device.function().msix();
        return vectorEach && msix != null ? msix.affinity(index + 1) : null;
    }

    int find(String[] names, Runnable[] callbacks, int before) {
        int error = findWithVectors(names, callbacks, before, true);
        if (error != 0) {
            delete();
            error = findWithVectors(names, callbacks, before, false);
        }
        if (error != 0) {
            delete();
            error = findWired(names, callbacks);
        }
        if (error != 0) {
            delete();
            return error;
        }
        // Last of all: there is no way back from it but a reset.
        for (VirtqueueDriver queue : queues) {
            device.selectQueue(queue.index());
            device.enableSelectedQueue();
        }
        return 0;
    }

    /** {@code vp_find_vqs_msix()}. */
    private int findWithVectors(String[] names, Runnable[] callbacks, int before, boolean each) {
        if (!takeArray()) {
            return -Errno.ENOMEM;
        }
        int vectors = each ? names.length + 1 : 2;
        int cpus = device.scheduler().cpus();
        // Without a vector for each queue nothing is spread.
        int error =
                device.function()
                        .allocateVectors(
                                CpuGroups.affinity(vectors, each ? before + 1 : vectors, cpus));
        if (error != 0) {
            return error;
        }
        request(vector(CONFIG_VECTOR), device.name() + "-config", device::configInterrupt);
        if (!device.setConfigVector(CONFIG_VECTOR)) {
            return -Errno.EBUSY;
        }
        if (!each) {
            request(vector(SHARED_VECTOR), device.name() + "-virtqueues", this::interruptAll);
        }
        for (int i = 0; i < names.length; i++) {
            int vector = each ? i + 1 : SHARED_VECTOR;
            error = setUp(i, names[i], callbacks[i], vector);
            if (error != 0) {
                return error;
            }
            if (each) {
                VirtqueueDriver queue = queues.get(i);
                request(vector(vector), device.name() + "-" + names[i], queue::interrupt);
            }
        }
        vectorEach = each;
        return 0;
    }

    private boolean takeArray() {
        hasArray = device.transport().slab().allocate(VQ_ARRAY);
        return hasArray;
    }

    private Irq vector(int index) {
        MsixVectors msix = device.function().msix();
        if (msix == null) {
            throw new IllegalStateException(device + " has no vectors");
        }
        return msix.irq(index);
    }

    /** {@code vp_find_vqs_intx()}. */
    private int findWired(String[] names, Runnable[] callbacks) {
        if (!takeArray()) {
            return -Errno.ENOMEM;
        }
        Irq wire = device.function().wiredIrq();
        if (wire == null) {
            return -Errno.ENOSPC;
        }
        request(wire, device.name(), this::wiredInterrupt);
        for (int i = 0; i < names.length; i++) {
            int error = setUp(i, names[i], callbacks[i], VirtioPciDevice.NO_VECTOR);
            if (error != 0) {
                return error;
            }
        }
        return 0;
    }

    private void request(Irq irq, String name, IrqHandler handler) {
        device.function().interrupts().request(irq, name, handler);
        requested.add(new Requested(irq, handler));
    }

    /** {@code setup_vq()}. */
    private int setUp(int index, String name, Runnable callback, int vector) {
        if (index >= device.queueCount()) {
            return -Errno.EINVAL;
        }
        device.selectQueue(index);
        int size = device.selectedQueueSize();
        if (size == 0 || device.isSelectedQueueEnabled()) {
            return -Errno.ENOENT;
        }
        long doorbell = device.selectedQueueDoorbell();
        if (doorbell == 0) {
            return -Errno.ENOMEM;
        }
        Slab slab = device.transport().slab();
        if (!slab.allocate(VQ_INFO)) {
            return -Errno.ENOMEM;
        }
        if (!slab.allocate(VRING)) {
            slab.free(VQ_INFO);
            return -Errno.ENOMEM;
        }
        VirtqueueDriver queue =
                VirtqueueDriver.create(setup(index, name, callback, size, doorbell));
        queues.add(queue);
        device.placeSelectedQueue(queue);
        boolean taken =
                vector == VirtioPciDevice.NO_VECTOR || device.setSelectedQueueVector(vector);
        return taken ? 0 : -Errno.EBUSY;
    }

    private VirtqueueDriver.Setup setup(
            int index, String name, Runnable callback, int size, long doorbell) {
        VirtioPciDriver transport = device.transport();
        boolean withData = device.hasFeature(VirtioFeatures.NOTIFICATION_DATA);
        VirtqueueDriver.Doorbell bell =
                withData
                        ? queue -> device.io().write32(doorbell, queue.notificationData())
                        : queue -> device.io().ring(doorbell, index);
        return new VirtqueueDriver.Setup(
                index,
                name,
                device.label(),
                size,
                device.features(),
                transport.scheduler(),
                transport.memory(),
                transport.dma(),
                transport.log(),
                bell,
                callback);
    }

    private boolean interruptAll() {
        boolean handled = false;
        for (int i = 0; i < queues.size(); i++) {
            handled |= queues.get(i).interrupt();
        }
        return handled;
    }

    /** {@code vp_interrupt()}. */
    private boolean wiredInterrupt() {
        int isr = device.takeIsr();
        if (isr == 0) {
            return false;
        }
        if ((isr & ISR_CONFIG) != 0) {
            boolean _ = device.configInterrupt();
        }
        boolean _ = interruptAll();
        return true;
    }

    /** {@code vp_del_vqs()}. */
    void delete() {
        MsixVectors msix = device.function().msix();
        if (msix != null) {
            for (VirtqueueDriver queue : queues) {
                device.selectQueue(queue.index());
                boolean _ = device.setSelectedQueueVector(VirtioPciDevice.NO_VECTOR);
            }
        }
        for (Requested one : requested) {
            device.function().interrupts().free(one.irq(), one.handler());
        }
        requested.clear();
        if (msix != null) {
            boolean _ = device.setConfigVector(VirtioPciDevice.NO_VECTOR);
            device.function().freeVectors();
        }
        Slab slab = device.transport().slab();
        for (VirtqueueDriver queue : queues) {
            queue.delete();
            slab.free(VRING);
            slab.free(VQ_INFO);
        }
        queues.clear();
        if (hasArray) {
            hasArray = false;
            slab.free(VQ_ARRAY);
        }
        vectorEach = false;
    }
}
