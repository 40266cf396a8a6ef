package dev.fuselage.riscv;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;

/**
 * The trap that is pending, and the trap CSRs. A trap is raised as a value: whoever finds a fault
 * notes it here and returns; the interpreter takes it. So a page fault costs no exception of the
 * host's.
 */
final class Traps implements Snapshotted {
    private static final long MODE_VECTORED = 1;

    /** Exceptions that can be delegated: all that can come from S or U mode. */
    static final long DELEGABLE = 0xb3ff;

    /** The cause that no guest ever sees: a debugger wants the hart to stop. */
    private static final long DEBUGGER = 64;

    private final Hart hart;

    private boolean pending;
    private long cause;
    private long value;

    long medeleg;
    long mtvec;
    long mepc;
    long mcause;
    long mtval;
    long mscratch;
    long stvec;
    long sepc;
    long scause;
    long stval;
    long sscratch;

    Traps(Hart hart) {
        this.hart = hart;
    }

    void reset() {
        pending = false;
        medeleg = 0;
        mtvec = 0;
        mcause = 0;
        stvec = 0;
    }

    /** Whether something has raised a trap that is not taken yet. */
    boolean isPending() {
        return pending;
    }

    /** Makes an exception pending; returns {@link Outcome#TRAP}. */
    int raise(int exception, long trapValue) {
        pending = true;
        cause = exception;
        value = trapValue;
        return Outcome.TRAP;
    }

    /** Makes it pending that a debugger wants the hart to stop before the instruction. */
    void raiseForDebugger() {
        raise((int) DEBUGGER, 0);
    }

    /** Takes it back; false if another trap is pending. */
    boolean takeDebuggers() {
        if (cause != DEBUGGER) {
            return false;
        }
        pending = false;
        cause = 0;
        return true;
    }

    /** Turns the pending fault of a load into that of a store. */
    void blameStore() {
        cause = cause == Cause.LOAD_PAGE_FAULT ? Cause.STORE_PAGE_FAULT : Cause.STORE_ACCESS_FAULT;
    }

    /** Takes the pending exception of the instruction at hart.pc; hart.pc becomes the handler. */
    void take() {
        pending = false;
        boolean delegated = hart.privilege != Privilege.MACHINE && (medeleg >>> cause & 1) != 0;
        enter(cause, value, delegated);
    }

    /** Takes an interrupt before the instruction at hart.pc. */
    void takeInterrupt(int number, int target) {
        enter(Cause.INTERRUPT | number, 0, target == Privilege.SUPERVISOR);
    }

    private void enter(long why, long trapValue, boolean delegated) {
        if (delegated) {
            sepc = hart.pc;
            scause = why;
            stval = trapValue;
            hart.status.enterTrap(Privilege.SUPERVISOR);
            hart.pc = handler(stvec, why);
        } else {
            mepc = hart.pc;
            mcause = why;
            mtval = trapValue;
            hart.status.enterTrap(Privilege.MACHINE);
            hart.pc = handler(mtvec, why);
        }
    }

    private static long handler(long vector, long why) {
        long base = vector & ~3L;
        return why < 0 && (vector & 3) == MODE_VECTORED ? base + ((why & 0xff) << 2) : base;
    }

    /** xtvec: mode 0 or 1, anything else keeps what was. */
    static long legalVector(long old, long wanted) {
        return (wanted & 3) > MODE_VECTORED ? old : wanted;
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putBoolean(pending);
        to.putLong(cause);
        to.putLong(value);
        to.putLong(medeleg);
        to.putLong(mtvec);
        to.putLong(mepc);
        to.putLong(mcause);
        to.putLong(mtval);
        to.putLong(mscratch);
        to.putLong(stvec);
        to.putLong(sepc);
        to.putLong(scause);
        to.putLong(stval);
        to.putLong(sscratch);
    }

    @Override
    public void load(SnapshotReader from) {
        pending = from.getBoolean();
        cause = from.getLong();
        value = from.getLong();
        medeleg = from.getLong();
        mtvec = from.getLong();
        mepc = from.getLong();
        mcause = from.getLong();
        mtval = from.getLong();
        mscratch = from.getLong();
        stvec = from.getLong();
        sepc = from.getLong();
        scause = from.getLong();
        stval = from.getLong();
        sscratch = from.getLong();
    }
}
