package dev.fuselage.devices.virtiofs;

import dev.fuselage.devices.virtio.Virtqueue;
import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.host.HostLock;
import dev.fuselage.machine.host.HostThread;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.machine.time.Agent;
import dev.fuselage.machine.time.Operation;
import dev.fuselage.machine.time.Simulation;
import org.jspecify.annotations.Nullable;

/**
 * A host thread that serves FUSE requests in virtual time: it sleeps until kicked, serves one
 * request after another, and sleeps when the rings are empty.
 *
 * <p>A request takes effect when its service begins, and its reply becomes visible (used ring,
 * interrupt) when its cost has been spent: in between, everything that is further behind runs.
 */
final class QueueWorker extends Agent implements Snapshotted, HostThread {

    private final VirtioFsDevice device;
    private final WorkerGroup group;
    private boolean asleep = true;
    private @Nullable FsRequest serving;

    /** Waits for a lock, and the worker with it: only a server with that quirk has this. */
    private @Nullable FsRequest occupying;

    /** Locks have gone since it looked. */
    private boolean triesAgain;

    QueueWorker(Simulation simulation, String name, VirtioFsDevice device, WorkerGroup group) {
        super(simulation, name);
        this.device = device;
        this.group = group;
    }

    /** Wakes the worker as the host's scheduler would; false if it is up already. */
    boolean wake() {
        if (!asleep) {
            simulation().touch(group.state(), Operation.READ);
            return false;
        }
        asleep = false;
        simulation().touch(group.state(), Operation.WAKE);
        simulation().enables(number());
        wakeAt(simulation().now() + simulation().costs().of(Cost.HOST_WAKEUP));
        return true;
    }

    @Override
    protected void run() {
        triesAgain = false;
        do {
            FsRequest finished = serving;
            if (finished != null) {
                serving = null;
                spend(device.complete(finished));
                group.recycle(finished);
                simulation().touch(group.state(), Operation.READ);
                if (simulation().isExplored() && group.hasWaiting()) {
                    // The next request is another step.
                    return;
                }
            }
            simulation().touch(group.state(), Operation.CHANGE);
            FsRequest next = occupying == null ? group.take() : occupying;
            if (next == null) {
                asleep = true;
                idle();
                return;
            }
            if (next == occupying && !next.exchange.isParked()) {
                // Answered while it was loaded.
                occupying = null;
                serving = next;
                continue;
            }
            occupying = null;
            if (!begin(next)) {
                idle();
                return;
            }
        } while (!mustYield());
    }

    /** Serves a request; false when it waits and the worker with it. */
    private boolean begin(FsRequest request) {
        spend(device.serve(request));
        if (!request.exchange.isParked()) {
            serving = request;
        } else if (request.exchange.occupiesWorker()) {
            occupying = request;
            // Kicks may be suppressed because this one was up to look for itself.
            group.notified();
            if (request.exchange.isBlockedFromOutside()) {
                wakeAt(now() + simulation().costs().cycles(LockWaiter.FIRST_POLL_NANOS));
            }
            return false;
        } else {
            device.park(request);
        }
        return true;
    }

    /** Locks have gone: if it waits for one, it tries again. */
    void locksChanged() {
        if (occupying != null) {
            triesAgain = true;
            simulation().touch(group.state(), Operation.WAKE);
            simulation().enables(number());
            wakeAt(simulation().now() + simulation().costs().of(Cost.HOST_WAKEUP));
        }
    }

    /** Whether it waits for a lock. */
    boolean isOccupied() {
        return occupying != null;
    }

    /** Has a request that was loaded occupy it again. */
    void resume() {
        FsRequest request = occupying;
        if (request != null) {
            device.resume(request);
            locksChanged();
        }
    }

    /** The queue it waits for is no more, and with it the wait. */
    void forget(int index) {
        FsRequest request = occupying;
        if (request != null && request.queue() == index) {
            occupying = null;
            device.abandon(request);
            group.recycle(request);
            // Up, but not about to look: it looks now.
            wakeAt(simulation().now());
        }
    }

    // ---- for reports

    /** Whether it serves that buffer, or waits with it. */
    boolean has(Virtqueue ring, int buffer) {
        FsRequest request = request();
        return request != null && request.isBuffer(ring, buffer);
    }

    private @Nullable FsRequest request() {
        return serving != null ? serving : occupying;
    }

    @Override
    public String serves() {
        FsRequest request = request();
        return request == null ? "" : request.toString();
    }

    @Override
    public @Nullable HostLock waitsFor() {
        FsRequest request = occupying;
        return request == null || triesAgain ? null : request.exchange.lockWait();
    }

    /** Whether it neither serves a request nor is about to look for one. */
    boolean isAsleep() {
        return asleep;
    }

    @Override
    public void save(SnapshotWriter to) {
        saveTime(to);
        to.putBoolean(asleep);
        FsRequest request = serving;
        to.putBoolean(request != null);
        if (request != null) {
            device.saveRequest(request, to);
        }
        FsRequest waiting = occupying;
        to.putBoolean(waiting != null);
        if (waiting != null) {
            device.saveRequest(waiting, to);
        }
    }

    @Override
    public void load(SnapshotReader from) {
        loadTime(from);
        asleep = from.getBoolean();
        serving = from.getBoolean() ? device.loadRequest(from) : null;
        occupying = from.getBoolean() ? device.loadRequest(from) : null;
    }
}
