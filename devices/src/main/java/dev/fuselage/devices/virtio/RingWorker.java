package dev.fuselage.devices.virtio;

import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.machine.time.Agent;
import dev.fuselage.machine.time.Simulation;

/**
 * The host thread, in virtual time, of a device that finishes each buffer as soon as it has it:
 * sleeps until woken, serves one buffer a slice, and sleeps when there is nothing to serve. Devices
 * whose requests take their time have workers of their own.
 */
public abstract class RingWorker extends Agent implements Snapshotted {
    /** What {@link #serve} returns when it found nothing to do. */
    protected static final long NOTHING = -1;

    private boolean asleep = true;

    /** A worker that sleeps. */
    protected RingWorker(Simulation simulation, String name) {
        super(simulation, name);
    }

    /** There may be something to do. Wakes the worker as the host's scheduler would. */
    public final void wake() {
        if (asleep) {
            asleep = false;
            wakeAt(simulation().now() + simulation().costs().of(Cost.HOST_WAKEUP));
        }
    }

    /**
     * Serves one buffer at once.
     *
     * @return cycles until the next can be served, or {@link #NOTHING}; then it must have asked for
     *     kicks
     */
    protected abstract long serve();

    @Override
    public final void save(SnapshotWriter to) {
        saveTime(to);
        to.putBoolean(asleep);
    }

    @Override
    public final void load(SnapshotReader from) {
        loadTime(from);
        asleep = from.getBoolean();
    }

    @Override
    protected final void run() {
        long cycles = serve();
        if (cycles == NOTHING) {
            asleep = true;
            idle();
        } else {
            spend(cycles);
        }
    }
}
