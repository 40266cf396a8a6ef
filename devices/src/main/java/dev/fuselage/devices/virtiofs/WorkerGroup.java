package dev.fuselage.devices.virtiofs;

import dev.fuselage.devices.virtio.Virtqueue;
import dev.fuselage.devices.virtio.VirtqueueError;
import dev.fuselage.machine.host.BufferTrace;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Operation;
import dev.fuselage.machine.time.Shared;
import dev.fuselage.machine.time.Simulation;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Host workers that share a range of queues, and the requests they have taken from the rings and
 * not begun to serve.
 *
 * <p>The device must start on descriptors in the order of the ring (section 2.8.9) but may finish
 * requests in any order (section 5.11.6.1): rings are emptied in order, and which of the waiting
 * requests is served next is a decision. Kicks are suppressed while any worker is up to look for
 * itself, and asked for again before the last look of a worker that goes to sleep.
 */
final class WorkerGroup implements Snapshotted {

    /**
     * Most requests taken from the rings ahead of their service. What more there is stays in the
     * rings, so that long rings full of long chains do not become memory of the host.
     */
    static final int MOST_WAITING = 256;

    private final VirtioFsDevice device;
    private final int firstQueue;
    private final int lastQueue;
    private final QueueWorker[] workers;
    private final Simulation simulation;

    /** Who of the workers sleeps and what waits for them. */
    private final Shared state;

    private final ArrayList<FsRequest> waiting = new ArrayList<>();
    private final ArrayList<FsRequest> free = new ArrayList<>();

    /** Where to look first, as an offset: behind the queue that filled the list last. */
    private int start;

    /**
     * @param firstQueue index of the first queue served
     * @param lastQueue index of the last queue served
     */
    WorkerGroup(
            VirtioFsDevice device,
            Simulation simulation,
            String name,
            int firstQueue,
            int lastQueue,
            int workerCount) {
        this.device = device;
        this.simulation = simulation;
        this.firstQueue = firstQueue;
        this.lastQueue = lastQueue;
        this.workers = new QueueWorker[workerCount];
        this.state =
                new Shared() {
                    @Override
                    public String describe() {
                        return "workers " + name;
                    }
                };
        for (int i = 0; i < workerCount; i++) {
            String workerName = workerCount == 1 ? name : name + "." + i;
            workers[i] = new QueueWorker(simulation, workerName, device, this);
        }
    }

    /** A kick: somebody must come and look. */
    void notified() {
        for (QueueWorker worker : workers) {
            if (worker.wake()) {
                return;
            }
        }
        // All are up and look at the rings before they sleep.
    }

    Shared state() {
        return state;
    }

    /** The request that the calling worker is to serve next, or null if there is none. */
    @Nullable FsRequest take() {
        collect();
        while (waiting.isEmpty()) {
            if (!requestKicks()) {
                return null;
            }
            collect();
        }
        if (!device.isAlive()) {
            return null;
        }
        int count = waiting.size();
        int chosen =
                count == 1
                        ? 0
                        : simulation.decisions().choose(Decisions.Kind.NEXT_COMPLETION, count);
        FsRequest request = waiting.remove(chosen);
        request.setNumber(device.begin());
        if (count > 1) {
            notified();
        }
        return request;
    }

    /** Whether a request waits to be served; what is still in the rings does not count. */
    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** Takes what is available from the rings, as far as there is room. */
    private void collect() {
        int queues = lastQueue - firstQueue + 1;
        for (int i = 0; i < queues && waiting.size() < MOST_WAITING; i++) {
            int offset = (start + i) % queues;
            if (!collect(firstQueue + offset)) {
                return;
            }
            if (waiting.size() == MOST_WAITING) {
                start = (offset + 1) % queues;
            }
        }
    }

    /** Takes what is available from one ring; returns false if that broke the device. */
    private boolean collect(int index) {
        Virtqueue ring = device.ring(index);
        if (ring == null) {
            return true;
        }
        try {
            touch(ring);
            ring.suppressKicks();
            FsRequest request = blank();
            while (waiting.size() < MOST_WAITING && ring.pop(request.chain)) {
                request.begin(index, ring);
                waiting.add(request);
                request = blank();
            }
            free.add(request);
            return true;
        } catch (VirtqueueError e) {
            device.ringBroken(index, e);
            return false;
        }
    }

    /** Asks for kicks on every ring; whether any of them has buffers already. */
    private boolean requestKicks() {
        boolean more = false;
        for (int index = firstQueue; index <= lastQueue; index++) {
            Virtqueue ring = device.ring(index);
            if (ring == null) {
                continue;
            }
            try {
                touch(ring);
                more |= ring.requestKicks();
            } catch (VirtqueueError e) {
                device.ringBroken(index, e);
                return false;
            }
        }
        return more;
    }

    private void touch(Virtqueue ring) {
        if (simulation.isExplored()) {
            simulation.touch(ring.available(), Operation.CHANGE);
        }
    }

    private FsRequest blank() {
        int last = free.size() - 1;
        return last < 0 ? new FsRequest() : free.remove(last);
    }

    /** Takes back a request that is finished with. */
    void recycle(FsRequest request) {
        free.add(request);
    }

    /** Locks have gone: workers that wait for one try again. */
    void locksChanged() {
        for (QueueWorker worker : workers) {
            worker.locksChanged();
        }
    }

    /** Number of workers that wait for a lock. */
    int occupiedWorkers() {
        int count = 0;
        for (QueueWorker worker : workers) {
            if (worker.isOccupied()) {
                count++;
            }
        }
        return count;
    }

    // ---- for reports

    /** The worker that has a buffer; null if none has. */
    @Nullable QueueWorker workerOf(Virtqueue ring, int buffer) {
        for (QueueWorker worker : workers) {
            if (worker.has(ring, buffer)) {
                return worker;
            }
        }
        return null;
    }

    /** Whether a buffer was taken from its ring and waits for a worker. */
    boolean isWaiting(Virtqueue ring, int buffer) {
        for (int i = 0; i < waiting.size(); i++) {
            if (waiting.get(i).isBuffer(ring, buffer)) {
                return true;
            }
        }
        return false;
    }

    /** Tells of all workers. */
    void tell(BufferTrace trace) {
        for (QueueWorker worker : workers) {
            trace.thread(worker);
        }
    }

    /** Has the workers wait again whose requests were loaded, with a server that was loaded too. */
    void resume() {
        for (QueueWorker worker : workers) {
            worker.resume();
        }
    }

    /** Forgets the waiting requests of one queue. */
    void forget(int index) {
        for (QueueWorker worker : workers) {
            worker.forget(index);
        }
        for (int i = waiting.size() - 1; i >= 0; i--) {
            if (waiting.get(i).queue() == index) {
                recycle(waiting.remove(i));
            }
        }
    }

    /** Forgets all waiting requests. */
    void forgetAll() {
        for (int index = firstQueue; index <= lastQueue; index++) {
            for (QueueWorker worker : workers) {
                worker.forget(index);
            }
        }
        while (!waiting.isEmpty()) {
            recycle(waiting.removeLast());
        }
    }

    /** Whether no request is waiting or being served, and nobody is about to look for one. */
    boolean isQuiescent() {
        for (QueueWorker worker : workers) {
            if (!worker.isAsleep()) {
                return false;
            }
        }
        return waiting.isEmpty();
    }

    @Override
    public void save(SnapshotWriter to) {
        to.same("workers of a share", workers.length);
        to.putInt(start);
        to.putInt(waiting.size());
        for (FsRequest request : waiting) {
            device.saveRequest(request, to);
        }
        for (QueueWorker worker : workers) {
            worker.save(to);
        }
    }

    @Override
    public void load(SnapshotReader from) {
        from.same("workers of a share", workers.length);
        start = from.getInt(0, Math.max(0, lastQueue - firstQueue));
        waiting.clear();
        for (int left = from.getInt(0, MOST_WAITING); left > 0; left--) {
            waiting.add(device.loadRequest(from));
        }
        for (QueueWorker worker : workers) {
            worker.load(from);
        }
    }
}
