package dev.fuselage.riscv;

/** The interrupts of a hart that come from outside it. */
public enum InterruptLine {
    /** Set by another hart's message, cleared by the guest; the others follow their line. */
    SUPERVISOR_SOFTWARE(Interrupts.SSI),
    MACHINE_SOFTWARE(Interrupts.MSI),
    /** For machines whose firmware makes supervisor timers; Sstc needs no line. */
    SUPERVISOR_TIMER(Interrupts.STI),
    MACHINE_TIMER(Interrupts.MTI),
    SUPERVISOR_EXTERNAL(Interrupts.SEI),
    MACHINE_EXTERNAL(Interrupts.MEI);

    private final int number;

    InterruptLine(int number) {
        this.number = number;
    }

    /** Its bit in mip, and the exception code of the interrupt. */
    public int number() {
        return number;
    }
}
