package dev.fuselage.cli.boot;

import java.util.Arrays;

/**
 * Finds in what a person types the keys that are meant for the emulator: Ctrl-A and another one, as
 * in QEMU. Ctrl-A x ends, Ctrl-A Ctrl-A is Ctrl-A for the guest, Ctrl-A h says so.
 */
final class EscapeKeys {

    private static final byte CTRL_A = 1;

    /** What the keys typed so far ask for. */
    enum Wish {
        /** Nothing of the emulator. */
        NONE,
        /** To end. */
        END,
        /** To be told the keys. */
        HELP
    }

    static final String HELP =
            "\r\nCtrl-A x  ends fuselage\r\nCtrl-A h  this help\r\nCtrl-A Ctrl-A  sends Ctrl-A\r\n";

    private boolean escaped;
    private Wish wish = Wish.NONE;

    /** What remains of the bytes for the guest; {@link #takeWish} says what the others ask for. */
    byte[] filter(byte[] typed) {
        byte[] kept = new byte[typed.length];
        int length = 0;
        for (byte key : typed) {
            if (!escaped) {
                if (key == CTRL_A) {
                    escaped = true;
                } else {
                    kept[length++] = key;
                }
                continue;
            }
            escaped = false;
            switch (key) {
                case CTRL_A -> kept[length++] = CTRL_A;
                case 'x', 'X' -> wish = Wish.END;
                case 'h', 'H', '?' -> wish = wish == Wish.END ? Wish.END : Wish.HELP;
                default -> {
                    // As in QEMU: other keys after Ctrl-A mean nothing.
                }
            }
        }
        return Arrays.copyOf(kept, length);
    }

    /** What was asked for since this was last called. */
    Wish takeWish() {
        Wish asked = wish;
        wish = Wish.NONE;
        return asked;
    }
}
