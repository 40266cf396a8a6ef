package dev.fuselage.kernel.vfs;

/**
 * Where {@link InodeOperations#getLink} leaves the body of a symbolic link, or the place it jumps
 * to. Reusable.
 */
public final class LinkBody {
    /** The text to walk. */
    public String text = "";

    /**
     * Where to jump instead of walking a text (magic links of /proc); holds references when {@link
     * #jumped}.
     */
    public final Path jump = new Path();

    /** Whether {@link #jump} counts. */
    public boolean jumped;

    /** Sets the text. */
    public void set(String body) {
        text = body;
        jumped = false;
    }
}
