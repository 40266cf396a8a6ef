package dev.fuselage.riscv.interrupt;

import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.machine.time.Timer;
import dev.fuselage.riscv.HartConfig;
import dev.fuselage.riscv.Harts;
import dev.fuselage.riscv.InterruptLine;

/**
 * The timers of M mode: mtimecmp of each hart, and mtime, which is what the harts read as their
 * time CSR (RISC-V ACLINT 1.0, 2). Registers of 64 bits can be accessed whole or by halves.
 */
public final class Mtimer implements MmioRegion, Snapshotted {
    /** Size of the region in bytes: mtimecmp of up to 4,095 harts, then mtime. */
    public static final long SIZE = 0x8000;

    private static final int MTIME = 0x7ff8;
    private static final long NEVER = Long.MAX_VALUE;

    private final Simulation simulation;
    private final Harts harts;
    private final long cyclesPerTick;
    private final HartSignals signals;
    private final Comparator[] comparators;

    /** How many ticks mtime is ahead of virtual time. */
    private long offset;

    /**
     * The timers of all harts, up to 4,095, none of them due.
     *
     * @param config what the harts were made with
     */
    public Mtimer(Harts harts, HartConfig config) {
        this.harts = harts;
        this.simulation = harts.hart(0).simulation();
        this.cyclesPerTick = config.cyclesPerTick();
        this.signals = HartSignals.to(harts, InterruptLine.MACHINE_TIMER);
        this.comparators = new Comparator[Clint.checkCount(harts)];
        for (int hart = 0; hart < comparators.length; hart++) {
            comparators[hart] = new Comparator(hart);
        }
    }

    /** Sets mtime to zero and switches all timers off. */
    public void reset() {
        for (Comparator comparator : comparators) {
            comparator.mtimecmp = -1;
        }
        setMtime(0);
    }

    private long mtime() {
        return simulation.now() / cyclesPerTick + offset;
    }

    private void setMtime(long ticks) {
        setOffset(ticks - simulation.now() / cyclesPerTick);
        for (Comparator comparator : comparators) {
            comparator.update();
        }
    }

    private void setOffset(long ticks) {
        offset = ticks;
        for (int hart = 0; hart < comparators.length; hart++) {
            harts.hart(hart).setTimeOffset(ticks);
        }
    }

    @Override
    public long read(long offset, int size) {
        if (!isAccess(offset, size)) {
            return 0;
        }
        int register = (int) offset & -Long.BYTES;
        long value = register == MTIME ? mtime() : mtimecmp(register);
        // GuestMemory takes the low half of it.
        return offset == register ? value : value >>> Integer.SIZE;
    }

    private long mtimecmp(int register) {
        int hart = register / Long.BYTES;
        return hart < comparators.length ? comparators[hart].mtimecmp : 0;
    }

    @Override
    public void write(long offset, int size, long value) {
        if (!isAccess(offset, size)) {
            return;
        }
        int register = (int) offset & -Long.BYTES;
        long old = register == MTIME ? mtime() : mtimecmp(register);
        long merged = merge(old, offset != register, size, value);
        int hart = register / Long.BYTES;
        if (register == MTIME) {
            setMtime(merged);
        } else if (hart < comparators.length) {
            comparators[hart].mtimecmp = merged;
            comparators[hart].update();
        }
    }

    private static boolean isAccess(long offset, int size) {
        return (size == Integer.BYTES || size == Long.BYTES) && offset % size == 0;
    }

    private static long merge(long old, boolean high, int size, long value) {
        if (size == Long.BYTES) {
            return value;
        }
        long half = value & 0xffff_ffffL;
        return high ? (half << Integer.SIZE) | (old & 0xffff_ffffL) : (old & ~0xffff_ffffL) | half;
    }

    /** Compares mtime with one hart's mtimecmp, as unsigned numbers. */
    private final class Comparator extends Timer {
        private final int hart;
        private long mtimecmp = -1;

        Comparator(int hart) {
            super("mtimecmp " + hart);
            this.hart = hart;
        }

        /** Signals what is true now, and has itself called when that changes. */
        void update() {
            signals.set(hart, isDue());
            long cycle = change();
            harts.hart(hart).expectTimer(cycle);
            if (cycle != NEVER) {
                simulation.schedule(this, cycle);
            } else {
                simulation.cancel(this);
            }
        }

        private boolean isDue() {
            return Long.compareUnsigned(mtime(), mtimecmp) >= 0;
        }

        /** The cycle in which {@link #isDue} changes by itself. */
        private long change() {
            long now = mtime();
            // When it is due, that ends as mtime wraps round: after -now ticks, or 2^64 for 0.
            long ticks = isDue() ? -now - 1 : mtimecmp - now - 1;
            long most = Long.MAX_VALUE / cyclesPerTick - simulation.now() / cyclesPerTick - 1;
            return Long.compareUnsigned(ticks, most) < 0
                    ? (simulation.now() / cyclesPerTick + 1 + ticks) * cyclesPerTick
                    : NEVER;
        }

        /** Takes over the timer, and tells its hart of it, which does not remember. */
        void load(SnapshotReader from) {
            mtimecmp = from.getLong();
            simulation.loadTimer(this, from);
            harts.hart(hart).expectTimer(change());
        }

        @Override
        protected void expire() {
            update();
        }
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putLong(offset);
        for (Comparator comparator : comparators) {
            to.putLong(comparator.mtimecmp);
            simulation.saveTimer(comparator, to);
        }
        signals.save(to);
    }

    @Override
    public void load(SnapshotReader from) {
        setOffset(from.getLong());
        for (Comparator comparator : comparators) {
            comparator.load(from);
        }
        signals.load(from);
    }
}
