package dev.fuselage.riscv.image;

/** A file that a guest cannot be started from; the message is one line for the user. */
public final class ImageException extends Exception {
    private static final long serialVersionUID = 1;

    /** Which file, and what is wrong with it. */
    public ImageException(String message) {
        super(message);
    }

    /** The same with what caused it. */
    public ImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
