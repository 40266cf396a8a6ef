package dev.fuselage.riscv.sbi;

/** Is told that the guest has ended or wants to begin again. */
@FunctionalInterface
public interface SystemReset {
    /** What is to happen (SBI 3.0, 10.1, table 14). */
    enum Type {
        SHUTDOWN,
        COLD_REBOOT,
        WARM_REBOOT
    }

    /** What the guest says about why (SBI 3.0, 10.1, table 15). */
    enum Reason {
        NONE,
        SYSTEM_FAILURE
    }

    /** Called within the slice of the hart that asked; all harts are stopped by then. */
    void reset(Type type, Reason reason);
}
