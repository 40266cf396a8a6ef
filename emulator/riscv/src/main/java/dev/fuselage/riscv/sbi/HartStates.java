package dev.fuselage.riscv.sbi;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.Harts;
import java.util.Arrays;

/**
 * The states of the harts (SBI 3.0, 9, table 7). Started and stopped are the hart's own; here is
 * which of the started ones are suspended.
 */
final class HartStates implements Snapshotted {
    static final long STARTED = 0;
    static final long STOPPED = 1;
    static final long SUSPENDED = 4;

    private static final long NEVER = -1;

    private final Harts harts;

    /**
     * How many instructions each hart had retired with its last call to be suspended. It executes
     * its next one when it resumes, so as long as the number is the same it is suspended.
     */
    private final long[] suspendedAt;

    HartStates(Harts harts) {
        this.harts = harts;
        suspendedAt = new long[harts.count()];
        Arrays.fill(suspendedAt, NEVER);
    }

    /** Whether a guest's number is that of a hart. */
    boolean exists(long id) {
        return id >= 0 && id < harts.count();
    }

    /** The state of a hart that exists. */
    long of(long id) {
        Hart hart = harts.hart((int) id);
        if (!hart.isStarted()) {
            return STOPPED;
        }
        return hart.instructions() == suspendedAt[hart.id()] ? SUSPENDED : STARTED;
    }

    /** Suspends the hart that calls until an interrupt that it has enabled is pending. */
    void suspend(Hart caller) {
        // The call itself retires after it has been served.
        suspendedAt[caller.id()] = caller.instructions() + 1;
        caller.waitForInterrupt();
    }

    /** Whether every hart but the caller is stopped. */
    boolean isAlone(Hart caller) {
        for (int id = 0; id < harts.count(); id++) {
            if (id != caller.id() && harts.hart(id).isStarted()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void save(SnapshotWriter to) {
        to.same("harts", suspendedAt.length);
        to.putLongs(suspendedAt);
    }

    @Override
    public void load(SnapshotReader from) {
        from.same("harts", suspendedAt.length);
        from.getLongs(suspendedAt);
    }
}
