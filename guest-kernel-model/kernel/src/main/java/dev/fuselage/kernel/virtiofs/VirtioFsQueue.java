package dev.fuselage.kernel.virtiofs;

import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.virtio.VirtioPciDevice;
import dev.fuselage.kernel.virtio.VirtqueueDriver;
import dev.fuselage.kernel.wait.Completion;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.SpinLock;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.kernel.work.Work;
import dev.fuselage.kernel.work.WorkQueue;
import org.jspecify.annotations.Nullable;

/**
 * What all queues of a device have in common ({@code struct virtio_fs_vq}): the lock, the work
 * items that take in what the device used and send what had no room, and the count of what is in
 * flight.
 *
 * <p>A queue is connected while a file system is mounted; it must be drained before it is
 * disconnected for good.
 */
abstract sealed class VirtioFsQueue implements Deliverer
        permits VirtioFsForgetQueue, VirtioFsRequestQueue {
    final TaskScheduler scheduler;
    final WorkQueue workQueue;
    final SpinLock lock;
    final Work doneWork;
    final Work dispatchWork;

    private final String name;
    private final VirtioPciDevice device;
    private final Completion inFlightZero;
    private @Nullable VirtqueueDriver virtqueue;
    private boolean connected;
    private int inFlight;
    private final HostView host = new HostView(this);

    VirtioFsQueue(
            String name,
            VirtioPciDevice device,
            WorkQueue workQueue,
            String doneName,
            String dispatchName) {
        this.name = name;
        this.device = device;
        this.scheduler = device.scheduler();
        this.workQueue = workQueue;
        this.lock = new SpinLock(scheduler, "fsvq->lock", name);
        this.inFlightZero =
                new Completion(scheduler, "end of all requests in flight on", this, this);
        this.doneWork = new QueueWork(doneName, this::takeUsed);
        this.dispatchWork = new QueueWork(dispatchName, this::dispatch);
    }

    /** A work item that calls one function of the queue. */
    private static final class QueueWork extends Work {
        private final Runnable body;

        QueueWork(String function, Runnable body) {
            super(function);
            this.body = body;
        }

        @Override
        protected void run() {
            body.run();
        }
    }

    /** "hiprio" or "requests.0". */
    final String name() {
        return name;
    }

    final VirtioPciDevice device() {
        return device;
    }

    final void setVirtqueue(VirtqueueDriver queue) {
        virtqueue = queue;
    }

    final VirtqueueDriver virtqueue() {
        VirtqueueDriver queue = virtqueue;
        if (queue == null) {
            throw new IllegalStateException(name + " is not set up");
        }
        return queue;
    }

    /** {@code virtio_fs_vq_done()}: the device has used buffers; in interrupt context. */
    @KernelFunction("virtio_fs_vq_done")
    final void interrupted() {
        boolean _ = workQueue.queue(doneWork);
    }

    /** {@code done_work}: takes in what the device has used. */
    abstract void takeUsed();

    /** {@code dispatch_work}: sends what had to wait for room. */
    abstract void dispatch();

    /** True while requests wait for room in the ring. */
    abstract boolean hasQueued();

    // ---- in flight; under the lock

    final boolean isConnected() {
        return connected;
    }

    final void incInFlight() {
        inFlight++;
    }

    final void decInFlight() {
        if (inFlight <= 0) {
            throw new IllegalStateException(name + ": nothing is in flight");
        }
        inFlight--;
        if (inFlight == 0) {
            inFlightZero.complete();
        }
    }

    final int inFlight() {
        return inFlight;
    }

    // ---- connecting and draining

    final void setConnected(boolean now) {
        lock.lock();
        connected = now;
        lock.unlock();
    }

    /**
     * {@code virtio_fs_drain_queue()}: waits until nothing is in flight and no work goes on; one
     * drainer at a time.
     */
    @KernelFunction("virtio_fs_drain_queue")
    final void drain() {
        lock.lock();
        if (inFlight > 0) {
            inFlightZero.reinit();
            lock.unlock();
            int _ = inFlightZero.waitFor("virtio_fs_drain_queue", Interruptibility.UNINTERRUPTIBLE);
        } else {
            lock.unlock();
        }
        boolean _ = workQueue.flush(doneWork);
        boolean _ = workQueue.flush(dispatchWork);
    }

    /**
     * Who can bring what is in flight to its end: the device, the interrupt that is under way, the
     * work that takes it in.
     */
    @Override
    public final void deliverers(Suppliers out) {
        ringDeliverers(out);
        otherDeliverers(out);
    }

    /** Work items that end requests which have left the ring. */
    abstract void otherDeliverers(Suppliers out);

    /** The same for what is still in the ring, or waits to get there. */
    final void ringDeliverers(Suppliers out) {
        VirtqueueDriver queue = virtqueue;
        if (queue == null || inFlight == 0) {
            return;
        }
        for (int buffer = 0; buffer < queue.size(); buffer++) {
            if (queue.tokenIn(buffer) != null && queue.usedPosition(buffer) < 0) {
                host.suppliers(queue, buffer, out);
            }
        }
        if (queue.usedCount() > 0) {
            usedDeliverers(out);
        } else if (doneWork.isBusy()) {
            doneWork.deliverers(out);
        }
        if (dispatchWork.isBusy()) {
            dispatchWork.deliverers(out);
        }
    }

    /** Who takes what the device has returned from the ring. */
    private void usedDeliverers(Suppliers out) {
        if (doneWork.isBusy()) {
            doneWork.deliverers(out);
        } else {
            out.outside("an interrupt of queue " + name);
        }
    }

    /** Who brings that buffer on, which is in the ring. */
    final void bufferDeliverers(VirtqueueDriver ring, int buffer, Suppliers out) {
        if (ring.usedPosition(buffer) >= 0) {
            usedDeliverers(out);
        } else {
            host.suppliers(ring, buffer, out);
        }
    }

    /** Where that buffer is, which is in the ring or with the server. */
    final String whereIs(VirtqueueDriver ring, int buffer) {
        return host.whereIs(ring, buffer);
    }

    @Override
    public final String toString() {
        return name;
    }
}
