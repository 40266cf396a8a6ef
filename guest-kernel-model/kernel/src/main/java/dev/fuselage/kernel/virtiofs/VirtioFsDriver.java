package dev.fuselage.kernel.virtiofs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.fuse.VirtioFsInstances;
import dev.fuselage.kernel.irq.CpuGroups;
import dev.fuselage.kernel.mm.Slab;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.quirk.KernelQuirks;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.virtio.DmaMemory;
import dev.fuselage.kernel.virtio.VirtioDriver;
import dev.fuselage.kernel.virtio.VirtioPciDevice;
import dev.fuselage.kernel.wait.Mutex;
import dev.fuselage.kernel.work.WorkQueue;
import dev.fuselage.machine.memory.GuestMemory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The virtio driver {@code virtiofs}: takes devices over and knows them by their tags. */
public final class VirtioFsDriver implements VirtioDriver, VirtioFsInstances {
    /** Name of the file system type, and by now of driver and module. */
    public static final String NAME = "virtiofs";

    private static final String OLD_NAME = "virtio_fs";

    private static final int DEVICE_ID = 26;

    // struct virtio_fs_config
    private static final int TAG = 0;
    private static final int TAG_SIZE = 36;
    private static final int NUM_REQUEST_QUEUES = 36;

    /** Shared memory region that is the DAX window ({@code VIRTIO_FS_SHMCAP_ID_CACHE}). */
    private static final int SHM_CACHE = 0;

    // What is allocated for a device.
    private static final String FS = "virtio_fs";
    private static final String TAG_COPY = "virtio_fs tag";
    private static final String VQS = "virtio_fs_vq[]";
    private static final String MQ_MAP = "virtio_fs mq_map";
    private static final String VQS_INFO = "virtqueue_info[]";

    /** The queue before those for requests; it gets no CPUs of its own. */
    private static final int HIPRIO_QUEUES = 1;

    private final WorkQueue workQueue;
    private final GuestMemory memory;
    private final DmaMemory dma;
    private final KernelQuirks quirks;
    private final Slab slab;
    private final Mutex mutex;
    private final List<VirtioFs> instances = new ArrayList<>();

    /**
     * @param workQueue {@code system_wq}
     */
    public VirtioFsDriver(
            WorkQueue workQueue,
            GuestMemory memory,
            DmaMemory dma,
            KernelQuirks quirks,
            Slab slab) {
        this.slab = slab;
        this.workQueue = workQueue;
        this.memory = memory;
        this.dma = dma;
        this.quirks = quirks;
        this.mutex = new Mutex(workQueue.scheduler(), "virtio_fs_mutex", "");
    }

    /** Name of driver and module ({@code KBUILD_MODNAME}). */
    @Override
    public String name() {
        return quirks.has(KernelQuirk.MODULE_NAMED_VIRTIO_FS) ? OLD_NAME : NAME;
    }

    @Override
    public int deviceId() {
        return DEVICE_ID;
    }

    /** The device type has features, but Linux knows none of them. */
    @Override
    public long features() {
        return 0;
    }

    @Override
    public Mutex mutex() {
        return mutex;
    }

    /** Devices in the order in which they were found. */
    public List<VirtioFs> instances() {
        return Collections.unmodifiableList(instances);
    }

    @Override
    public @Nullable VirtioFs find(String tag) {
        mutex.lock();
        VirtioFs found = null;
        for (VirtioFs fs : instances) {
            if (fs.tag().equals(tag)) {
                found = fs;
                break;
            }
        }
        mutex.unlock();
        return found;
    }

    boolean isListed(VirtioFs fs) {
        return instances.contains(fs);
    }

    KernelQuirks quirks() {
        return quirks;
    }

    // ---- probe

    /** {@code virtio_fs_probe()}. Whatever fails, nothing of it stays. */
    @Override
    @KernelFunction("virtio_fs_probe")
    public int probe(VirtioPciDevice device) {
        if (!slab.allocate(FS)) {
            return -Errno.ENOMEM;
        }
        int error = probeAllocated(device);
        if (error != 0) {
            slab.free(FS);
        }
        return error;
    }

    private int probeAllocated(VirtioPciDevice device) {
        String tag = readTag(device);
        if (tag == null) {
            return -Errno.EINVAL;
        }
        if (!slab.allocate(TAG_COPY)) {
            return -Errno.ENOMEM;
        }
        int error = probeTagged(device, tag);
        if (error != 0) {
            slab.free(TAG_COPY);
        }
        return error;
    }

    private int probeTagged(VirtioPciDevice device, String tag) {
        int count = Math.min(device.readConfig32(NUM_REQUEST_QUEUES), device.scheduler().cpus());
        if (count == 0) {
            return -Errno.EINVAL;
        }
        if (count < 0) {
            // Unsigned: more than there are CPUs.
            count = device.scheduler().cpus();
        }
        VirtioFsForgetQueue hiprio = new VirtioFsForgetQueue(device, workQueue, memory, dma);
        List<VirtioFsRequestQueue> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(new VirtioFsRequestQueue(i, device, workQueue, quirks));
        }
        int error = allocateQueues();
        if (error != 0) {
            return error;
        }
        error = setUpQueues(device, hiprio, requests);
        // What told the bus about the queues is not needed any more.
        slab.free(VQS_INFO);
        if (error != 0) {
            freeQueues();
            return error;
        }
        VirtioFs fs =
                new VirtioFs(
                        this,
                        device,
                        tag,
                        hiprio,
                        requests,
                        mapQueues(device, count),
                        findWindow(device));
        fs.startQueues();
        // Before it is known to anybody, as a mount may send requests at once.
        device.ready();
        error = add(fs);
        if (error != 0) {
            device.reset();
            device.deleteVirtqueues();
            freeQueues();
            return error;
        }
        device.setDriverData(fs);
        return 0;
    }

    /** The tables of {@code virtio_fs_setup_vqs()}: all or none. */
    private int allocateQueues() {
        String[] tables = {VQS, MQ_MAP, VQS_INFO};
        for (int i = 0; i < tables.length; i++) {
            if (!slab.allocate(tables[i])) {
                while (i > 0) {
                    slab.free(tables[--i]);
                }
                return -Errno.ENOMEM;
            }
        }
        return 0;
    }

    private void freeQueues() {
        slab.free(MQ_MAP);
        slab.free(VQS);
    }

    /**
     * {@code virtio_fs_read_tag()}: null for an empty one and for one with a newline. Bytes as
     * characters.
     */
    private static @Nullable String readTag(VirtioPciDevice device) {
        byte[] bytes = new byte[TAG_SIZE];
        device.readConfig(TAG, bytes);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        String tag = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        return tag.isEmpty() || tag.indexOf('\n') >= 0 ? null : tag;
    }

    /** {@code virtio_fs_setup_vqs()}. */
    @KernelFunction("virtio_fs_setup_vqs")
    private static int setUpQueues(
            VirtioPciDevice device,
            VirtioFsForgetQueue hiprio,
            List<VirtioFsRequestQueue> requests) {
        List<VirtioFsQueue> all = new ArrayList<>();
        all.add(hiprio);
        all.addAll(requests);
        String[] names = new String[all.size()];
        Runnable[] callbacks = new Runnable[all.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = all.get(i).name();
            callbacks[i] = all.get(i)::interrupted;
        }
        int error = device.findVirtqueues(names, callbacks, HIPRIO_QUEUES);
        if (error == 0) {
            for (int i = 0; i < names.length; i++) {
                all.get(i).setVirtqueue(device.queue(i));
            }
        }
        return error;
    }

    /**
     * {@code virtio_fs_map_queues()}: as the queues' interrupts are spread; without own interrupts,
     * evenly.
     */
    private static int[] mapQueues(VirtioPciDevice device, int queues) {
        int[] map = new int[device.scheduler().cpus()];
        BitSet[] even = CpuGroups.evenly(queues, map.length);
        for (int i = 0; i < queues; i++) {
            BitSet own = device.queueAffinity(HIPRIO_QUEUES + i);
            BitSet mask = own == null ? even[i] : own;
            for (int cpu = mask.nextSetBit(0); cpu >= 0; cpu = mask.nextSetBit(cpu + 1)) {
                map[cpu] = i;
            }
        }
        return map;
    }

    /** {@code virtio_fs_setup_dax()}: null, with a notice, when the device has no window. */
    private static VirtioPciDevice.@Nullable SharedMemory findWindow(VirtioPciDevice device) {
        VirtioPciDevice.SharedMemory window = device.sharedMemory(SHM_CACHE);
        device.print(
                window == null
                        ? "virtio_fs_setup_dax: No cache capability"
                        : "Cache len: 0x%x @ 0x%x".formatted(window.length(), window.address()));
        return window;
    }

    /** {@code virtio_fs_add_instance()}: -EEXIST when the tag is taken. */
    private int add(VirtioFs fs) {
        mutex.lock();
        boolean taken = instances.stream().anyMatch(other -> other.tag().equals(fs.tag()));
        if (!taken) {
            instances.add(fs);
        }
        mutex.unlock();
        return taken ? -Errno.EEXIST : 0;
    }

    /** {@code virtio_fs_remove()}: nobody finds it any more; waits for everything in flight. */
    @Override
    @KernelFunction("virtio_fs_remove")
    public void remove(VirtioPciDevice device) {
        if (device.driverData() instanceof VirtioFs fs) {
            mutex.lock();
            instances.remove(fs);
            fs.stopQueues();
            fs.drainLocked();
            device.reset();
            device.deleteVirtqueues();
            fs.free();
            freeQueues();
            slab.free(TAG_COPY);
            slab.free(FS);
            device.setDriverData(null);
            mutex.unlock();
        }
    }
}
