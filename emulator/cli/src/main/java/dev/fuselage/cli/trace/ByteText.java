package dev.fuselage.cli.trace;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * File names in a trace. On Linux a name is bytes; a trace shows those that are UTF-8 as text, and
 * bytes that would break a line apart as a backslash and three octal digits.
 */
final class ByteText {
    private ByteText() {}

    /** The text of bytes that are given one char each. */
    static String of(String bytes) {
        String text = decoded(bytes);
        boolean plain = true;
        for (int i = 0; i < text.length() && plain; i++) {
            plain = isPlain(text.charAt(i));
        }
        if (plain) {
            return text;
        }
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                escaped.append(c);
            } else {
                escaped.append(String.format("\\%03o", (int) c));
            }
        }
        return escaped.toString();
    }

    private static boolean isPlain(char c) {
        return c > ' ' && c != '\\' && (c < 0x7f || c > 0x9f);
    }

    private static String decoded(String bytes) {
        byte[] raw = bytes.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
        } catch (CharacterCodingException notUtf8) {
            return bytes;
        }
    }
}
