package dev.fuselage.kernel.program.libc;

/** Names in messages, quoted as GNU programs do in the C locale. */
public final class Quote {

    private Quote() {}

    /**
     * {@code 'name'}; {@code "it's"} when the name holds a quote and nothing else special; control
     * characters as {@code $'\n'} between quotes.
     */
    public static String name(String name) {
        boolean control = name.chars().anyMatch(c -> c < ' ' || c == 0x7f);
        if (name.indexOf('\'') >= 0
                && !control
                && name.chars().noneMatch(c -> "\"$`\\!".indexOf(c) >= 0)) {
            return '"' + name + '"';
        }
        StringBuilder out = new StringBuilder("'");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '\'') {
                out.append("'\\''");
            } else if (c < ' ' || c == 0x7f) {
                out.append("'$'").append(escape(c)).append("''");
            } else {
                out.append(c);
            }
        }
        return out.append('\'').toString();
    }

    private static String escape(char c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            case '\r' -> "\\r";
            case 0x1b -> "\\033";
            default -> "\\" + octal(c);
        };
    }

    private static String octal(char c) {
        String digits = Integer.toOctalString(c);
        return "0".repeat(3 - digits.length()) + digits;
    }
}
