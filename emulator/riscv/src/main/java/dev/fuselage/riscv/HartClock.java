package dev.fuselage.riscv;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;

/**
 * Time as a hart sees it: the time CSR counts ticks of the platform's timebase, and stimecmp (Sstc)
 * is compared with it. Ticks follow virtual time; nothing here counts by itself.
 */
final class HartClock implements Snapshotted {
    static final long NEVER = Long.MAX_VALUE;

    private final Hart hart;
    private final long cyclesPerTick;

    /** How many ticks time is ahead of virtual time. */
    private long offset;

    private long stimecmp;
    private boolean compares;

    /** When the supervisor timer is due, in cycles; {@link #NEVER} when it is off. */
    private long deadline = NEVER;

    HartClock(Hart hart, long cyclesPerTick) {
        this.hart = hart;
        this.cyclesPerTick = cyclesPerTick;
    }

    void reset() {
        stimecmp = -1;
        setComparing(false);
    }

    /** The time CSR. */
    long time() {
        hart.spendExecuted();
        return hart.now() / cyclesPerTick + offset;
    }

    /** Says how many ticks time is ahead of virtual time; a reset of the hart keeps that. */
    void setOffset(long ticks) {
        offset = ticks;
        update();
    }

    long stimecmp() {
        return stimecmp;
    }

    void setStimecmp(long ticks) {
        stimecmp = ticks;
        update();
    }

    /** menvcfg.STCE. */
    void setComparing(boolean on) {
        compares = on;
        update();
    }

    boolean comparesSupervisorTime() {
        return compares;
    }

    private void update() {
        deadline = compares ? reached(stimecmp) : NEVER;
    }

    /** The cycle in which time reaches so many ticks; 0 if it has already. */
    private long reached(long ticks) {
        long time = time();
        if (Long.compareUnsigned(time, ticks) >= 0) {
            return 0;
        }
        long now = time - offset;
        boolean reachable = Long.compareUnsigned(ticks - time, NEVER / cyclesPerTick - now) < 0;
        return reachable ? (now + (ticks - time)) * cyclesPerTick : NEVER;
    }

    /** When the supervisor timer is due, in cycles. */
    long deadline() {
        return deadline;
    }

    boolean supervisorTimerDue() {
        if (deadline == NEVER) {
            return false;
        }
        hart.spendExecuted();
        return hart.now() >= deadline;
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putLong(stimecmp);
        to.putBoolean(compares);
    }

    /** The offset is loaded by the timer that has set it, before or after this. */
    @Override
    public void load(SnapshotReader from) {
        stimecmp = from.getLong();
        compares = from.getBoolean();
        update();
    }
}
