package dev.fuselage.kernel.program.libc;

import dev.fuselage.fuse.linux.Mode;

/** File modes as {@code ls -l} and {@code stat} write them. */
public final class ModeText {

    private ModeText() {}

    /** {@code drwxr-xr-x}: ten characters. */
    public static String symbolic(int mode) {
        StringBuilder text = new StringBuilder(10).append(typeLetter(mode));
        for (int shift = 6; shift >= 0; shift -= 3) {
            text.append((mode >> shift & 4) != 0 ? 'r' : '-');
            text.append((mode >> shift & 2) != 0 ? 'w' : '-');
            text.append((mode >> shift & 1) != 0 ? 'x' : '-');
        }
        mark(text, 3, mode & Mode.S_ISUID, 's', 'S');
        mark(text, 6, mode & Mode.S_ISGID, 's', 'S');
        mark(text, 9, mode & Mode.S_ISVTX, 't', 'T');
        return text.toString();
    }

    private static void mark(StringBuilder text, int at, int bit, char with, char without) {
        if (bit != 0) {
            text.setCharAt(at, text.charAt(at) == 'x' ? with : without);
        }
    }

    /** The first letter of a line of {@code ls -l}. */
    public static char typeLetter(int mode) {
        return switch (Mode.type(mode)) {
            case Mode.S_IFDIR -> 'd';
            case Mode.S_IFLNK -> 'l';
            case Mode.S_IFCHR -> 'c';
            case Mode.S_IFBLK -> 'b';
            case Mode.S_IFIFO -> 'p';
            case Mode.S_IFSOCK -> 's';
            case Mode.S_IFREG -> '-';
            default -> '?';
        };
    }

    /** {@code regular empty file}, {@code directory} and so on. */
    public static String typeName(int mode, long size) {
        return switch (Mode.type(mode)) {
            case Mode.S_IFDIR -> "directory";
            case Mode.S_IFLNK -> "symbolic link";
            case Mode.S_IFCHR -> "character special file";
            case Mode.S_IFBLK -> "block special file";
            case Mode.S_IFIFO -> "fifo";
            case Mode.S_IFSOCK -> "socket";
            case Mode.S_IFREG -> size == 0 ? "regular empty file" : "regular file";
            default -> "weird file";
        };
    }

    /** Four octal digits. */
    public static String octal(int mode) {
        String digits = Integer.toOctalString(Mode.permissions(mode));
        return "0".repeat(4 - digits.length()) + digits;
    }
}
