package dev.fuselage.devices.virtiofs;

import dev.fuselage.machine.cost.Cost;
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
final class QueueWorker extends Agent implements Snapshotted {

    private final VirtioFsDevice device;
    private final WorkerGroup group;
    private boolean asleep = true;
    private @Nullable FsRequest serving;

    QueueWorker(Simulation simulation, String name, VirtioFsDevice device, WorkerGroup group) {
        super(simulation, name);
        this.device = device;
        this.group = group;
    }

    /** Wakes the worker as the host's scheduler would; false if it is up already. */
    boolean wake() {
        if (!asleep) {
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
        do {
            FsRequest finished = serving;
            if (finished != null) {
                serving = null;
                spend(device.complete(finished));
                group.recycle(finished);
                if (simulation().isExplored() && group.hasWaiting()) {
                    // The next request is another step.
                    return;
                }
            }
            simulation().touch(group.state(), Operation.CHANGE);
            FsRequest next = group.take();
            if (next == null) {
                asleep = true;
                idle();
                return;
            }
            serving = next;
            spend(device.serve(next));
        } while (!mustYield());
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
    }

    @Override
    public void load(SnapshotReader from) {
        loadTime(from);
        asleep = from.getBoolean();
        serving = from.getBoolean() ? device.loadRequest(from) : null;
    }
}
