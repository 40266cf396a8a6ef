package dev.fuselage.machine.interrupt;

import dev.fuselage.machine.memory.MmioRegion;

/**
 * Message-signalled interrupts: one 4 KiB page per CPU, in which a 32-bit write of an interrupt's
 * identity to offset 0 makes it pending there. It has the {@code seteipnum_le} register of an IMSIC
 * interrupt file (RISC-V Advanced Interrupt Architecture 1.0, 3.5) and nothing else of it; enabling
 * and priorities are the guest's. Everything else reads as zero and ignores writes, as reserved
 * registers of an interrupt file do.
 */
public final class MessageInterrupts implements MmioRegion {
    /** Bytes of address space per CPU. */
    public static final long PAGE = 0x1000;

    /** The largest identity; 0 is none. */
    public static final int MAX_IDENTITY = 2047;

    private final InterruptTarget target;
    private final int cpus;

    /** Pages for {@code cpus} CPUs of {@code target}. */
    public MessageInterrupts(InterruptTarget target, int cpus) {
        this.target = target;
        this.cpus = cpus;
    }

    /** Size of the region in bytes. */
    public long size() {
        return cpus * PAGE;
    }

    @Override
    public long read(long offset, int size) {
        return 0;
    }

    @Override
    public void write(long offset, int size, long value) {
        boolean isRegister = size == 4 && offset % PAGE == 0;
        if (isRegister && value >= 1 && value <= MAX_IDENTITY) {
            target.interrupt((int) (offset / PAGE), (int) value);
        }
    }
}
