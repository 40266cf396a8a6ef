package dev.fuselage.riscv;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;

/**
 * mcycle and minstret with mcountinhibit, and who may read what (RISC-V Privileged ISA, 3.1.10 to
 * 3.1.12 and 12.1.5). Both are differences to what the hart counts anyway. The event counters 3 to
 * 31 are hard-wired to zero.
 */
final class Counters implements Snapshotted {
    static final int CYCLE = 0;
    static final int TIME = 1;
    static final int INSTRET = 2;

    private static final long INHIBITABLE = 1 << CYCLE | 1 << INSTRET;

    private final Hart hart;

    /** What is added to the hart's own count; for a counter that stands still, its value. */
    private long cycleOffset;

    private long instretOffset;
    private long inhibited;

    long mcounteren;
    long scounteren;

    Counters(Hart hart) {
        this.hart = hart;
    }

    void reset() {
        inhibited = 0;
        mcounteren = 0;
        scounteren = 0;
    }

    private boolean stands(int counter) {
        return (inhibited >>> counter & 1) != 0;
    }

    long cycle() {
        return cycleOffset + (stands(CYCLE) ? 0 : cyclesNow());
    }

    void setCycle(long value) {
        cycleOffset = value - (stands(CYCLE) ? 0 : cyclesNow());
    }

    long instret() {
        return instretOffset + (stands(INSTRET) ? 0 : hart.instructions());
    }

    /** A write takes the place of the increment by the instruction that writes (3.1.11). */
    void setInstret(long value) {
        instretOffset = value - (stands(INSTRET) ? 0 : hart.instructions() + 1);
    }

    private long cyclesNow() {
        hart.spendExecuted();
        return hart.now();
    }

    long inhibited() {
        return inhibited;
    }

    void setInhibited(long value) {
        long cycle = cycle();
        long instret = instret();
        inhibited = value & INHIBITABLE;
        setCycle(cycle);
        instretOffset = instret - (stands(INSTRET) ? 0 : hart.instructions());
    }

    /** Whether the current mode may read counter 0 to 31. */
    boolean isReadable(int counter) {
        if (hart.privilege == Privilege.MACHINE) {
            return true;
        }
        long allowed = mcounteren;
        if (hart.privilege == Privilege.USER) {
            allowed &= scounteren;
        }
        return (allowed >>> counter & 1) != 0;
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putLong(cycleOffset);
        to.putLong(instretOffset);
        to.putLong(inhibited);
        to.putLong(mcounteren);
        to.putLong(scounteren);
    }

    @Override
    public void load(SnapshotReader from) {
        cycleOffset = from.getLong();
        instretOffset = from.getLong();
        inhibited = from.getLong();
        mcounteren = from.getLong();
        scounteren = from.getLong();
    }
}
