package dev.fuselage.cli.session;

import dev.fuselage.cli.OutputClosed;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Where a session's bytes go: what guests print, and what the session says itself. Order between
 * the two streams is kept.
 */
public final class Streams {

    private final OutputStream out;
    private final OutputStream err;

    public Streams(OutputStream out, OutputStream err) {
        this.out = out;
        this.err = err;
    }

    /** Writes bytes to standard output. */
    public void out(byte[] bytes, int length) {
        write(out, bytes, length);
    }

    /** Writes bytes to standard error, after what was written to standard output before. */
    public void err(byte[] bytes, int length) {
        flush();
        write(err, bytes, length);
        flush();
    }

    /** Writes a line of a byte string to standard output. */
    public void println(String byteString) {
        byte[] bytes = ByteText.bytes(byteString + "\n");
        out(bytes, bytes.length);
    }

    /** Writes a line of a byte string to standard error. */
    public void complain(String byteString) {
        byte[] bytes = ByteText.bytes(byteString + "\n");
        err(bytes, bytes.length);
    }

    private static void write(OutputStream to, byte[] bytes, int length) {
        try {
            to.write(bytes, 0, length);
        } catch (IOException e) {
            throw new OutputClosed(e);
        }
    }

    /** Hands on everything written so far. */
    public void flush() {
        try {
            out.flush();
            err.flush();
        } catch (IOException e) {
            throw new OutputClosed(e);
        }
    }
}
