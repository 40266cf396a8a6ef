package dev.fuselage.riscv;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;

/** satp, menvcfg and senvcfg: which extensions the lower modes have, and their address space. */
final class Environment implements Snapshotted {
    static final long FIOM = 1;
    static final long CBIE = 3L << 4;
    static final long CBCFE = 1L << 6;
    static final long CBZE = 1L << 7;
    static final long ADUE = 1L << 61;
    static final long PBMTE = 1L << 62;
    static final long STCE = 1L << 63;

    private static final long SENVCFG = FIOM | CBIE | CBCFE | CBZE;
    private static final long MENVCFG = SENVCFG | ADUE | PBMTE | STCE;

    private static final int MODE_SHIFT = 60;
    private static final int SV39 = 8;
    private static final long PPN = (1L << 44) - 1;

    private final Hart hart;
    private final int pagingLevels;

    private long menvcfg;
    private long senvcfg;
    private long satp;

    Environment(Hart hart, int pagingLevels) {
        this.hart = hart;
        this.pagingLevels = pagingLevels;
    }

    void reset() {
        setMenvcfg(0);
        senvcfg = 0;
        setSatp(0);
    }

    long satp() {
        return satp;
    }

    /** A write with a mode that is not supported has no effect at all (12.1.11). */
    void setSatp(long value) {
        int mode = (int) (value >>> MODE_SHIFT);
        int levels = mode == 0 ? 0 : mode - SV39 + 3;
        if (mode != 0 && (mode < SV39 || levels > pagingLevels)) {
            return;
        }
        satp = value;
        hart.walk.setRoot(levels, (value & PPN) << Tlb.PAGE_SHIFT);
        hart.mmu.flushAll();
    }

    long menvcfg() {
        return menvcfg;
    }

    void setMenvcfg(long value) {
        menvcfg = legal(menvcfg, value & MENVCFG);
        applyMenvcfg();
    }

    private void applyMenvcfg() {
        hart.walk.configure((menvcfg & ADUE) != 0, (menvcfg & PBMTE) != 0);
        hart.clock.setComparing((menvcfg & STCE) != 0);
        hart.mmu.flushAll();
    }

    long senvcfg() {
        return senvcfg;
    }

    void setSenvcfg(long value) {
        senvcfg = legal(senvcfg, value & SENVCFG);
    }

    /** CBIE 2 is reserved: the field keeps its value. */
    private static long legal(long old, long wanted) {
        return (wanted & CBIE) == 2L << 4 ? (wanted & ~CBIE) | (old & CBIE) : wanted;
    }

    /** Whether the current mode has what these bits guard: any of them in each register. */
    boolean allows(long bits) {
        return switch (hart.privilege) {
            case Privilege.MACHINE -> true;
            case Privilege.SUPERVISOR -> (menvcfg & bits) != 0;
            default -> (menvcfg & bits) != 0 && (senvcfg & bits) != 0;
        };
    }

    @Override
    public void save(SnapshotWriter to) {
        to.same("levels of page tables", pagingLevels);
        to.putLong(menvcfg);
        to.putLong(senvcfg);
        to.putLong(satp);
    }

    @Override
    public void load(SnapshotReader from) {
        from.same("levels of page tables", pagingLevels);
        menvcfg = from.getLong();
        applyMenvcfg();
        senvcfg = from.getLong();
        setSatp(from.getLong());
    }
}
