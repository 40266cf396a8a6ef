package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.StatxMask;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.ModeText;
import dev.fuselage.kernel.program.libc.Owners;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.program.libc.SizeText;
import dev.fuselage.kernel.program.libc.TimeText;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.kernel.vfs.Timespec;

/** The conversions of {@code stat -c}: {@code %[-0][WIDTH]LETTER}. */
final class StatFormat {

    private static final int MAX_WIDTH = 4096;

    private final Libc c;
    private final String file;
    private final Kstat stat;

    StatFormat(Libc c, String file, Kstat stat) {
        this.c = c;
        this.file = file;
        this.stat = stat;
    }

    /** What {@code stat} prints without {@code -c}. */
    String standard() {
        boolean device = Mode.isCharacterDevice(stat.mode) || Mode.isBlockDevice(stat.mode);
        return "  File: "
                + nameAndTarget("", "").replace("%", "%%")
                + "\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\n"
                + (device
                        ? "Device: %Hd,%Ld\tInode: %-11i Links: %-5h Device type: %Hr,%Lr\n"
                        : "Device: %Hd,%Ld\tInode: %-11i Links: %h\n")
                + "Access: (%04a/%A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\n"
                + "Access: %x\nModify: %y\nChange: %z\n Birth: %w\n";
    }

    String apply(String format) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < format.length()) {
            char ch = format.charAt(i++);
            if (ch != '%' || i == format.length()) {
                out.append(ch);
                continue;
            }
            int start = i;
            while (i < format.length() && "-0123456789".indexOf(format.charAt(i)) >= 0) {
                i++;
            }
            String modifiers = format.substring(start, i);
            boolean half = i + 1 < format.length() && "HL".indexOf(format.charAt(i)) >= 0;
            String letter = format.substring(i, Math.min(format.length(), i + (half ? 2 : 1)));
            i += letter.length();
            out.append(padded(modifiers, value(letter)));
        }
        return out.toString();
    }

    private static String padded(String modifiers, String value) {
        boolean left = modifiers.startsWith("-");
        String digits = left ? modifiers.substring(1) : modifiers;
        int width = digits.isEmpty() ? 0 : (int) Math.min(MAX_WIDTH, SizeText.parse(digits));
        String padding =
                (digits.startsWith("0") ? "0" : " ").repeat(Math.max(0, width - value.length()));
        return left ? value + padding : padding + value;
    }

    private String value(String letter) {
        return switch (letter) {
            case "n" -> file;
            case "N" -> nameAndTarget(Quote.name(file), "'");
            case "s" -> Long.toUnsignedString(stat.size);
            case "b" -> Long.toUnsignedString(stat.blocks);
            case "B" -> "512";
            case "o" -> Integer.toString(stat.blksize);
            case "F" -> ModeText.typeName(stat.mode, stat.size);
            case "f" -> Integer.toHexString(stat.mode);
            case "a" -> Integer.toOctalString(Mode.permissions(stat.mode));
            case "A" -> ModeText.symbolic(stat.mode);
            case "i" -> Long.toUnsignedString(stat.ino);
            case "h" -> Integer.toUnsignedString(stat.nlink);
            case "u" -> Integer.toUnsignedString(stat.uid);
            case "U" -> Owners.user(stat.uid);
            case "g" -> Integer.toUnsignedString(stat.gid);
            case "G" -> Owners.group(stat.gid);
            case "d" -> Long.toString(stat.dev);
            case "D" -> Long.toHexString(stat.dev);
            case "Hd" -> Integer.toString(DeviceNumber.major((int) stat.dev));
            case "Ld" -> Integer.toString(DeviceNumber.minor((int) stat.dev));
            case "Hr" -> Integer.toString(DeviceNumber.major((int) stat.rdev));
            case "Lr" -> Integer.toString(DeviceNumber.minor((int) stat.rdev));
            case "t" -> Integer.toHexString(DeviceNumber.major((int) stat.rdev));
            case "T" -> Integer.toHexString(DeviceNumber.minor((int) stat.rdev));
            default -> time(letter);
        };
    }

    private String time(String letter) {
        return switch (letter) {
            case "x" -> date(stat.atime);
            case "y" -> date(stat.mtime);
            case "z" -> date(stat.ctime);
            case "w" -> hasBirth() ? date(stat.btime) : "-";
            case "X" -> Long.toString(stat.atime.sec);
            case "Y" -> Long.toString(stat.mtime.sec);
            case "Z" -> Long.toString(stat.ctime.sec);
            case "W" -> hasBirth() ? Long.toString(stat.btime.sec) : "0";
            case "%" -> "%";
            default -> "?";
        };
    }

    private boolean hasBirth() {
        return (stat.resultMask & StatxMask.STATX_BTIME) != 0;
    }

    private static String date(Timespec time) {
        return TimeText.longForm(time.sec, time.nsec);
    }

    /** The name as given or as {@code quoted}, and of a link also where it points. */
    private String nameAndTarget(String quoted, String quote) {
        String name = quoted.isEmpty() ? file : quoted;
        StringBuilder target = new StringBuilder();
        boolean link = Mode.isSymbolicLink(stat.mode) && c.readlink(file, target) >= 0;
        return link ? name + " -> " + quote + target + quote : name;
    }
}
