package dev.fuselage.kernel.user;

/** The M extension: products, quotients and remainders, none of which ever traps. */
final class Multiplication {
    private Multiplication() {}

    /** MUL, MULH, MULHSU, MULHU, DIV, DIVU, REM, REMU by their number. */
    static long wide(int f3, long a, long b) {
        return switch (f3) {
            case 0 -> a * b;
            case 1 -> Math.multiplyHigh(a, b);
            case 2 -> Math.unsignedMultiplyHigh(a, b) - (a < 0 ? b : 0);
            case 3 -> Math.unsignedMultiplyHigh(a, b);
            // Java wraps the one quotient that does not fit, as the hardware does.
            case 4 -> b == 0 ? -1 : a / b;
            case 5 -> b == 0 ? -1 : Long.divideUnsigned(a, b);
            case 6 -> b == 0 ? a : a % b;
            default -> b == 0 ? a : Long.remainderUnsigned(a, b);
        };
    }

    /** MULW, DIVW, DIVUW, REMW, REMUW by their number. */
    static int narrow(int f3, long wideA, long wideB) {
        int a = (int) wideA;
        int b = (int) wideB;
        return switch (f3) {
            case 0 -> a * b;
            case 4 -> b == 0 ? -1 : a / b;
            case 5 -> b == 0 ? -1 : Integer.divideUnsigned(a, b);
            case 6 -> b == 0 ? a : a % b;
            default -> b == 0 ? a : Integer.remainderUnsigned(a, b);
        };
    }
}
