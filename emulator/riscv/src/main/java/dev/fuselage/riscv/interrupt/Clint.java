package dev.fuselage.riscv.interrupt;

import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.riscv.HartConfig;
import dev.fuselage.riscv.Harts;

/**
 * Software interrupts and timers of M mode at the places where SiFive's core-local interruptor has
 * them (RISC-V ACLINT 1.0, 1.1): an {@link Mswi}, and an {@link Mtimer} after it.
 */
public final class Clint implements MmioRegion, Snapshotted {
    /** Where QEMU's virt machine has it. */
    public static final long BASE = 0x0200_0000L;

    /** Size of the region in bytes. */
    public static final long SIZE = 0x1_0000;

    private static final int MAX_HARTS = 4095;

    private static final long TIMER_END = Mswi.SIZE + Mtimer.SIZE;

    private final Mswi software;
    private final Mtimer timer;

    /**
     * The registers of all harts, up to 4,095.
     *
     * @param config what the harts were made with
     */
    public Clint(Harts harts, HartConfig config) {
        software = new Mswi(harts);
        timer = new Mtimer(harts, config);
    }

    static int checkCount(Harts harts) {
        if (harts.count() > MAX_HARTS) {
            throw new IllegalArgumentException(
                    "%d harts: must be %d at most".formatted(harts.count(), MAX_HARTS));
        }
        return harts.count();
    }

    /** Ends all interrupts and sets mtime to zero. */
    public void reset() {
        software.reset();
        timer.reset();
    }

    @Override
    public long read(long offset, int size) {
        if (offset + size <= Mswi.SIZE) {
            return software.read(offset, size);
        }
        boolean isTimer = offset >= Mswi.SIZE && offset + size <= TIMER_END;
        return isTimer ? timer.read(offset - Mswi.SIZE, size) : 0;
    }

    @Override
    public void write(long offset, int size, long value) {
        if (offset + size <= Mswi.SIZE) {
            software.write(offset, size, value);
        } else if (offset >= Mswi.SIZE && offset + size <= TIMER_END) {
            timer.write(offset - Mswi.SIZE, size, value);
        }
    }

    @Override
    public void save(SnapshotWriter to) {
        to.section("mswi", software);
        to.section("mtimer", timer);
    }

    @Override
    public void load(SnapshotReader from) {
        from.section("mswi", software);
        from.section("mtimer", timer);
    }
}
