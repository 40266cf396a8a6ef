package dev.fuselage.kernel.program.libc;

import dev.fuselage.kernel.vfs.Timespec;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Times as GNU programs write them in the C locale; the zone is UTC. */
public final class TimeText {

    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

    /** Half of an average Gregorian year: what ls calls recent. */
    private static final long SIX_MONTHS = 31_556_952L / 2;

    /** Seconds of year -9999 and 9999, beyond which a date is written as a bare number. */
    private static final long EARLIEST = -377_705_116_800L;

    private static final long LATEST = 253_402_300_799L;

    private TimeText() {}

    private static LocalDateTime at(long seconds, int nanos) {
        return LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC);
    }

    private static boolean isBeyond(long seconds) {
        return seconds < EARLIEST || seconds > LATEST;
    }

    /** {@code Nov 20 05:00}, or {@code Nov 20 2025} when not within the last six months. */
    public static String shortForm(long seconds, long now) {
        if (isBeyond(seconds)) {
            return Long.toString(seconds);
        }
        LocalDateTime t = at(seconds, 0);
        String day = MONTHS[t.getMonthValue() - 1] + pad(t.getDayOfMonth(), 3, ' ');
        boolean recent = seconds <= now && seconds > now - SIX_MONTHS;
        return recent ? day + " " + clock(t).substring(0, 5) : day + pad(t.getYear(), 6, ' ');
    }

    /** {@code 2026-01-01 00:00:00.000000000 +0000}. */
    public static String longForm(long seconds, int nanos) {
        return isBeyond(seconds)
                ? Long.toString(seconds)
                : format("%Y-%m-%d %H:%M:%S.%N +0000", seconds, nanos);
    }

    /**
     * Reads {@code @SECONDS[.FRACTION]}, {@code YYYY-MM-DD}, {@code YYYY-MM-DD
     * HH:MM[:SS[.FRACTION]]} or the same with a T, in UTC.
     *
     * @return false when the text is none of these; then {@code out} is as it was
     */
    public static boolean parse(String text, Timespec out) {
        if (text.matches("@-?\\d{1,12}(\\.\\d{1,9})?")) {
            String[] parts = text.substring(1).split("\\.", 2);
            int nanos =
                    parts.length == 1
                            ? 0
                            : Integer.parseInt((parts[1] + "0".repeat(9)).substring(0, 9));
            boolean before = parts[0].startsWith("-") && nanos > 0;
            long seconds = Long.parseLong(parts[0]);
            out.set(before ? seconds - 1 : seconds, before ? 1_000_000_000 - nanos : nanos);
            return true;
        }
        if (!text.matches("\\d{4}-\\d\\d-\\d\\d([ T]\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?)?Z?")) {
            return false;
        }
        String iso = text.replace(' ', 'T').replace("Z", "");
        try {
            LocalDateTime t = LocalDateTime.parse(iso.length() == 10 ? iso + "T00:00" : iso);
            Instant instant = t.toInstant(ZoneOffset.UTC);
            out.set(instant.getEpochSecond(), instant.getNano());
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /**
     * Reads {@code [[CC]YY]MMDDhhmm[.ss]}, as {@code touch -t} takes it; years 69 to 99 are of the
     * last century, and without a year it is that of {@code now}.
     *
     * @return false when the text is no such time
     */
    public static boolean parseStamp(String text, long now, Timespec out) {
        if (!text.matches("(\\d{8}|\\d{10}|\\d{12})(\\.\\d\\d)?")) {
            return false;
        }
        String digits = text.replaceFirst("\\..*", "");
        String seconds =
                text.length() > digits.length() ? text.substring(digits.length() + 1) : "00";
        String year =
                switch (digits.length()) {
                    case 8 -> pad(at(now, 0).getYear(), 4, '0');
                    case 10 -> (digits.compareTo("69") < 0 ? "20" : "19") + digits.substring(0, 2);
                    default -> digits.substring(0, 4);
                };
        String d = digits.substring(digits.length() - 8);
        String day = year + "-" + d.substring(0, 2) + "-" + d.substring(2, 4);
        return parse(day + " " + d.substring(4, 6) + ":" + d.substring(6) + ":" + seconds, out);
    }

    /** What {@code date +FORMAT} prints. An unknown conversion stays as it is. */
    public static String format(String pattern, long seconds, int nanos) {
        LocalDateTime t = at(seconds, nanos);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '%' || i + 1 == pattern.length()) {
                out.append(c);
            } else {
                out.append(conversion(pattern.charAt(++i), t, seconds));
            }
        }
        return out.toString();
    }

    private static String conversion(char letter, LocalDateTime t, long seconds) {
        return switch (letter) {
            case 'Y' -> pad(t.getYear(), 4, '0');
            case 'm' -> pad(t.getMonthValue(), 2, '0');
            case 'd' -> pad(t.getDayOfMonth(), 2, '0');
            case 'e' -> pad(t.getDayOfMonth(), 2, ' ');
            case 'H' -> pad(t.getHour(), 2, '0');
            case 'M' -> pad(t.getMinute(), 2, '0');
            case 'S' -> pad(t.getSecond(), 2, '0');
            case 'N' -> pad(t.getNano(), 9, '0');
            case 's' -> Long.toString(seconds);
            case 'b' -> MONTHS[t.getMonthValue() - 1];
            case 'a' -> DAYS[t.get(ChronoField.DAY_OF_WEEK) - 1];
            case 'F' -> format("%Y-%m-%d", seconds, 0);
            case 'T' -> clock(t);
            case 'Z' -> "UTC";
            case 'z' -> "+0000";
            case 'n' -> "\n";
            case '%' -> "%";
            default -> "%" + letter;
        };
    }

    private static String clock(LocalDateTime t) {
        return String.format(
                Locale.ROOT, "%02d:%02d:%02d", t.getHour(), t.getMinute(), t.getSecond());
    }

    private static String pad(int value, int width, char with) {
        String digits = Integer.toString(value);
        return String.valueOf(with).repeat(Math.max(0, width - digits.length())) + digits;
    }
}
