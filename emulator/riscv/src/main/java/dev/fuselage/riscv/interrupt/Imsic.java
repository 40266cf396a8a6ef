package dev.fuselage.riscv.interrupt;

import dev.fuselage.machine.interrupt.InterruptWire;
import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.Harts;
import dev.fuselage.riscv.InterruptLine;

/**
 * The interrupt files of all harts at one privilege level: a page of memory each, one after the
 * other, to which devices and other harts write messages (RISC-V AIA 1.0, 3.5 and 3.6). There are
 * no guest interrupt files. Harts reach their own file through CSRs.
 */
public final class Imsic implements MmioRegion, Snapshotted {
    /** Where QEMU's virt machine has the files of M mode. */
    public static final long MACHINE_BASE = 0x2400_0000L;

    /** Where QEMU's virt machine has the files of S mode. */
    public static final long SUPERVISOR_BASE = 0x2800_0000L;

    /** The number of identities most machines have. */
    public static final int STANDARD_IDENTITIES = 255;

    private static final int MIN_IDENTITIES = 63;
    private static final int MAX_IDENTITIES = 2047;

    private static final int PAGE_SHIFT = 12;
    private static final int SETEIPNUM_LE = 0;
    private static final int SETEIPNUM_BE = 4;

    private final long base;
    private final int identities;
    private final InterruptFile[] files;

    private Imsic(long base, int identities, int harts) {
        if (identities < MIN_IDENTITIES
                || identities > MAX_IDENTITIES
                || (identities & MIN_IDENTITIES) != MIN_IDENTITIES) {
            throw new IllegalArgumentException(
                    "%d interrupt identities: must be 63 to 2047, one less than a multiple of 64"
                            .formatted(identities));
        }
        this.base = base;
        this.identities = identities;
        this.files = new InterruptFile[harts];
    }

    /** Gives every hart a file for M mode; the pages go to {@link #MACHINE_BASE}. */
    public static Imsic machine(Harts harts, int identities) {
        Imsic imsic = new Imsic(MACHINE_BASE, identities, harts.count());
        for (int i = 0; i < imsic.files.length; i++) {
            Hart hart = harts.hart(i);
            hart.setMachineFile(imsic.create(i, hart, InterruptLine.MACHINE_EXTERNAL));
        }
        return imsic;
    }

    /** Gives every hart a file for S mode; the pages go to {@link #SUPERVISOR_BASE}. */
    public static Imsic supervisor(Harts harts, int identities) {
        Imsic imsic = new Imsic(SUPERVISOR_BASE, identities, harts.count());
        for (int i = 0; i < imsic.files.length; i++) {
            Hart hart = harts.hart(i);
            hart.setSupervisorFile(imsic.create(i, hart, InterruptLine.SUPERVISOR_EXTERNAL));
        }
        return imsic;
    }

    private InterruptFile create(int index, Hart hart, InterruptLine line) {
        InterruptFile file = new InterruptFile(identities, level -> hart.setInterrupt(line, level));
        files[index] = file;
        return file;
    }

    /** Resets all files. */
    public void reset() {
        for (InterruptFile file : files) {
            file.reset();
        }
    }

    /** Where the pages go in guest memory. */
    public long base() {
        return base;
    }

    /** Size of the region in bytes: a power of two, so that the hart is in bits of the address. */
    public long size() {
        return 1L << (hartIndexBits() + PAGE_SHIFT);
    }

    /** The largest identity. */
    public int identities() {
        return identities;
    }

    /** Bits of the address, from 12 up, that tell the hart. */
    public int hartIndexBits() {
        return Integer.SIZE - Integer.numberOfLeadingZeros(files.length - 1);
    }

    /**
     * The way past the files for a PLIC or APLIC that delivers directly; open at a hart while
     * eidelivery of its file is 0x40000000.
     */
    public HartSignals controllerSignals() {
        InterruptWire[] ends = new InterruptWire[files.length];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = files[i]::setController;
        }
        return new HartSignals(ends);
    }

    /** All registers read as zero. */
    @Override
    public long read(long offset, int size) {
        return 0;
    }

    @Override
    public void write(long offset, int size, long value) {
        int hart = (int) (offset >> PAGE_SHIFT);
        if (size != Integer.BYTES || hart >= files.length) {
            return;
        }
        int register = (int) offset & ((1 << PAGE_SHIFT) - 1);
        if (register == SETEIPNUM_LE) {
            files[hart].receive(value);
        } else if (register == SETEIPNUM_BE) {
            files[hart].receive(Integer.toUnsignedLong(Integer.reverseBytes((int) value)));
        }
    }

    @Override
    public void save(SnapshotWriter to) {
        to.same("identities of an interrupt file", identities);
        for (InterruptFile file : files) {
            file.save(to);
        }
    }

    @Override
    public void load(SnapshotReader from) {
        from.same("identities of an interrupt file", identities);
        for (InterruptFile file : files) {
            file.load(from);
        }
    }
}
