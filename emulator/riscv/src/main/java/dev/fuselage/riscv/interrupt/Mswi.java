package dev.fuselage.riscv.interrupt;

import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.riscv.Harts;
import dev.fuselage.riscv.InterruptLine;
import java.util.Arrays;

/** Software interrupts of M mode: a register of one bit for each hart (RISC-V ACLINT 1.0, 3). */
public final class Mswi implements MmioRegion, Snapshotted {
    /** Size of the region in bytes. */
    public static final long SIZE = 0x4000;

    private final HartSignals signals;
    private final int[] msip;

    /** The registers of all harts, up to 4,095. */
    public Mswi(Harts harts) {
        this.signals = HartSignals.to(harts, InterruptLine.MACHINE_SOFTWARE);
        this.msip = new int[Clint.checkCount(harts)];
    }

    /** Clears all registers. */
    public void reset() {
        Arrays.fill(msip, 0);
        for (int hart = 0; hart < msip.length; hart++) {
            signals.set(hart, false);
        }
    }

    @Override
    public long read(long offset, int size) {
        return isRegister(offset, size) ? msip[(int) offset / Integer.BYTES] : 0;
    }

    @Override
    public void write(long offset, int size, long value) {
        if (isRegister(offset, size)) {
            int hart = (int) offset / Integer.BYTES;
            msip[hart] = (int) value & 1;
            signals.set(hart, msip[hart] != 0);
        }
    }

    private boolean isRegister(long offset, int size) {
        return size == Integer.BYTES
                && offset % Integer.BYTES == 0
                && offset < (long) Integer.BYTES * msip.length;
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putInts(msip);
        signals.save(to);
    }

    @Override
    public void load(SnapshotReader from) {
        from.getInts(msip);
        signals.load(from);
    }
}
