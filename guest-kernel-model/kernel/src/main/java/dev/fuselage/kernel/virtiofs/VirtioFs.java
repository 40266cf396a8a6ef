package dev.fuselage.kernel.virtiofs;

import dev.fuselage.kernel.fuse.FuseIqueue;
import dev.fuselage.kernel.fuse.FuseReq;
import dev.fuselage.kernel.fuse.VirtioFsInstance;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.virtio.VirtioPciDevice;
import dev.fuselage.kernel.wait.Deliverer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtio-fs device with its queues ({@code struct virtio_fs}), which carries the requests of the
 * one connection that uses it.
 *
 * <p>A request goes to the queue of the CPU that sends it.
 */
public final class VirtioFs implements VirtioFsInstance {
    private final VirtioPciDevice device;
    private final String tag;
    private final VirtioFsForgetQueue hiprio;
    private final List<VirtioFsRequestQueue> requests;
    private final int[] queueOfCpu;
    private final VirtioPciDevice.@Nullable SharedMemory window;
    private final VirtioFsDriver driver;

    VirtioFs(
            VirtioFsDriver driver,
            VirtioPciDevice device,
            String tag,
            VirtioFsForgetQueue hiprio,
            List<VirtioFsRequestQueue> requests,
            int[] queueOfCpu,
            VirtioPciDevice.@Nullable SharedMemory window) {
        this.driver = driver;
        this.device = device;
        this.tag = tag;
        this.hiprio = hiprio;
        this.requests = requests;
        this.queueOfCpu = queueOfCpu;
        this.window = window;
    }

    @Override
    public String tag() {
        return tag;
    }

    public VirtioPciDevice device() {
        return device;
    }

    /** Where the DAX window is; null when the device has none. */
    public VirtioPciDevice.@Nullable SharedMemory window() {
        return window;
    }

    @Override
    public boolean hasDaxWindow() {
        return window != null;
    }

    @Override
    public int vringSize() {
        return requests.getFirst().virtqueue().size();
    }

    /** All queues, hiprio first. */
    List<VirtioFsQueue> queues() {
        List<VirtioFsQueue> all = new ArrayList<>();
        all.add(hiprio);
        all.addAll(requests);
        return all;
    }

    // ---- what sysfs shows in /sys/fs/virtiofs/N

    /** Names of the queues in the order of their numbers ({@code mqs/N/name}). */
    public List<String> queueNames() {
        return queues().stream().map(VirtioFsQueue::name).toList();
    }

    /**
     * CPUs that send to a queue ({@code mqs/N/cpu_list}): {@code "0, 1"}; all of them for hiprio.
     */
    public String cpuList(int queue) {
        List<String> cpus = new ArrayList<>();
        for (int cpu = 0; cpu < queueOfCpu.length; cpu++) {
            if (queue == 0 || queueOfCpu[cpu] == queue - 1) {
                cpus.add(Integer.toString(cpu));
            }
        }
        return String.join(", ", cpus);
    }

    /** Requests and FORGETs on their way, of all queues. */
    public int inFlight() {
        return queues().stream().mapToInt(VirtioFsQueue::inFlight).sum();
    }

    // ---- the transport of a connection

    /** {@code virtio_fs_send_req()}. */
    @Override
    @KernelFunction("virtio_fs_send_req")
    public void sendReq(FuseIqueue fiq, FuseReq req) {
        req.setUnique(fiq.takeUnique());
        req.taken();
        requests.get(queueOfCpu[device.scheduler().cpu()]).send(req);
    }

    /** {@code virtio_fs_send_forget()}. */
    @Override
    @KernelFunction("virtio_fs_send_forget")
    public void sendForget(FuseIqueue fiq, long nodeid, long nlookup) {
        hiprio.send(fiq.takeUnique(), nodeid, nlookup);
    }

    /** Linux 6.12 sends no INTERRUPT over virtio-fs: the answer has to be waited for. */
    @Override
    public void sendInterrupt(FuseIqueue fiq, FuseReq req) {}

    /** A device that was removed is forgotten with its last user, which Java sees to. */
    @Override
    public void release(FuseIqueue fiq) {}

    @Override
    public Deliverer answerer(FuseIqueue fiq) {
        return out -> {
            for (VirtioFsRequestQueue queue : requests) {
                queue.deliverers(out);
            }
        };
    }

    // ---- mounting and unmounting

    @Override
    public boolean isListed() {
        return driver.isListed(this);
    }

    @Override
    public void startQueues() {
        for (VirtioFsQueue queue : queues()) {
            queue.setConnected(true);
        }
    }

    @Override
    public void stopQueues() {
        for (VirtioFsQueue queue : queues()) {
            queue.setConnected(false);
        }
    }

    @Override
    public void stopForgets() {
        hiprio.setConnected(false);
    }

    @Override
    public int queueCount() {
        return 1 + requests.size();
    }

    /** The device is gone. */
    void free() {
        hiprio.freeMessages();
    }

    /** {@code virtio_fs_drain_all_queues_locked()}: with the driver's mutex held. */
    @KernelFunction("virtio_fs_drain_all_queues_locked")
    void drainLocked() {
        for (VirtioFsQueue queue : queues()) {
            queue.drain();
        }
    }

    @Override
    public void drain() {
        driver.mutex().lock();
        drainLocked();
        driver.mutex().unlock();
    }

    @Override
    public String toString() {
        return tag;
    }
}
