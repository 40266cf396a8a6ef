package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.libc.Escapes;
import dev.fuselage.kernel.program.libc.ModeText;
import dev.fuselage.kernel.program.libc.Owners;
import dev.fuselage.kernel.program.libc.PathText;
import dev.fuselage.kernel.program.libc.TimeText;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.kernel.vfs.Timespec;
import java.util.Locale;

/** The conversions of {@code find -printf}: {@code %[-][WIDTH]LETTER}. */
final class FindFormat {

    private static final int MAX_WIDTH = 4096;

    private final String format;

    FindFormat(String format) {
        this.format = Escapes.expand(format);
    }

    String apply(FoundFile file) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < format.length()) {
            char ch = format.charAt(i++);
            if (ch != '%' || i == format.length()) {
                out.append(ch);
                continue;
            }
            boolean left = format.charAt(i) == '-';
            i += left ? 1 : 0;
            int width = 0;
            while (i < format.length() && Character.isDigit(format.charAt(i))) {
                width = Math.min(MAX_WIDTH, width * 10 + Character.digit(format.charAt(i++), 10));
            }
            char letter = i < format.length() ? format.charAt(i++) : '%';
            boolean timed = "ACT".indexOf(letter) >= 0 && i < format.length();
            String value =
                    timed ? time(file.stat, letter, format.charAt(i++)) : value(file, letter);
            String padding = " ".repeat(Math.max(0, width - value.length()));
            out.append(left ? value + padding : padding + value);
        }
        return out.toString();
    }

    private String value(FoundFile file, char letter) {
        Kstat stat = file.stat;
        return switch (letter) {
            case 'p' -> file.path;
            case 'P' -> file.pathBelowStart();
            case 'f' -> PathText.base(file.path);
            case 'h' -> PathText.parent(file.path);
            case 'd' -> Integer.toString(file.depth);
            case 's' -> Long.toUnsignedString(stat.size);
            case 'b' -> Long.toUnsignedString(stat.blocks);
            case 'k' -> Long.toUnsignedString((stat.blocks + 1) / 2);
            case 'm' -> Integer.toOctalString(Mode.permissions(stat.mode));
            case 'M' -> ModeText.symbolic(stat.mode);
            case 'y' -> String.valueOf(ModeText.typeLetter(stat.mode)).replace('-', 'f');
            case 'n' -> Integer.toUnsignedString(stat.nlink);
            case 'i' -> Long.toUnsignedString(stat.ino);
            case 'u' -> Owners.user(stat.uid);
            case 'U' -> Integer.toUnsignedString(stat.uid);
            case 'g' -> Owners.group(stat.gid);
            case 'G' -> Integer.toUnsignedString(stat.gid);
            case 'l' -> target(file);
            case 't' ->
                    TimeText.format(
                            "%a %b %e %T." + fraction(stat.mtime) + " %Y", stat.mtime.sec, 0);
            case '%' -> "%";
            default -> "%" + letter;
        };
    }

    private static String time(Kstat stat, char which, char letter) {
        Timespec time =
                switch (which) {
                    case 'A' -> stat.atime;
                    case 'C' -> stat.ctime;
                    default -> stat.mtime;
                };
        return letter == '@'
                ? time.sec + "." + fraction(time)
                : TimeText.format("%" + letter, time.sec, time.nsec);
    }

    /** Ten digits, as GNU's find has them. */
    private static String fraction(Timespec time) {
        return String.format(Locale.ROOT, "%09d0", time.nsec);
    }

    private static String target(FoundFile file) {
        StringBuilder target = new StringBuilder();
        return Mode.isSymbolicLink(file.stat.mode) && file.c.readlink(file.path, target) >= 0
                ? target.toString()
                : "";
    }

    /** The line of {@code -ls}. */
    static String line(FoundFile file) {
        Kstat stat = file.stat;
        String target = target(file);
        return String.format(
                Locale.ROOT,
                "%9s %6d %s %3s %-8s %-8s %8s %s %s%s\n",
                Long.toUnsignedString(stat.ino),
                (stat.blocks + 1) / 2,
                ModeText.symbolic(stat.mode),
                Integer.toUnsignedString(stat.nlink),
                Owners.user(stat.uid),
                Owners.group(stat.gid),
                Long.toUnsignedString(stat.size),
                TimeText.shortForm(stat.mtime.sec, file.c.realtimeNanos() / Timespec.NSEC_PER_SEC),
                file.path,
                target.isEmpty() ? "" : " -> " + target);
    }
}
