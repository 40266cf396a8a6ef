package dev.fuselage.riscv.floating;

import dev.fuselage.riscv.floating.Exact.Rounded;

/**
 * The arithmetic operations as IEEE 754 defines them: the exact result of finite operands, rounded;
 * and what there is instead of an exact result.
 */
enum Arithmetic {
    ADD {
        @Override
        boolean hasExactResult(double x, double y, double z) {
            return Double.isFinite(x) && Double.isFinite(y) && x != 0 && y != 0;
        }

        @Override
        Exact exact(double x, double y, double z) {
            return Exact.of(x).plus(Exact.of(y));
        }

        @Override
        double host(double x, double y, double z) {
            return x + y;
        }

        @Override
        int operands() {
            return 2;
        }
    },
    MULTIPLY {
        @Override
        boolean hasExactResult(double x, double y, double z) {
            return Double.isFinite(x) && Double.isFinite(y) && x != 0 && y != 0;
        }

        @Override
        Exact exact(double x, double y, double z) {
            return Exact.of(x).times(Exact.of(y));
        }

        @Override
        double host(double x, double y, double z) {
            return x * y;
        }

        @Override
        int operands() {
            return 2;
        }
    },
    DIVIDE {
        @Override
        boolean hasExactResult(double x, double y, double z) {
            return Double.isFinite(x) && Double.isFinite(y) && x != 0 && y != 0;
        }

        @Override
        Exact exact(double x, double y, double z) {
            return Exact.of(x).dividedBy(Exact.of(y));
        }

        @Override
        double host(double x, double y, double z) {
            return x / y;
        }

        @Override
        int operands() {
            return 2;
        }
    },
    SQUARE_ROOT {
        @Override
        boolean hasExactResult(double x, double y, double z) {
            return x > 0 && Double.isFinite(x);
        }

        @Override
        Exact exact(double x, double y, double z) {
            return Exact.of(x).squareRoot();
        }

        @Override
        double host(double x, double y, double z) {
            return Math.sqrt(x);
        }

        @Override
        int operands() {
            return 1;
        }
    },
    MULTIPLY_ADD {
        @Override
        boolean hasExactResult(double x, double y, double z) {
            return MULTIPLY.hasExactResult(x, y, 0) && Double.isFinite(z);
        }

        @Override
        Exact exact(double x, double y, double z) {
            Exact product = Exact.of(x).times(Exact.of(y));
            return z == 0 ? product : product.plus(Exact.of(z));
        }

        @Override
        double host(double x, double y, double z) {
            return Math.fma(x, y, z);
        }

        @Override
        int operands() {
            return 3;
        }
    };

    abstract int operands();

    abstract boolean hasExactResult(double x, double y, double z);

    /** May be zero. */
    abstract Exact exact(double x, double y, double z);

    /**
     * The host's result, which is right in every mode where it is an operand, infinite or a NaN.
     */
    abstract double host(double x, double y, double z);

    /** The result for operands without an exact one: zeros, infinities and NaNs. */
    Rounded special(Width width, long a, long b, long c, int mode) {
        double x = width.value(a);
        double y = operands() > 1 ? width.value(b) : 0;
        double z = operands() > 2 ? width.value(c) : 0;
        double result = host(x, y, z);
        boolean signaling =
                width.isSignaling(a)
                        || (operands() > 1 && width.isSignaling(b))
                        || (operands() > 2 && width.isSignaling(c));
        if (Double.isNaN(result)) {
            boolean quiet = Double.isNaN(x) || Double.isNaN(y) || Double.isNaN(z);
            boolean infinityTimesZero =
                    this == MULTIPLY_ADD
                            && ((Double.isInfinite(x) && y == 0)
                                    || (Double.isInfinite(y) && x == 0));
            boolean invalid = signaling || !quiet || infinityTimesZero;
            return new Rounded(width.canonicalNaN(), invalid ? Flags.INVALID : 0);
        }
        if (this == DIVIDE && y == 0 && Double.isFinite(x)) {
            return new Rounded(width.bits(result), Flags.DIVIDE_BY_ZERO);
        }
        if (mode == Rounding.DOWN && result == 0 && isSumOfOppositeZeros(x, y, z)) {
            return new Rounded(width.sign(), 0);
        }
        return new Rounded(width.bits(result), 0);
    }

    private boolean isSumOfOppositeZeros(double x, double y, double z) {
        return switch (this) {
            case ADD -> Double.compare(x, y) != 0;
            case MULTIPLY_ADD -> Double.compare(x * y, z) != 0;
            default -> false;
        };
    }
}
