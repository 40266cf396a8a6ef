package dev.fuselage.riscv.interrupt;

import dev.fuselage.machine.interrupt.InterruptWire;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.riscv.Harts;
import dev.fuselage.riscv.InterruptLine;

/**
 * A row of signals from one interrupt controller to harts. It remembers their levels, so that harts
 * hear of changes only.
 */
public final class HartSignals implements Snapshotted {
    private final InterruptWire[] ends;
    private final boolean[] levels;

    HartSignals(InterruptWire[] ends) {
        this.ends = ends;
        this.levels = new boolean[ends.length];
    }

    /**
     * Signals to interrupt lines: of hart 0 in the order given, then of hart 1, and so on. With
     * {@code MACHINE_EXTERNAL, SUPERVISOR_EXTERNAL} they are in the order of a PLIC's contexts.
     */
    public static HartSignals to(Harts harts, InterruptLine... lines) {
        InterruptWire[] ends = new InterruptWire[harts.count() * lines.length];
        for (int i = 0; i < ends.length; i++) {
            int hart = i / lines.length;
            InterruptLine line = lines[i % lines.length];
            ends[i] = level -> harts.hart(hart).setInterrupt(line, level);
        }
        return new HartSignals(ends);
    }

    int count() {
        return ends.length;
    }

    void set(int signal, boolean level) {
        if (levels[signal] != level) {
            levels[signal] = level;
            ends[signal].set(level);
        }
    }

    @Override
    public void save(SnapshotWriter to) {
        for (boolean level : levels) {
            to.putBoolean(level);
        }
    }

    /** Harts load for themselves what they were told. */
    @Override
    public void load(SnapshotReader from) {
        for (int signal = 0; signal < levels.length; signal++) {
            levels[signal] = from.getBoolean();
        }
    }
}
