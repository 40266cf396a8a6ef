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
        return hart.now() / cyclesPerTick;
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
        boolean reachable = compares && Long.compareUnsigned(stimecmp, NEVER / cyclesPerTick) < 0;
        deadline = reachable ? stimecmp * cyclesPerTick : NEVER;
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

    @Override
    public void load(SnapshotReader from) {
        stimecmp = from.getLong();
        compares = from.getBoolean();
        update();
    }
}
