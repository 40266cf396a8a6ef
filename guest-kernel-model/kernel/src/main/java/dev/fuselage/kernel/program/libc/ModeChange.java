package dev.fuselage.kernel.program.libc;

import dev.fuselage.fuse.linux.Mode;

/**
 * A mode as {@code chmod} and {@code mkdir -m} take it: octal, or clauses such as {@code
 * u=rwx,go-w,a+X}.
 */
public final class ModeChange {

    private static final int EXECUTE = 0111;

    private final String text;

    private ModeChange(String text) {
        this.text = text;
    }

    /** Reads a mode. */
    public static ModeChange of(String text) throws BadUsage {
        boolean octal = text.matches("[0-7]{1,5}") && Integer.parseInt(text, 8) <= 07777;
        if (!octal
                && !text.matches(
                        "[ugoa]*([-+=]([rwxXst]*|[ugo]))+(,[ugoa]*([-+=]([rwxXst]*|[ugo]))+)*")) {
            throw BadUsage.ofValue("invalid mode: " + Quote.name(text));
        }
        return new ModeChange(text);
    }

    /**
     * The mode a file of mode {@code old} gets.
     *
     * @param umask bits that a clause without u, g, o or a leaves alone
     * @return permission bits, without the type
     */
    public int apply(int old, int umask) {
        if (Character.isDigit(text.charAt(0))) {
            int bits = Integer.parseInt(text, 8);
            // A directory keeps its set-id bits unless five digits say otherwise.
            boolean keeps = Mode.isDirectory(old) && text.length() < 5;
            return keeps ? bits | (old & (Mode.S_ISUID | Mode.S_ISGID)) : bits;
        }
        int mode = old;
        for (String clause : text.split(",", -1)) {
            mode = clause(clause, mode, umask);
        }
        return Mode.permissions(mode);
    }

    private static int clause(String clause, int old, int umask) {
        int at = 0;
        int who = 0;
        while ("ugoa".indexOf(clause.charAt(at)) >= 0) {
            who |= whoBits(clause.charAt(at++));
        }
        int affected = who == 0 ? 07777 : who;
        int spared = who == 0 ? umask : 0;
        int mode = old;
        while (at < clause.length()) {
            char operator = clause.charAt(at++);
            int start = at;
            while (at < clause.length() && "+-=".indexOf(clause.charAt(at)) < 0) {
                at++;
            }
            int bits = permissionBits(clause.substring(start, at), mode) & affected & ~spared;
            mode =
                    switch (operator) {
                        case '+' -> mode | bits;
                        case '-' -> mode & ~bits;
                        default -> (mode & ~(affected & ~kept(mode))) | bits;
                    };
        }
        return mode;
    }

    /** {@code =} leaves a directory's set-id bits alone. */
    private static int kept(int mode) {
        return Mode.isDirectory(mode) ? Mode.S_ISUID | Mode.S_ISGID : 0;
    }

    private static int whoBits(char who) {
        return switch (who) {
            case 'u' -> Mode.S_IRWXU | Mode.S_ISUID;
            case 'g' -> Mode.S_IRWXG | Mode.S_ISGID;
            case 'o' -> Mode.S_IRWXO | Mode.S_ISVTX;
            default -> 07777;
        };
    }

    private static int permissionBits(String letters, int mode) {
        int bits = 0;
        for (int i = 0; i < letters.length(); i++) {
            bits |=
                    switch (letters.charAt(i)) {
                        case 'r' -> 0444;
                        case 'w' -> 0222;
                        case 'x' -> EXECUTE;
                        case 'X' -> Mode.isDirectory(mode) || (mode & EXECUTE) != 0 ? EXECUTE : 0;
                        case 's' -> Mode.S_ISUID | Mode.S_ISGID;
                        case 't' -> Mode.S_ISVTX;
                        case 'u' -> (mode >> 6 & 7) * EXECUTE;
                        case 'g' -> (mode >> 3 & 7) * EXECUTE;
                        default -> (mode & 7) * EXECUTE;
                    };
        }
        return bits;
    }
}
