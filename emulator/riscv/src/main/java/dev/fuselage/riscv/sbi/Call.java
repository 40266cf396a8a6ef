package dev.fuselage.riscv.sbi;

import dev.fuselage.riscv.Hart;
import org.jspecify.annotations.Nullable;

/**
 * The environment call that is being served: its arguments, and the ways to answer it (SBI 3.0, 3).
 * One object for all calls.
 */
final class Call {
    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final int A6 = 16;
    private static final int A7 = 17;

    private @Nullable Hart caller;

    void begin(Hart hart) {
        caller = hart;
    }

    Hart hart() {
        Hart hart = caller;
        if (hart == null) {
            throw new IllegalStateException("no call has begun");
        }
        return hart;
    }

    /** a7. Extensions are numbered with signed 32-bit integers. */
    long extension() {
        return hart().register(A7);
    }

    /** a6. */
    long function() {
        return hart().register(A6);
    }

    /** a0 to a5. */
    long argument(int index) {
        return hart().register(A0 + index);
    }

    /** The low half of an argument that is 32 bits wide, of which the high half says nothing. */
    int argument32(int index) {
        return (int) argument(index);
    }

    void succeed() {
        succeed(0);
    }

    void succeed(long value) {
        answer(0, value);
    }

    void fail(SbiError error) {
        answer(error.code(), 0);
    }

    private void answer(long error, long value) {
        hart().setRegister(A0, error);
        hart().setRegister(A1, value);
    }

    /** The answer of a legacy call, which leaves a1 alone (SBI 3.0, 5). */
    void answerLegacy(long result) {
        hart().setRegister(A0, result);
    }

    /** Lets the hart go on somewhere else, as after a reset (SBI 3.0, 9.4, table 11). */
    void continueAt(long address, long opaque) {
        Hart hart = hart();
        hart.setCsr(Registers.SATP, 0);
        hart.setCsr(Registers.SSTATUS, hart.csr(Registers.SSTATUS) & ~Registers.SSTATUS_SIE);
        hart.setPc(address);
        answer(hart.id(), opaque);
    }
}
