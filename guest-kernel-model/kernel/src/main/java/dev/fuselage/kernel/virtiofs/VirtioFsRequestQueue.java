package dev.fuselage.kernel.virtiofs;

import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.FuseOutHeader;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.fuse.FuseCarrier;
import dev.fuselage.kernel.fuse.FuseReq;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.quirk.KernelQuirks;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.virtio.ScatterList;
import dev.fuselage.kernel.virtio.VirtioPciDevice;
import dev.fuselage.kernel.virtio.VirtqueueDriver;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.kernel.wait.WaitQueue;
import dev.fuselage.kernel.work.Work;
import dev.fuselage.kernel.work.WorkQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue for requests.
 *
 * <p>A request that finds the ring full waits in the queue and is sent when a completion has made
 * room; a request that cannot be sent at all is ended by the dispatch work, as its sender may hold
 * locks that the end needs. Replies are taken in by one work item for the whole queue; one whose
 * end may sleep gets a work item of its own, because the others wait behind it.
 */
final class VirtioFsRequestQueue extends VirtioFsQueue implements FuseCarrier {
    private final boolean blockingEndsElsewhere;
    private final boolean senderWaitsForRoom;
    private final WaitQueue room;

    /** How often the done work has emptied the ring. */
    private int emptied;

    private final ScatterList pieces = new ScatterList();

    /** No room in the ring yet ({@code queued_reqs}). */
    private final RequestList<FuseReq> queued = new RequestList<>();

    /** Could not be sent ({@code end_reqs}). */
    private final RequestList<FuseReq> ended = new RequestList<>();

    /** Why, in the same order; boxed, as this does not happen on the way of a request. */
    private final RequestList<Integer> failures = new RequestList<>();

    /** Taken out of the ring by the done work, which is one at a time. */
    private final RequestList<FuseReq> done = new RequestList<>();

    private final ArrayDeque<CompleteWork> idleWorks = new ArrayDeque<>();

    /** Those that end a request at this moment. */
    private final List<CompleteWork> busyWorks = new ArrayList<>();

    VirtioFsRequestQueue(
            int index, VirtioPciDevice device, WorkQueue workQueue, KernelQuirks quirks) {
        super(
                "requests." + index,
                device,
                workQueue,
                "virtio_fs_requests_done_work",
                "virtio_fs_request_dispatch_work");
        this.blockingEndsElsewhere = !quirks.has(KernelQuirk.REPLY_ENDS_IN_DONE_WORK);
        this.senderWaitsForRoom = quirks.has(KernelQuirk.SUBMIT_WAITS_UNDER_BG_LOCK);
        this.room = new WaitQueue(scheduler, "ring slot", this, this::slotDeliverers);
    }

    @Override
    boolean hasQueued() {
        return !queued.isEmpty();
    }

    // ---- sending

    /**
     * The second half of {@code virtio_fs_send_req()}: puts the request into the ring, or aside.
     * Never ends it itself.
     */
    void send(FuseReq req) {
        req.carriedBy(this);
        int error = senderWaitsForRoom ? enqueueSleeping(req) : enqueue(req, false);
        if (error == 0) {
            return;
        }
        lock.lock();
        if (error == -Errno.ENOSPC) {
            req.handedOver();
            queued.add(req);
            incInFlight();
        } else {
            device().print("virtio-fs: virtio_fs_enqueue_req() failed " + error);
            failure(req, error);
        }
        lock.unlock();
    }

    /**
     * {@code virtio_fs_wake_pending_and_unlock()} as it was: tries again and again, with what locks
     * its caller has. It slept for 20 to 30 us in between, which comes to waiting for the done
     * work.
     */
    private int enqueueSleeping(FuseReq req) {
        while (true) {
            int before = emptied;
            int error = enqueue(req, false);
            if (error != -Errno.ENOSPC) {
                return error;
            }
            int _ =
                    room.waitEvent(
                            "virtio_fs_wake_pending_and_unlock",
                            () -> emptied != before,
                            Interruptibility.UNINTERRUPTIBLE);
        }
    }

    /** Slots are freed by the done work alone, at the device's word. */
    private void slotDeliverers(Suppliers out) {
        if (doneWork.isBusy()) {
            doneWork.deliverers(out);
        } else {
            deliverers(out);
        }
    }

    private void failure(FuseReq req, int error) {
        req.handedOver();
        ended.add(req);
        failures.add(error);
        boolean _ = workQueue.queue(dispatchWork);
    }

    /**
     * {@code virtio_fs_enqueue_req()}: 0 or a negative errno. {@code counted}: it is in flight
     * already.
     */
    @KernelFunction("virtio_fs_enqueue_req")
    private int enqueue(FuseReq req, boolean counted) {
        lock.lock();
        if (!isConnected()) {
            lock.unlock();
            return -Errno.ENOTCONN;
        }
        VirtqueueDriver ring = virtqueue();
        describe(req);
        int error = ring.add(pieces, req);
        if (error != 0) {
            lock.unlock();
            return error;
        }
        req.sent();
        if (!counted) {
            incInFlight();
        }
        boolean notify = ring.kickPrepare();
        lock.unlock();
        if (notify) {
            boolean _ = ring.notifyDevice();
        }
        return 0;
    }

    /**
     * Header, arguments and pages that the device reads, then header, arguments and pages that it
     * writes.
     */
    private void describe(FuseReq req) {
        pieces.clear();
        pieces.addOut(req.inHeaderGpa(), FuseInHeader.SIZE);
        if (req.inArgsBytes() > 0) {
            pieces.addOut(req.inArgsGpa(), req.inArgsBytes());
        }
        if (req.hasInPages()) {
            int left = req.pageBytes();
            for (int i = 0; i < req.pageCount() && left > 0; i++) {
                int length = Math.min(req.pageLength(i), left);
                pieces.addOut(req.pageGpa(i), length);
                left -= length;
            }
        }
        if (req.expectsReply()) {
            describeReply(req);
        }
    }

    private void describeReply(FuseReq req) {
        pieces.addIn(req.outHeaderGpa(), FuseOutHeader.SIZE);
        if (req.outArgsBytes() > 0) {
            pieces.addIn(req.outArgsGpa(), req.outArgsBytes());
        }
        if (req.hasOutPages()) {
            int left = req.pageBytes();
            for (int i = 0; i < req.pageCount() && left > 0; i++) {
                int length = Math.min(req.pageLength(i), left);
                pieces.addIn(req.pageGpa(i), length);
                left -= length;
            }
        }
    }

    // ---- replies

    /** {@code virtio_fs_requests_done_work()}. */
    @Override
    @KernelFunction("virtio_fs_requests_done_work")
    void takeUsed() {
        VirtqueueDriver ring = virtqueue();
        lock.lock();
        do {
            ring.disableCallback();
            Object token = ring.getBuf();
            while (token != null) {
                done.add((FuseReq) token);
                token = ring.getBuf();
            }
        } while (!ring.enableCallback());
        lock.unlock();
        if (senderWaitsForRoom) {
            emptied++;
            room.wakeUpAll();
        }
        while (!done.isEmpty()) {
            FuseReq req = done.remove();
            if (blockingEndsElsewhere && req.mayBlock()) {
                completeElsewhere(req);
            } else {
                complete(req);
            }
            if (!done.isEmpty()) {
                // No lock is held here: whoever was woken may overtake.
                scheduler.syncPoint();
            }
        }
        lock.lock();
        if (hasQueued()) {
            boolean _ = workQueue.queue(dispatchWork);
        }
        lock.unlock();
    }

    /** {@code virtio_fs_request_complete()}: ends the request and only then counts it as gone. */
    @KernelFunction("virtio_fs_request_complete")
    private void complete(FuseReq req) {
        req.complete();
        lock.lock();
        decInFlight();
        lock.unlock();
    }

    private void completeElsewhere(FuseReq req) {
        CompleteWork work = idleWorks.isEmpty() ? new CompleteWork() : idleWorks.pop();
        work.request = req;
        req.carriedBy(work);
        busyWorks.add(work);
        boolean _ = workQueue.queue(work);
    }

    /** {@code virtio_fs_complete_req_work()}: ends one request whose end may sleep. */
    private final class CompleteWork extends Work implements FuseCarrier {
        private @Nullable FuseReq request;

        CompleteWork() {
            super("virtio_fs_complete_req_work");
        }

        @Override
        @KernelFunction("virtio_fs_complete_req_work")
        protected void run() {
            FuseReq req = request;
            if (req == null) {
                throw new IllegalStateException(name() + ": completion work without a request");
            }
            request = null;
            complete(req);
            boolean _ = busyWorks.remove(this);
            idleWorks.push(this);
        }

        @Override
        public void answerersOf(FuseReq req, Suppliers out) {
            deliverers(out);
        }

        @Override
        public String whereIs(FuseReq req) {
            return "work item " + function();
        }
    }

    // ---- for reports

    @Override
    public void answerersOf(FuseReq req, Suppliers out) {
        VirtqueueDriver ring = virtqueue();
        int buffer = ring.bufferOf(req);
        if (buffer >= 0) {
            bufferDeliverers(ring, buffer, out);
        } else if (queued.contains(req)) {
            ringDeliverers(out);
        } else {
            // Taken from the ring, or never let in: a work item ends it.
            if (doneWork.isBusy()) {
                doneWork.deliverers(out);
            }
            if (dispatchWork.isBusy()) {
                dispatchWork.deliverers(out);
            }
        }
    }

    @Override
    public String whereIs(FuseReq req) {
        VirtqueueDriver ring = virtqueue();
        int buffer = ring.bufferOf(req);
        if (buffer >= 0) {
            return whereIs(ring, buffer);
        }
        if (queued.contains(req)) {
            return "queued_reqs of " + name() + ", no room in the virtqueue";
        }
        if (ended.contains(req)) {
            return "end_reqs of " + name() + ", refused by the virtqueue";
        }
        String where = done.contains(req) ? "reqs of " : "the hands of ";
        return where + doneWork.function() + ", popped from " + name();
    }

    @Override
    void otherDeliverers(Suppliers out) {
        for (CompleteWork work : busyWorks) {
            work.deliverers(out);
        }
    }

    // ---- what could not be sent at once

    /** {@code virtio_fs_request_dispatch_work()}. */
    @Override
    @KernelFunction("virtio_fs_request_dispatch_work")
    void dispatch() {
        endFailed();
        while (true) {
            lock.lock();
            FuseReq req = queued.isEmpty() ? null : queued.remove();
            lock.unlock();
            if (req == null) {
                return;
            }
            int error = enqueue(req, true);
            if (error == -Errno.ENOSPC) {
                // To the end of the line: others may overtake it.
                lock.lock();
                queued.add(req);
                lock.unlock();
                return;
            }
            if (error != 0) {
                lock.lock();
                decInFlight();
                lock.unlock();
                device().print("virtio-fs: virtio_fs_enqueue_req() failed " + error);
                req.fail(error);
            }
        }
    }

    private void endFailed() {
        while (true) {
            lock.lock();
            FuseReq req = ended.isEmpty() ? null : ended.remove();
            int error = req == null ? 0 : failures.remove();
            lock.unlock();
            if (req == null) {
                return;
            }
            req.fail(error);
        }
    }
}
