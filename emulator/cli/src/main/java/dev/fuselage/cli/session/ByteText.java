package dev.fuselage.cli.session;

import java.nio.charset.StandardCharsets;

/**
 * The border between the user's text and the guest's byte strings, in which each char is a byte.
 * Users write and read UTF-8.
 */
public final class ByteText {

    private ByteText() {}

    /** A byte string of the text's UTF-8 form. */
    public static String encode(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** A byte string's bytes. */
    public static byte[] bytes(String byteString) {
        return byteString.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A byte string of bytes. */
    public static String of(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The text a byte string stands for, what is not UTF-8 replaced. */
    public static String decode(String byteString) {
        return new String(bytes(byteString), StandardCharsets.UTF_8);
    }
}
