package dev.fuselage.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the numbers and sizes a user types; complaints name the option and the value. */
public final class Quantities {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([kmgt]?)(?:i?b)?");
    private static final Pattern FREQUENCY = Pattern.compile("(\\d{1,9})([kmg]?)(?:hz)?");
    private static final String UNITS = "kmgt";

    private Quantities() {}

    /** A size in bytes: digits with an optional K, M, G or T (powers of 1024). */
    public static long size(String option, String text) {
        Matcher m = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!m.matches()) {
            throw new UsageError(
                    option
                            + ": '"
                            + text
                            + "' is no size: write digits with K, M, G or T, as in 64M");
        }
        int shift = m.group(2).isEmpty() ? 0 : 10 * (UNITS.indexOf(m.group(2)) + 1);
        long value = Long.parseLong(m.group(1));
        if (value > Long.MAX_VALUE >> shift) {
            throw new UsageError(option + ": '" + text + "' is more bytes than 64 bits can count");
        }
        return value << shift;
    }

    /** A frequency in Hz: digits with an optional K, M or G (powers of 1000). */
    public static long frequency(String option, String text) {
        Matcher m = FREQUENCY.matcher(text.toLowerCase(Locale.ROOT));
        if (!m.matches()) {
            throw new UsageError(
                    option
                            + ": '"
                            + text
                            + "' is no frequency: write digits with K, M or G, as in 50M");
        }
        long value = Long.parseLong(m.group(1));
        for (int i = UNITS.indexOf(m.group(2)); i >= 0 && !m.group(2).isEmpty(); i--) {
            value *= 1000;
        }
        return value;
    }

    /** A whole number from 1 on, of any size. */
    public static long number(String option, String text) {
        try {
            long value = Long.parseLong(text);
            if (value >= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new UsageError(option + ": '" + text + "' is not a whole number from 1 on");
    }

    /** A whole number within bounds. */
    public static int count(String option, String text, int least, int most) {
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below, with the bounds
        }
        throw new UsageError(
                option + ": '" + text + "' is not a whole number from " + least + " to " + most);
    }

    /** A time in seconds, with a fraction if wanted, as nanoseconds. */
    public static long seconds(String option, String text) {
        try {
            double value = Double.parseDouble(text);
            if (value >= 0 && value <= 1e9) {
                return Math.round(value * 1e9);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new UsageError(
                option + ": '" + text + "' is no number of seconds from 0 to 1000000000");
    }
}
