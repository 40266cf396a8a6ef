package dev.fuselage.riscv.interrupt;

import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.riscv.Harts;
import dev.fuselage.riscv.InterruptLine;

/**
 * Software interrupts of S mode: a write of 1 to a hart's register sets SSIP, which the hart clears
 * itself (RISC-V ACLINT 1.0, 4). Registers read as zero: there is no state here.
 */
public final class Sswi implements MmioRegion {
    /** Where QEMU's virt machine has it. */
    public static final long BASE = 0x02f0_0000L;

    /** Size of the region in bytes. */
    public static final long SIZE = 0x4000;

    private final Harts harts;

    /** The registers of all harts, up to 4,095. */
    public Sswi(Harts harts) {
        Clint.checkCount(harts);
        this.harts = harts;
    }

    @Override
    public long read(long offset, int size) {
        return 0;
    }

    @Override
    public void write(long offset, int size, long value) {
        boolean isRegister =
                size == Integer.BYTES
                        && offset % Integer.BYTES == 0
                        && offset < (long) Integer.BYTES * harts.count();
        if (isRegister && (value & 1) != 0) {
            harts.hart((int) offset / Integer.BYTES)
                    .setInterrupt(InterruptLine.SUPERVISOR_SOFTWARE, true);
        }
    }
}
