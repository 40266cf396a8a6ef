package dev.fuselage.kernel.program.libc;

/** Backslash escapes in text, as {@code echo -e} and {@code printf} understand them. */
public final class Escapes {

    /** What stands for the letters of {@link #LETTERS}. */
    private static final String MEANINGS = "\007\b\033\f\n\r\t\013\\";

    private static final String LETTERS = "abefnrtv\\";

    private Escapes() {}

    /** Appends the text with its escapes replaced; false when {@code \\c} ends it early. */
    public static boolean expand(String text, StringBuilder out) {
        int i = 0;
        while (i < text.length()) {
            char ch = text.charAt(i++);
            if (ch != '\\' || i == text.length()) {
                out.append(ch);
                continue;
            }
            char letter = text.charAt(i++);
            switch (letter) {
                case 'c' -> {
                    return false;
                }
                case '0' -> i = number(text, i, 3, 8, out);
                case 'x' -> i = number(text, i, 2, 16, out);
                default -> {
                    int at = LETTERS.indexOf(letter);
                    out.append(at < 0 ? "\\" + letter : MEANINGS.substring(at, at + 1));
                }
            }
        }
        return true;
    }

    /** The text with its escapes replaced. */
    public static String expand(String text) {
        StringBuilder out = new StringBuilder();
        boolean _ = expand(text, out);
        return out.toString();
    }

    private static int number(String text, int from, int digits, int radix, StringBuilder out) {
        int end = from;
        int value = 0;
        while (end < text.length()
                && end < from + digits
                && Character.digit(text.charAt(end), radix) >= 0) {
            value = value * radix + Character.digit(text.charAt(end++), radix);
        }
        out.append((char) (value & 0xff));
        return end;
    }
}
