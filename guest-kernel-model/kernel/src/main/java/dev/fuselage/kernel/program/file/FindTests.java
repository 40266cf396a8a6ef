package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.DirectoryEntry;
import dev.fuselage.kernel.program.libc.ErrorText;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.ModeChange;
import dev.fuselage.kernel.program.libc.ModeText;
import dev.fuselage.kernel.program.libc.Owners;
import dev.fuselage.kernel.program.libc.PathText;
import dev.fuselage.kernel.program.libc.Pattern;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.program.libc.SizeText;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.kernel.vfs.Timespec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The tests of {@code find}. */
final class FindTests {

    private static final Set<String> VALUED =
            Set.of(
                    "-name",
                    "-iname",
                    "-path",
                    "-wholename",
                    "-ipath",
                    "-iwholename",
                    "-type",
                    "-size",
                    "-perm",
                    "-uid",
                    "-gid",
                    "-links",
                    "-inum",
                    "-user",
                    "-group",
                    "-samefile",
                    "-mtime",
                    "-atime",
                    "-ctime",
                    "-mmin",
                    "-amin",
                    "-cmin",
                    "-newer",
                    "-anewer",
                    "-cnewer");

    private static final long MINUTE = 60;
    private static final long DAY = 86_400;

    private final Libc c;
    private final long now;

    FindTests(Libc c) {
        this.c = c;
        this.now = c.realtimeNanos() / Timespec.NSEC_PER_SEC;
    }

    static boolean takesValue(String word) {
        return VALUED.contains(word);
    }

    /** The test a word stands for; null if it stands for none. */
    @Nullable FindNode of(String word, String value) throws BadUsage {
        return switch (word) {
            case "-true" -> file -> true;
            case "-false" -> file -> false;
            case "-empty" -> FindTests::isEmpty;
            case "-name" -> name(value, file -> PathText.base(file.path));
            case "-path", "-wholename" -> name(value, file -> file.path);
            case "-iname" -> name(lower(value), file -> lower(PathText.base(file.path)));
            case "-ipath", "-iwholename" -> name(lower(value), file -> lower(file.path));
            case "-type" -> type(value);
            case "-size" -> size(value);
            case "-perm" -> permissions(value);
            default -> ofInode(word, value);
        };
    }

    private @Nullable FindNode ofInode(String word, String value) throws BadUsage {
        return switch (word) {
            case "-uid" -> number(word, value, stat -> Integer.toUnsignedLong(stat.uid));
            case "-gid" -> number(word, value, stat -> Integer.toUnsignedLong(stat.gid));
            case "-links" -> number(word, value, stat -> Integer.toUnsignedLong(stat.nlink));
            case "-inum" -> number(word, value, stat -> stat.ino);
            case "-user" -> owner("user", value, Owners.userId(value), stat -> stat.uid);
            case "-group" -> owner("group", value, Owners.groupId(value), stat -> stat.gid);
            case "-samefile" -> {
                Kstat same = reference(value);
                yield file -> file.stat.dev == same.dev && file.stat.ino == same.ino;
            }
            default -> ofTime(word, value);
        };
    }

    private @Nullable FindNode ofTime(String word, String value) throws BadUsage {
        return switch (word) {
            case "-mtime" -> age(word, value, DAY, stat -> stat.mtime);
            case "-atime" -> age(word, value, DAY, stat -> stat.atime);
            case "-ctime" -> age(word, value, DAY, stat -> stat.ctime);
            case "-mmin" -> age(word, value, MINUTE, stat -> stat.mtime);
            case "-amin" -> age(word, value, MINUTE, stat -> stat.atime);
            case "-cmin" -> age(word, value, MINUTE, stat -> stat.ctime);
            case "-newer" -> newer(value, stat -> stat.mtime);
            case "-anewer" -> newer(value, stat -> stat.atime);
            case "-cnewer" -> newer(value, stat -> stat.ctime);
            default -> null;
        };
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static FindNode name(String value, Function<FoundFile, String> name) {
        Pattern pattern = new Pattern(value);
        return file -> pattern.matches(name.apply(file));
    }

    private static FindNode type(String value) throws BadUsage {
        if (!value.matches("[bcdpfls](,[bcdpfls])*")) {
            throw BadUsage.ofValue("Unknown argument to -type: " + value);
        }
        String letters = value.replace('f', '-');
        return file -> letters.indexOf(ModeText.typeLetter(file.stat.mode)) >= 0;
    }

    /** Sizes are rounded up to the unit, 512 bytes without one. */
    private static FindNode size(String value) throws BadUsage {
        String number = value.replaceFirst("^[-+]", "");
        String digits = number.replaceAll("[bckwMG]$", "");
        String unit = number.substring(digits.length());
        long bytes = unit.isEmpty() ? 512 : SizeText.parse("1" + unit);
        long wanted = digits.matches("\\d+") ? SizeText.parse(digits) : -1;
        if (wanted < 0) {
            throw BadUsage.ofValue("Invalid argument '" + value + "' to -size");
        }
        int sign = sign(value);
        return file ->
                Long.signum(Long.compare(Math.ceilDiv(file.stat.size, bytes), wanted)) == sign;
    }

    /** 1 for {@code +N}, more than N; -1 for {@code -N}, less; 0 for exactly N. */
    private static int sign(String value) {
        return value.startsWith("+") ? 1 : value.startsWith("-") ? -1 : 0;
    }

    private static long count(String word, String value) throws BadUsage {
        String digits = value.replaceFirst("^[-+]", "");
        if (!digits.matches("\\d{1,18}")) {
            throw BadUsage.ofValue("invalid argument `" + value + "' to `" + word + "'");
        }
        return Long.parseLong(digits);
    }

    private static FindNode number(String word, String value, ToLongFunction<Kstat> field)
            throws BadUsage {
        long wanted = count(word, value);
        int sign = sign(value);
        return file -> Long.signum(Long.compare(field.applyAsLong(file.stat), wanted)) == sign;
    }

    private static FindNode owner(String kind, String value, long id, ToLongFunction<Kstat> field)
            throws BadUsage {
        if (id < 0) {
            throw BadUsage.ofValue(Quote.name(value) + " is not the name of a known " + kind);
        }
        return file -> (field.applyAsLong(file.stat) & 0xffff_ffffL) == id;
    }

    private static FindNode permissions(String value) throws BadUsage {
        char how = value.isEmpty() ? ' ' : value.charAt(0);
        boolean some = how == '/';
        boolean all = how == '-';
        int bits = ModeChange.of(some || all ? value.substring(1) : value).apply(0, 0);
        return file -> {
            int mode = Mode.permissions(file.stat.mode);
            return some ? bits == 0 || (mode & bits) != 0 : (all ? mode & bits : mode) == bits;
        };
    }

    private static boolean isEmpty(FoundFile file) {
        if (!Mode.isDirectory(file.stat.mode)) {
            return Mode.isRegular(file.stat.mode) && file.stat.size == 0;
        }
        List<DirectoryEntry> entries = new ArrayList<>();
        return file.c.readDirectory(file.path, entries) >= 0
                && entries.stream().allMatch(DirectoryEntry::isDotOrDotDot);
    }

    private Kstat reference(String path) throws BadUsage {
        Kstat stat = new Kstat();
        long error = c.stat(path, stat);
        if (error < 0) {
            throw BadUsage.ofValue(Quote.name(path) + ": " + ErrorText.of(error));
        }
        return stat;
    }

    private FindNode newer(String path, Function<Kstat, Timespec> time) throws BadUsage {
        Timespec than = reference(path).mtime;
        return file -> time.apply(file.stat).compare(than) > 0;
    }

    /** Days count as whole days gone by, minutes as minutes begun, as in GNU's find. */
    private FindNode age(String word, String value, long unit, Function<Kstat, Timespec> time)
            throws BadUsage {
        long wanted = count(word, value);
        int sign = sign(value);
        return file -> {
            long seconds = now - time.apply(file.stat).sec;
            long units = unit == DAY ? Math.floorDiv(seconds, unit) : Math.ceilDiv(seconds, unit);
            return Long.signum(Long.compare(units, wanted)) == sign;
        };
    }
}
