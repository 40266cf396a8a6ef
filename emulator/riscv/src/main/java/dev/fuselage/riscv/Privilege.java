package dev.fuselage.riscv;

/** Privilege modes, numbered as in mstatus.MPP (RISC-V Privileged ISA, 1.2). */
public final class Privilege {
    public static final int USER = 0;
    public static final int SUPERVISOR = 1;
    public static final int MACHINE = 3;

    private Privilege() {}
}
