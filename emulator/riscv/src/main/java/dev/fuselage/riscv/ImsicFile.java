package dev.fuselage.riscv;

/**
 * An interrupt file as its hart sees it through CSRs (RISC-V AIA 1.0, 3.6 to 3.10). The file drives
 * the hart's external interrupt line itself.
 */
public interface ImsicFile {
    /** eidelivery, the first register of a file in indirect CSR space. */
    int EIDELIVERY = 0x70;

    /** eithreshold. */
    int EITHRESHOLD = 0x72;

    /** eip0; the even numbers up to 0xBE follow. */
    int EIP0 = 0x80;

    /** eie0; the even numbers up to 0xFE follow. */
    int EIE0 = 0xc0;

    /** Reads a 64-bit register, 0x70 to 0xFE; reserved ones are zero. */
    long read(int register);

    /** Writes a 64-bit register, 0x70 to 0xFE; reserved ones ignore it. */
    void write(int register, long value);

    /** stopei or mtopei: identity in bits 26:16 and again, as priority, in 10:0; 0 if none. */
    long top();

    /** A write of stopei or mtopei: what {@link #top} says is no longer pending. */
    void claim();
}
