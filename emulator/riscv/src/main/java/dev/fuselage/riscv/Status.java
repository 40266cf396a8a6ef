package dev.fuselage.riscv;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;

/** The mstatus register and its view sstatus (RISC-V Privileged ISA, 3.1.6 and 12.1.1). */
final class Status implements Snapshotted {
    static final long SIE = 1L << 1;
    static final long MIE = 1L << 3;
    static final long SPIE = 1L << 5;
    static final long MPIE = 1L << 7;
    static final long SPP = 1L << 8;
    static final int MPP_SHIFT = 11;
    static final long MPP = 3L << MPP_SHIFT;
    static final long FS = 3L << 13;
    static final long MPRV = 1L << 17;
    static final long SUM = 1L << 18;
    static final long MXR = 1L << 19;
    static final long TVM = 1L << 20;
    static final long TW = 1L << 21;
    static final long TSR = 1L << 22;

    /** UXL and SXL: both 64 bits, read-only. */
    private static final long UXL_64 = 2L << 32;

    private static final long SXL_64 = 2L << 34;
    private static final long SD = 1L << 63;

    private static final long WRITABLE =
            SIE | MIE | SPIE | MPIE | SPP | MPP | FS | MPRV | SUM | MXR | TVM | TW | TSR;
    private static final long SUPERVISOR = SIE | SPIE | SPP | FS | SUM | MXR;

    /** What changes how data addresses are translated. */
    private static final long TRANSLATION = MPP | MPRV | SUM | MXR;

    private final Hart hart;
    private long bits;

    Status(Hart hart) {
        this.hart = hart;
    }

    void reset() {
        bits = 0;
    }

    boolean has(long bit) {
        return (bits & bit) != 0;
    }

    int previousMachinePrivilege() {
        return (int) (bits >>> MPP_SHIFT) & 3;
    }

    long machine() {
        return bits | UXL_64 | SXL_64 | summary();
    }

    long supervisor() {
        return (bits & SUPERVISOR) | UXL_64 | summary();
    }

    private long summary() {
        return (bits & FS) == FS ? SD : 0;
    }

    void setMachine(long value) {
        long wanted = value & WRITABLE;
        if ((wanted & MPP) == 2L << MPP_SHIFT) {
            // Reserved mode 2: the field keeps its value.
            wanted = (wanted & ~MPP) | (bits & MPP);
        }
        change(wanted);
    }

    void setSupervisor(long value) {
        change((bits & ~SUPERVISOR) | (value & SUPERVISOR));
    }

    void change(long wanted) {
        long changed = bits ^ wanted;
        bits = wanted;
        if ((changed & MXR) != 0) {
            hart.mmu.flushAll();
        }
        if ((changed & TRANSLATION) != 0) {
            hart.mmu.select();
        }
    }

    boolean floatingPointOff() {
        return (bits & FS) == 0;
    }

    void floatingPointDirty() {
        bits |= FS;
    }

    /** Enters a trap handler of {@code target} mode from the current mode. */
    void enterTrap(int target) {
        long next = bits;
        if (target == Privilege.MACHINE) {
            next &= ~(MPIE | MIE | MPP);
            next |= has(MIE) ? MPIE : 0;
            next |= (long) hart.privilege << MPP_SHIFT;
        } else {
            next &= ~(SPIE | SIE | SPP);
            next |= has(SIE) ? SPIE : 0;
            next |= hart.privilege == Privilege.SUPERVISOR ? SPP : 0;
        }
        hart.privilege = target;
        bits = next;
        hart.mmu.select();
    }

    /** MRET. */
    void leaveMachine() {
        int target = previousMachinePrivilege();
        long next = (bits & ~(MIE | MPP)) | MPIE;
        next |= has(MPIE) ? MIE : 0;
        leaveTo(target, next);
    }

    /** SRET. */
    void leaveSupervisor() {
        int target = has(SPP) ? Privilege.SUPERVISOR : Privilege.USER;
        long next = (bits & ~(SIE | SPP)) | SPIE;
        next |= has(SPIE) ? SIE : 0;
        leaveTo(target, next);
    }

    private void leaveTo(int target, long next) {
        hart.privilege = target;
        bits = target == Privilege.MACHINE ? next : next & ~MPRV;
        hart.mmu.select();
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putLong(bits);
    }

    @Override
    public void load(SnapshotReader from) {
        bits = from.getLong();
    }
}
