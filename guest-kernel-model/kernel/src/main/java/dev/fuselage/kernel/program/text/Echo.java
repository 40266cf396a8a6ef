package dev.fuselage.kernel.program.text;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.Libc;
import java.util.List;

/** {@code echo}: writes its arguments. */
public final class Echo implements Program {

    /** What stands for the letters of {@link #LETTERS}. */
    private static final String ESCAPES = "\007\b\033\f\n\r\t\013\\";

    private static final String LETTERS = "abefnrtv\\";

    @Override
    public String synopsis() {
        return "[-neE] [STRING]...";
    }

    @Override
    public int main(Libc c, List<String> args) {
        boolean newline = true;
        boolean escapes = false;
        int first = 0;
        while (first < args.size() && args.get(first).matches("-[neE]+")) {
            String letters = args.get(first++);
            newline &= letters.indexOf('n') < 0;
            int last = Math.max(letters.lastIndexOf('e'), letters.lastIndexOf('E'));
            escapes = last < 0 ? escapes : letters.charAt(last) == 'e';
        }
        String text = String.join(" ", args.subList(first, args.size()));
        if (!escapes) {
            c.out().print(text).print(newline ? "\n" : "");
            return 0;
        }
        StringBuilder out = new StringBuilder();
        boolean whole = unescape(text, out);
        c.out().print(out.toString()).print(newline && whole ? "\n" : "");
        return 0;
    }

    /** Replaces escapes; false when {@code \c} ends the output. */
    private static boolean unescape(String text, StringBuilder out) {
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
                    out.append(at < 0 ? "\\" + letter : ESCAPES.substring(at, at + 1));
                }
            }
        }
        return true;
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
