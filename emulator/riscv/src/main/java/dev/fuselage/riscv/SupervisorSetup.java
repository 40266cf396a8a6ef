package dev.fuselage.riscv;

/** What firmware does before it enters S mode. */
final class SupervisorSetup {
    /** Everything but calls from S mode, which are for the firmware. */
    private static final long DELEGATED = Traps.DELEGABLE & ~(1L << Cause.ECALL_FROM_S);

    private SupervisorSetup() {}

    static void apply(Hart hart) {
        hart.traps.medeleg = DELEGATED;
        hart.interrupts.setMideleg(-1);
        hart.counters.mcounteren = 0xffff_ffffL;
        hart.environment.setMenvcfg(
                Environment.STCE
                        | Environment.PBMTE
                        | Environment.CBZE
                        | Environment.CBCFE
                        | Environment.CBIE);
        // One NAPOT entry over everything, read, write and execute.
        hart.pmp.setAddress(0, -1);
        hart.pmp.setConfig(0, 0x1f);
        hart.privilege = Privilege.SUPERVISOR;
        hart.mmu.select();
    }
}
