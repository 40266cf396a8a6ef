package dev.fuselage.riscv;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;

/**
 * Pending and enabled interrupts of a hart: mip, mie, mideleg and what follows from them (RISC-V
 * Privileged ISA, 3.1.9 and 12.1.3).
 */
final class Interrupts implements Snapshotted {
    static final int SSI = 1;
    static final int MSI = 3;
    static final int STI = 5;
    static final int MTI = 7;
    static final int SEI = 9;
    static final int MEI = 11;

    private static final long S_BITS = 1L << SSI | 1L << STI | 1L << SEI;
    private static final long ALL_BITS = S_BITS | 1L << MSI | 1L << MTI | 1L << MEI;

    private final Hart hart;

    /** What devices assert. */
    private long lines;

    /** What software has set in mip. */
    private long software;

    private long enabled;
    private long delegated;

    Interrupts(Hart hart) {
        this.hart = hart;
    }

    void reset() {
        software = 0;
        enabled = 0;
        delegated = 0;
    }

    void setLine(int number, boolean level) {
        long bit = 1L << number;
        if (number == SSI) {
            // SSIP is no line: it is set from outside and cleared by the guest.
            software = level ? software | bit : software & ~bit;
        } else {
            lines = level ? lines | bit : lines & ~bit;
        }
    }

    /** mip. */
    long pending() {
        return lines | written() | (hart.clock.supervisorTimerDue() ? 1L << STI : 0);
    }

    /** mip as a read-modify-write instruction sees it: without the external line of SEIP. */
    long written() {
        // With Sstc the timer alone decides STIP; what software wrote before shows again without.
        return hart.clock.comparesSupervisorTime() ? software & ~(1L << STI) : software;
    }

    void setMip(long value) {
        long writable = hart.clock.comparesSupervisorTime() ? S_BITS & ~(1L << STI) : S_BITS;
        software = (software & ~writable) | (value & writable);
    }

    long mie() {
        return enabled;
    }

    void setMie(long value) {
        enabled = value & ALL_BITS;
    }

    long mideleg() {
        return delegated;
    }

    void setMideleg(long value) {
        delegated = value & S_BITS;
    }

    long sip() {
        return pending() & delegated;
    }

    /** Of sip only SSIP can be written, and only if it is delegated. */
    void setSip(long value) {
        long writable = 1L << SSI & delegated;
        software = (software & ~writable) | (value & writable);
    }

    long sie() {
        return enabled & delegated;
    }

    void setSie(long value) {
        enabled = (enabled & ~delegated) | (value & delegated);
    }

    /** Whether WFI ends: whatever the global enables say. */
    boolean wakes() {
        return (pending() & enabled) != 0;
    }

    /** Whether {@link #deliver} would deliver something. */
    boolean deliverable() {
        long candidates = pending() & enabled;
        return candidates != 0 && (forMachine(candidates) | forSupervisor(candidates)) != 0;
    }

    /**
     * Takes the interrupt of the highest priority that may be taken now.
     *
     * @return false if there is none
     */
    boolean deliver() {
        long candidates = pending() & enabled;
        if (candidates == 0) {
            return false;
        }
        long machine = forMachine(candidates);
        if (machine != 0) {
            hart.traps.takeInterrupt(highest(machine), Privilege.MACHINE);
            return true;
        }
        long supervisor = forSupervisor(candidates);
        if (supervisor == 0) {
            return false;
        }
        hart.traps.takeInterrupt(highest(supervisor), Privilege.SUPERVISOR);
        return true;
    }

    private long forMachine(long candidates) {
        boolean open = hart.privilege < Privilege.MACHINE || hart.status.has(Status.MIE);
        return open ? candidates & ~delegated : 0;
    }

    private long forSupervisor(long candidates) {
        boolean open =
                hart.privilege < Privilege.SUPERVISOR
                        || (hart.privilege == Privilege.SUPERVISOR && hart.status.has(Status.SIE));
        return open ? candidates & delegated : 0;
    }

    /**
     * mtopi: the interrupt of the highest priority that is pending, enabled and not delegated, with
     * priority 1 (RISC-V AIA 1.0, 5.2.3, for priorities that cannot be configured).
     */
    long mtopi() {
        return top(pending() & enabled & ~delegated);
    }

    /** stopi: the same among the delegated ones. */
    long stopi() {
        return top(pending() & enabled & delegated);
    }

    private static long top(long candidates) {
        return candidates == 0 ? 0 : (long) highest(candidates) << 16 | 1;
    }

    /** By the fixed order of 3.1.9: MEI, MSI, MTI, SEI, SSI, STI. */
    private static int highest(long candidates) {
        if ((candidates & 1L << MEI) != 0) {
            return MEI;
        }
        if ((candidates & 1L << MSI) != 0) {
            return MSI;
        }
        if ((candidates & 1L << MTI) != 0) {
            return MTI;
        }
        if ((candidates & 1L << SEI) != 0) {
            return SEI;
        }
        return (candidates & 1L << SSI) != 0 ? SSI : STI;
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putLong(lines);
        to.putLong(software);
        to.putLong(enabled);
        to.putLong(delegated);
    }

    @Override
    public void load(SnapshotReader from) {
        lines = from.getLong();
        software = from.getLong();
        enabled = from.getLong();
        delegated = from.getLong();
    }
}
