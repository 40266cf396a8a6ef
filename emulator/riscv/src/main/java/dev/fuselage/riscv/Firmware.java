package dev.fuselage.riscv;

/** Serves environment calls from S mode in place of code in M mode. */
@FunctionalInterface
public interface Firmware {
    /**
     * An ECALL from S mode. The hart's pc is that of the next instruction already; arguments and
     * results are in its registers.
     */
    void call(Hart hart);
}
