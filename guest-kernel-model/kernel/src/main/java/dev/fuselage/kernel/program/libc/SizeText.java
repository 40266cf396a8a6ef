package dev.fuselage.kernel.program.libc;

import java.util.Locale;

/** Sizes as users write and read them. */
public final class SizeText {

    private static final String UNITS = "KMGTPE";

    private SizeText() {}

    /**
     * {@code 4.0K}, {@code 12M}: powers of 1024, rounded up, as {@code ls -h} and {@code df -h}.
     */
    public static String human(long bytes) {
        if (bytes < 1024) {
            return Long.toString(bytes);
        }
        int unit = 0;
        long divisor = 1024;
        while (unit + 1 < UNITS.length() && bytes / 1024 >= divisor) {
            divisor *= 1024;
            unit++;
        }
        double tenths = Math.ceil(bytes * 10.0 / divisor) / 10;
        if (tenths < 10) {
            return String.format(Locale.ROOT, "%.1f", tenths) + UNITS.charAt(unit);
        }
        long whole = Math.ceilDiv(bytes, divisor);
        return whole == 1024 && unit + 1 < UNITS.length()
                ? "1.0" + UNITS.charAt(unit + 1)
                : whole + "" + UNITS.charAt(unit);
    }

    /** {@code 1.5 MB}: one decimal below ten, in powers of {@code base}, as {@code dd} reports. */
    static String rounded(double value, int base, String infix) {
        int unit = -1;
        double v = value;
        while (v >= base && unit + 1 < UNITS.length()) {
            v /= base;
            unit++;
        }
        String prefix = unit < 0 ? "" : unitLetter(unit, base) + infix;
        String digits =
                v < 9.95 && unit >= 0
                        ? String.format(Locale.ROOT, "%.1f", v)
                        : String.format(Locale.ROOT, "%.0f", v);
        return digits + " " + prefix + "B";
    }

    private static String unitLetter(int unit, int base) {
        return unit == 0 && base == 1000 ? "k" : String.valueOf(UNITS.charAt(unit));
    }

    /** {@code 1.0 MB}: powers of 1000. */
    public static String decimal(double bytes) {
        return rounded(bytes, 1000, "");
    }

    /** {@code 1.0 MiB}: powers of 1024. */
    public static String binary(double bytes) {
        return rounded(bytes, 1024, "i");
    }

    /**
     * A number with an optional unit: {@code 4096}, {@code 4k}, {@code 1M}, {@code 1MB}, {@code
     * 1MiB}; {@code c}, {@code w} and {@code b} for 1, 2 and 512 bytes.
     *
     * @return the number of bytes, or -1 for what is no such number
     */
    public static long parse(String text) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        if (digits == 0 || digits > 18) {
            return -1;
        }
        long factor = factor(text.substring(digits));
        long value = Long.parseLong(text.substring(0, digits));
        return factor < 0 || value > Long.MAX_VALUE / factor ? -1 : value * factor;
    }

    private static long factor(String unit) {
        return switch (unit) {
            case "", "c" -> 1;
            case "w" -> 2;
            case "b" -> 512;
            default -> power(unit);
        };
    }

    private static long power(String unit) {
        int power = UNITS.indexOf(Character.toUpperCase(unit.charAt(0))) + 1;
        if (power == 0) {
            return -1;
        }
        return switch (unit.substring(1)) {
            case "", "iB" -> 1L << (10 * power);
            case "B" -> (long) Math.pow(1000, power);
            default -> -1;
        };
    }
}
