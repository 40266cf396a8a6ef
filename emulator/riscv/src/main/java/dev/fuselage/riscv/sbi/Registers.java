package dev.fuselage.riscv.sbi;

/** Numbers of the CSRs that the firmware reads and writes, and bits of theirs. */
final class Registers {
    static final int SSTATUS = 0x100;
    static final int STIMECMP = 0x14d;
    static final int SATP = 0x180;
    static final int MIP = 0x344;
    static final int MVENDORID = 0xf11;
    static final int MARCHID = 0xf12;
    static final int MIMPID = 0xf13;

    static final long SSTATUS_SIE = 1L << 1;
    static final long MIP_SSIP = 1L << 1;

    private Registers() {}
}
