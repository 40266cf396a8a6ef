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
import dev.fuselage.machine.time.Shared;
import dev.fuselage.machine.time.Simulation;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A host thread that keeps the requests which wait for advisory locks, so that no worker does:
 * tries again, the oldest first, whenever locks have gone.
 *
 * <p>A lock that a process of the host holds goes without a word. It is tried for from time to
 * time, ever more seldom, in virtual time: a guest that waits for such a lock is not idle.
 */
final class LockWaiter extends Agent implements Snapshotted, HostThread {

    static final long FIRST_POLL_NANOS = 1_000_000;
    private static final long LONGEST_POLL_NANOS = 1_000_000_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final VirtioFsDevice device;
    private final WorkerGroup group;
    private final Shared state;
    private final ArrayList<FsRequest> parked = new ArrayList<>();

    /** What a pass over the parked requests tries next; none is under way at their end. */
    private int next;

    /** Locks have gone since the pass began. */
    private boolean changed;

    private @Nullable FsRequest granted;
    private long pollAt = NEVER;
    private long pollNanos = FIRST_POLL_NANOS;

    LockWaiter(Simulation simulation, String name, VirtioFsDevice device, WorkerGroup group) {
        super(simulation, name);
        this.device = device;
        this.group = group;
        this.state =
                new Shared() {
                    @Override
                    public String describe() {
                        return "requests that wait, " + name;
                    }
                };
    }

    /** Takes over a request that has to wait. */
    void park(FsRequest request) {
        simulation().touch(state, Operation.CHANGE);
        if (next == parked.size()) {
            next++;
        }
        parked.add(request);
        pollNanos = FIRST_POLL_NANOS;
        poll(request, simulation().now());
    }

    /** Locks have gone: what waits may have a chance. */
    void locksChanged() {
        if (!parked.isEmpty()) {
            changed = true;
            simulation().touch(state, Operation.WAKE);
            simulation().enables(number());
            wakeAt(simulation().now() + simulation().costs().of(Cost.HOST_WAKEUP));
        }
    }

    @Override
    protected void run() {
        simulation().touch(state, Operation.CHANGE);
        do {
            FsRequest finished = granted;
            if (finished != null) {
                granted = null;
                spend(device.complete(finished));
                group.recycle(finished);
            }
            if (next >= parked.size() && !beginPass()) {
                idle();
                return;
            }
            tryNext();
        } while (!mustYield());
    }

    /** Begins a new pass if there is reason for one. */
    private boolean beginPass() {
        boolean due = pollAt <= now();
        if (parked.isEmpty() || !(changed || due)) {
            return false;
        }
        if (due) {
            pollNanos = Math.min(2 * pollNanos, LONGEST_POLL_NANOS);
        }
        pollAt = NEVER;
        changed = false;
        next = 0;
        return true;
    }

    private void tryNext() {
        FsRequest request = parked.get(next);
        if (request.exchange.isParked()) {
            spend(device.serve(request));
        }
        if (request.exchange.isParked()) {
            next++;
            poll(request, now());
        } else if (parked.remove(request)) {
            granted = request;
        }
    }

    private void poll(FsRequest request, long from) {
        if (request.exchange.isBlockedFromOutside()) {
            pollAt = Math.min(pollAt, from + simulation().costs().cycles(pollNanos));
            wakeAt(pollAt);
        }
    }

    /** Forgets what waits of one queue. */
    void forget(int index) {
        for (int i = parked.size() - 1; i >= 0; i--) {
            if (parked.get(i).queue() == index) {
                drop(i);
            }
        }
    }

    /** Forgets all that wait. */
    void forgetAll() {
        while (!parked.isEmpty()) {
            drop(parked.size() - 1);
        }
    }

    private void drop(int index) {
        FsRequest request = parked.remove(index);
        if (index < next) {
            next--;
        }
        device.abandon(request);
        group.recycle(request);
    }

    // ---- for reports

    /** What waits for a lock of a buffer; null if it does not. */
    @Nullable FsRequest find(Virtqueue ring, int buffer) {
        FsRequest request = granted;
        if (request != null && request.isBuffer(ring, buffer)) {
            return request;
        }
        for (int i = 0; i < parked.size(); i++) {
            if (parked.get(i).isBuffer(ring, buffer)) {
                return parked.get(i);
            }
        }
        return null;
    }

    @Override
    public String serves() {
        FsRequest request = granted;
        return request == null ? "" : request.toString();
    }

    /** It waits with nobody: each request that is parked here waits for itself. */
    @Override
    public @Nullable HostLock waitsFor() {
        return null;
    }

    /** Whether nothing that waited is about to be answered. */
    boolean isQuiescent() {
        return granted == null && !changed && next >= parked.size();
    }

    /** Number of requests that wait. */
    int size() {
        return parked.size();
    }

    /** Has what was loaded wait again, with a server that has been loaded too. */
    void resume() {
        for (FsRequest request : parked) {
            device.resume(request);
            if (!request.exchange.isParked()) {
                // What was in the way is no longer there.
                locksChanged();
            }
        }
    }

    @Override
    public void save(SnapshotWriter to) {
        saveTime(to);
        to.putInt(next);
        to.putBoolean(changed);
        to.putLong(pollAt);
        to.putLong(pollNanos);
        to.putInt(parked.size());
        for (FsRequest request : parked) {
            device.saveRequest(request, to);
        }
        FsRequest request = granted;
        to.putBoolean(request != null);
        if (request != null) {
            device.saveRequest(request, to);
        }
    }

    @Override
    public void load(SnapshotReader from) {
        loadTime(from);
        next = from.getInt(0, Integer.MAX_VALUE);
        changed = from.getBoolean();
        pollAt = from.getLong();
        pollNanos = from.getLong();
        parked.clear();
        for (int left = from.getInt(0, Integer.MAX_VALUE); left > 0; left--) {
            parked.add(device.loadRequest(from));
        }
        granted = from.getBoolean() ? device.loadRequest(from) : null;
    }
}
