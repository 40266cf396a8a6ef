package dev.fuselage.riscv.gdb;

import dev.fuselage.riscv.Hart;
import java.util.HexFormat;

/**
 * The registers of a hart by GDB's numbers: x0 to x31, pc, f0 to f31, the CSRs, and the privilege
 * mode. All have 64 bits.
 */
final class Registers {
    static final int PC = 32;
    static final int FIRST_FLOAT = 33;
    static final int FIRST_CSR = 65;
    static final int CSRS = 4096;

    /** The privilege mode, which is no register of the architecture. */
    static final int MODE = FIRST_CSR + CSRS;

    /** Those in the packets that carry all: the ones every client knows. */
    static final int GENERAL = 33;

    private static final HexFormat HEX = HexFormat.of();

    private Registers() {}

    static long read(Hart hart, int number) {
        if (number < PC) {
            return hart.register(number);
        }
        if (number == PC) {
            return hart.pc();
        }
        if (number < FIRST_CSR) {
            return hart.floatRegister(number - FIRST_FLOAT);
        }
        if (number == MODE) {
            return hart.privilege();
        }
        int csr = number - FIRST_CSR;
        if (csr >= CSRS || hart.csrName(csr) == null) {
            throw new BadPacket(BadPacket.INVALID);
        }
        return hart.csr(csr);
    }

    static void write(Hart hart, int number, long value) {
        if (number < PC) {
            hart.setRegister(number, value);
        } else if (number == PC) {
            // A G packet carries the pc along with what it is about.
            if ((value & -2) != hart.pc()) {
                hart.debug().jump(value & -2);
            }
        } else if (number < FIRST_CSR) {
            hart.setFloatRegister(number - FIRST_FLOAT, value);
        } else {
            writeControl(hart, number, value);
        }
    }

    private static void writeControl(Hart hart, int number, long value) {
        try {
            if (number == MODE) {
                hart.setPrivilege(Math.toIntExact(value));
            } else {
                hart.setCsr(number - FIRST_CSR, value);
            }
        } catch (IllegalArgumentException | ArithmeticException refused) {
            throw new BadPacket(BadPacket.INVALID);
        }
        // An interrupt may be deliverable now.
        hart.wakeAt(hart.simulation().now());
    }

    /** As its bytes lie in memory. */
    static String text(long value) {
        return HEX.toHexDigits(Long.reverseBytes(value));
    }
}
