package dev.fuselage.kernel.virtiofs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.virtio.DmaMemory;
import dev.fuselage.kernel.virtio.ScatterList;
import dev.fuselage.kernel.virtio.VirtioPciDevice;
import dev.fuselage.kernel.virtio.VirtqueueDriver;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.kernel.work.WorkQueue;
import dev.fuselage.machine.memory.GuestMemory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The queue "hiprio": FORGET messages of one piece and without reply, so that they get through
 * whatever the requests do.
 */
final class VirtioFsForgetQueue extends VirtioFsQueue {
    /** Distance of two messages in a page, so that none crosses its end. */
    private static final int SLOT = 64;

    private final GuestMemory memory;
    private final DmaMemory dma;
    private final ScatterList pieces = new ScatterList();
    private final List<Long> memoryPages = new ArrayList<>();
    private final RequestList<VirtioFsForget> queued = new RequestList<>();
    private final ArrayDeque<VirtioFsForget> free = new ArrayDeque<>();

    VirtioFsForgetQueue(
            VirtioPciDevice device, WorkQueue workQueue, GuestMemory memory, DmaMemory dma) {
        super(
                "hiprio",
                device,
                workQueue,
                "virtio_fs_hiprio_done_work",
                "virtio_fs_hiprio_dispatch_work");
        this.memory = memory;
        this.dma = dma;
    }

    @Override
    boolean hasQueued() {
        return !queued.isEmpty();
    }

    @Override
    void otherDeliverers(Suppliers out) {}

    /** {@code virtio_fs_send_forget()}; dropped without a word when the queue is not connected. */
    void send(long unique, long nodeid, long nlookup) {
        VirtioFsForget forget = take();
        forget.fill(unique, nodeid, nlookup);
        boolean _ = enqueue(forget, false);
    }

    /** The device is gone: gives back the memory of all messages. */
    void freeMessages() {
        for (long page : memoryPages) {
            dma.free(page, GuestMemory.PAGE_SIZE);
        }
        memoryPages.clear();
        free.clear();
    }

    private VirtioFsForget take() {
        if (free.isEmpty()) {
            long page = dma.allocate(GuestMemory.PAGE_SIZE);
            memoryPages.add(page);
            for (long at = page; at < page + GuestMemory.PAGE_SIZE; at += SLOT) {
                free.add(new VirtioFsForget(at, memory.address(at, SLOT)));
            }
        }
        return free.pop();
    }

    /**
     * {@code send_forget_request()}: false when the ring is full and the message waits. {@code
     * counted}: it is in flight already.
     */
    @KernelFunction("send_forget_request")
    private boolean enqueue(VirtioFsForget forget, boolean counted) {
        lock.lock();
        VirtqueueDriver ring = virtqueue();
        pieces.clear();
        pieces.addOut(forget.gpa(), VirtioFsForget.SIZE);
        int error = isConnected() ? ring.add(pieces, forget) : -Errno.ENOTCONN;
        boolean notify = false;
        if (error == 0) {
            if (!counted) {
                incInFlight();
            }
            notify = ring.kickPrepare();
        } else if (error == -Errno.ENOSPC) {
            queued.add(forget);
            if (!counted) {
                incInFlight();
            }
        } else {
            free.push(forget);
            if (counted) {
                decInFlight();
            }
        }
        lock.unlock();
        if (notify) {
            boolean _ = ring.notifyDevice();
        }
        return error != -Errno.ENOSPC;
    }

    /** {@code virtio_fs_hiprio_done_work()}. */
    @Override
    @KernelFunction("virtio_fs_hiprio_done_work")
    void takeUsed() {
        VirtqueueDriver ring = virtqueue();
        lock.lock();
        do {
            ring.disableCallback();
            Object token = ring.getBuf();
            while (token != null) {
                free.push((VirtioFsForget) token);
                decInFlight();
                token = ring.getBuf();
            }
        } while (!ring.enableCallback());
        if (hasQueued()) {
            boolean _ = workQueue.queue(dispatchWork);
        }
        lock.unlock();
    }

    /** {@code virtio_fs_hiprio_dispatch_work()}. */
    @Override
    @KernelFunction("virtio_fs_hiprio_dispatch_work")
    void dispatch() {
        boolean room = true;
        while (room) {
            lock.lock();
            VirtioFsForget forget = queued.isEmpty() ? null : queued.remove();
            lock.unlock();
            room = forget != null && enqueue(forget, true);
        }
    }
}
