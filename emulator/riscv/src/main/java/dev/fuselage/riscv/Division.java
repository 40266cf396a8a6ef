package dev.fuselage.riscv;

/**
 * Division and high products as the M extension defines them: dividing by zero gives all ones and
 * the dividend, and the one overflow gives the dividend and zero; nothing traps.
 */
final class Division {
    private Division() {}

    static long multiplyHighSignedUnsigned(long signed, long unsigned) {
        return Math.unsignedMultiplyHigh(signed, unsigned) - (signed < 0 ? unsigned : 0);
    }

    // Java's MIN_VALUE / -1 is MIN_VALUE and its remainder 0, as here.

    static long quotient(long a, long b) {
        return b == 0 ? -1 : a / b;
    }

    static long unsignedQuotient(long a, long b) {
        return b == 0 ? -1 : Long.divideUnsigned(a, b);
    }

    static long remainder(long a, long b) {
        return b == 0 ? a : a % b;
    }

    static long unsignedRemainder(long a, long b) {
        return b == 0 ? a : Long.remainderUnsigned(a, b);
    }

    static int quotient(int a, int b) {
        return b == 0 ? -1 : a / b;
    }

    static int unsignedQuotient(int a, int b) {
        return b == 0 ? -1 : Integer.divideUnsigned(a, b);
    }

    static int remainder(int a, int b) {
        return b == 0 ? a : a % b;
    }

    static int unsignedRemainder(int a, int b) {
        return b == 0 ? a : Integer.remainderUnsigned(a, b);
    }
}
