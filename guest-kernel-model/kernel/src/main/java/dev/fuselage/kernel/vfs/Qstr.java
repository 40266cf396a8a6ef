package dev.fuselage.kernel.vfs;

/**
 * One component of a path while it is walked (struct qstr): a piece of a byte string with its hash.
 * Reusable, so that a walk allocates nothing.
 */
public final class Qstr {
    private String text = "";
    private int start;
    private int length;
    private int hash;

    /** Points at a piece of a text and hashes it. */
    public Qstr set(String newText, int newStart, int newLength) {
        text = newText;
        start = newStart;
        length = newLength;
        int h = 0;
        for (int i = 0; i < newLength; i++) {
            h = 31 * h + newText.charAt(newStart + i);
        }
        hash = h;
        return this;
    }

    /** Points at a whole text. */
    public Qstr set(String newText) {
        return set(newText, 0, newText.length());
    }

    /** Takes what another points at. */
    public Qstr set(Qstr other) {
        text = other.text;
        start = other.start;
        length = other.length;
        hash = other.hash;
        return this;
    }

    /** Bytes in the name. */
    public int length() {
        return length;
    }

    /** {@link String#hashCode} of the name. */
    public int hash() {
        return hash;
    }

    /** The byte at a place of the name. */
    public char charAt(int index) {
        return text.charAt(start + index);
    }

    /** Whether more of the path, if only a slash, follows the name. */
    public boolean isFollowed() {
        return start + length < text.length();
    }

    /** Whether the name is this string. */
    public boolean contentEquals(String name) {
        return name.length() == length && text.startsWith(name, start);
    }

    /** Whether the name is "." or "..". */
    public boolean isDotOrDotDot() {
        return length > 0 && length <= 2 && charAt(0) == '.' && charAt(length - 1) == '.';
    }

    /** The name as a string of its own. */
    @Override
    public String toString() {
        return text.substring(start, start + length);
    }
}
