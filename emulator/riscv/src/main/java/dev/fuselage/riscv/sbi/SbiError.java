package dev.fuselage.riscv.sbi;

/** Why a call failed (SBI 3.0, 3, table 1): those that calls of this firmware can end with. */
enum SbiError {
    NOT_SUPPORTED(-2),
    INVALID_PARAM(-3),
    DENIED(-4),
    INVALID_ADDRESS(-5),
    ALREADY_AVAILABLE(-6);

    private final long code;

    SbiError(long code) {
        this.code = code;
    }

    long code() {
        return code;
    }
}
