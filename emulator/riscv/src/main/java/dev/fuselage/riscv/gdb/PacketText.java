package dev.fuselage.riscv.gdb;

/** Reads a packet from left to right. What is not as it should be is a {@link BadPacket}. */
final class PacketText {
    private static final int LONG_DIGITS = 16;

    private final String text;
    private int place;

    PacketText(String text) {
        this.text = text;
    }

    boolean isAtEnd() {
        return place == text.length();
    }

    /** Takes a word if it comes next. */
    boolean take(String word) {
        if (!text.startsWith(word, place)) {
            return false;
        }
        place += word.length();
        return true;
    }

    void expect(char c) {
        if (isAtEnd() || text.charAt(place) != c) {
            throw new BadPacket(BadPacket.INVALID);
        }
        place++;
    }

    void expectEnd() {
        if (!isAtEnd()) {
            throw new BadPacket(BadPacket.INVALID);
        }
    }

    /** The next char. */
    char next() {
        if (isAtEnd()) {
            throw new BadPacket(BadPacket.INVALID);
        }
        return text.charAt(place++);
    }

    /** A hexadecimal number of 1 to 16 digits, unsigned. */
    long hex() {
        long value = 0;
        int start = place;
        while (!isAtEnd() && Character.digit(text.charAt(place), 16) >= 0) {
            value = value << 4 | Character.digit(text.charAt(place), 16);
            place++;
        }
        if (place == start || place - start > LONG_DIGITS) {
            throw new BadPacket(BadPacket.INVALID);
        }
        return value;
    }

    /** A hexadecimal number up to a limit. */
    int hex(int most) {
        long value = hex();
        if (value < 0 || value > most) {
            throw new BadPacket(BadPacket.INVALID);
        }
        return (int) value;
    }

    /** A register: eight bytes as they lie in memory. */
    long register() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value |= (long) hexByte() << (8 * i);
        }
        return value;
    }

    /** As many bytes, two digits each. */
    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) hexByte();
        }
        return bytes;
    }

    private int hexByte() {
        int high = Character.digit(next(), 16);
        int low = Character.digit(next(), 16);
        if (high < 0 || low < 0) {
            throw new BadPacket(BadPacket.INVALID);
        }
        return high << 4 | low;
    }

    /** Up to a char, which is taken too, or to the end. */
    String until(char c) {
        int end = text.indexOf(c, place);
        String found = text.substring(place, end < 0 ? text.length() : end);
        place = end < 0 ? text.length() : end + 1;
        return found;
    }

    String rest() {
        String rest = text.substring(place);
        place = text.length();
        return rest;
    }
}
