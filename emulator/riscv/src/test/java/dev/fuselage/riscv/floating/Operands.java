package dev.fuselage.riscv.floating;

import java.util.SplittableRandom;

/** Operands that lie where arithmetic goes wrong: corners, and numbers chosen to fit each other. */
final class Operands {

    private final Width width;
    private final SplittableRandom random;
    private final long[] corners;
    private long previous;

    Operands(Width width, SplittableRandom random) {
        this.width = width;
        this.random = random;
        corners = corners(width);
        previous = corners[0];
    }

    /** Both signs of zero, the subnormal, normal and integer limits, infinity, NaNs and ties. */
    static long[] corners(Width width) {
        long one = (long) width.largestExponent << width.fractionBits();
        long ulp = 1;
        long normal = 1L << width.fractionBits();
        long[] positive = {
            0,
            1,
            2,
            normal / 2,
            normal - 1,
            normal,
            normal + 1,
            2 * normal,
            one - ulp,
            one,
            one + ulp,
            one + normal / 2,
            width.bits(0.5),
            width.bits(2),
            width.bits(2.5),
            width.bits(3),
            width.bits(0x1p31) - 1,
            width.bits(0x1p31),
            width.bits(0x1p32) - 1,
            width.bits(0x1p32),
            width.bits(0x1p63) - 1,
            width.bits(0x1p63),
            width.bits(0x1p64) - 1,
            width.bits(0x1p64),
            width.infinity() - normal,
            width.infinity() - 1,
            width.infinity(),
            width.infinity() + 1,
            width.canonicalNaN() - 1,
            width.canonicalNaN(),
            width.canonicalNaN() + 5,
        };
        long[] both = new long[2 * positive.length];
        for (int i = 0; i < positive.length; i++) {
            both[2 * i] = positive[i];
            both[2 * i + 1] = positive[i] | width.sign();
        }
        return both;
    }

    /** The next operand, related to the one before in half of the cases. */
    long next() {
        long bits =
                switch (random.nextInt(10)) {
                    case 0 -> corner();
                    case 1 -> corner() + random.nextInt(-3, 4);
                    case 2 -> random.nextLong();
                    case 3 ->
                            number(
                                    width.largestExponent + random.nextInt(-70, 71),
                                    random.nextLong());
                    case 4 ->
                            previous ^ width.sign() ^ random.nextLong(1L << random.nextInt(1, 20));
                    case 5 -> related(exponentOf(previous) + random.nextInt(-120, 121));
                    case 6 ->
                            related(
                                    width.smallestExponent
                                            - exponentOf(previous)
                                            + random.nextInt(-60, 4));
                    case 7 ->
                            related(
                                    exponentOf(previous)
                                            - width.smallestExponent
                                            - random.nextInt(-60, 4));
                    case 8 -> number(random.nextInt(60), random.nextLong());
                    default -> number(random.nextInt(width.exponentMask()), fewDigits());
                };
        if (random.nextBoolean()) {
            bits ^= width.sign();
        }
        previous = width == Width.BINARY32 ? bits & 0xffff_ffffL : bits;
        return previous;
    }

    /** An integer of any length, often next to a power of two or halfway between numbers. */
    long nextInteger() {
        long value = random.nextLong() >> random.nextInt(64);
        return switch (random.nextInt(4)) {
            case 0 -> (1L << random.nextInt(64)) + random.nextInt(-2, 3);
            case 1 -> value;
            case 2 -> value & -1L << random.nextInt(64);
            default -> (value | 1) << random.nextInt(12);
        };
    }

    private long corner() {
        return corners[random.nextInt(corners.length)];
    }

    private int exponentOf(long bits) {
        return (int) (bits >>> width.fractionBits() & width.exponentMask()) - width.largestExponent;
    }

    private long related(int exponent) {
        return number(
                exponent + width.largestExponent, random.nextBoolean() ? previous : fewDigits());
    }

    private long number(int biased, long fraction) {
        int bounded = Math.clamp(biased, 0, width.exponentMask());
        return (long) bounded << width.fractionBits()
                | (fraction & ((1L << width.fractionBits()) - 1));
    }

    /** A fraction that begins or ends with a run of equal bits, or has few bits set. */
    private long fewDigits() {
        long run = -1L << random.nextInt(width.fractionBits());
        return switch (random.nextInt(4)) {
            case 0 -> run;
            case 1 -> ~run;
            case 2 -> random.nextLong() & run;
            default -> 1L << random.nextInt(width.fractionBits()) | random.nextInt(4);
        };
    }
}
