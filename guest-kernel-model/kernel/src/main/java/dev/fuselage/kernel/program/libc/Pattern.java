package dev.fuselage.kernel.program.libc;

/**
 * A file name pattern ({@code fnmatch}): {@code *}, {@code ?}, {@code [a-z]}, {@code [!a]}, {@code
 * \} before a character that stands for itself. One name, no slashes.
 */
public final class Pattern {

    private final String pattern;

    public Pattern(String pattern) {
        this.pattern = pattern;
    }

    /** Whether the whole name matches. */
    public boolean matches(String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length() || p < pattern.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
                continue;
            }
            int next = p < pattern.length() && n < name.length() ? one(p, name.charAt(n)) : -1;
            if (next >= 0) {
                p = next;
                n++;
            } else if (star >= 0 && resume < name.length()) {
                // The last star takes one character more.
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        return true;
    }

    /** Matches one character at {@code p}: where the pattern goes on, -1 if it does not match. */
    private int one(int p, char c) {
        char wanted = pattern.charAt(p);
        return switch (wanted) {
            case '?' -> p + 1;
            case '\\' -> p + 1 < pattern.length() && pattern.charAt(p + 1) == c ? p + 2 : -1;
            case '[' -> bracket(p, c);
            default -> wanted == c ? p + 1 : -1;
        };
    }

    /** An opening bracket that is never closed stands for itself. */
    private int bracket(int p, char c) {
        int end = closing(p);
        if (end < 0) {
            return c == '[' ? p + 1 : -1;
        }
        return inBracket(p + 1, end, c) ? end + 1 : -1;
    }

    private int closing(int p) {
        int from = p + 1 < pattern.length() && "!^".indexOf(pattern.charAt(p + 1)) >= 0 ? 1 : 0;
        return pattern.indexOf(']', p + 2 + from);
    }

    private boolean inBracket(int from, int end, char c) {
        boolean negated = "!^".indexOf(pattern.charAt(from)) >= 0;
        boolean found = false;
        for (int i = negated ? from + 1 : from; i < end; i++) {
            char low = pattern.charAt(i);
            if (i + 2 < end && pattern.charAt(i + 1) == '-') {
                found |= low <= c && c <= pattern.charAt(i + 2);
                i += 2;
            } else {
                found |= low == c;
            }
        }
        return found != negated;
    }
}
