package dev.fuselage.kernel.program.libc;

/**
 * A buffered stream to a file descriptor ({@code FILE} opened for writing). Text is a byte string.
 */
public final class Output {

    private static final int SIZE = 4096;

    private final Libc c;
    private final int fd;
    private final byte[] buffer = new byte[SIZE];
    private int used;
    private long error;

    Output(Libc c, int fd) {
        this.c = c;
        this.fd = fd;
    }

    public Output print(String text) {
        for (int i = 0; i < text.length(); i++) {
            write((byte) text.charAt(i));
        }
        return this;
    }

    public void println(String text) {
        print(text).write((byte) '\n');
    }

    public void write(byte value) {
        if (used == SIZE) {
            flush();
        }
        buffer[used++] = value;
    }

    public void write(byte[] bytes, int offset, int length) {
        for (int i = 0; i < length; i++) {
            write(bytes[offset + i]);
        }
    }

    /** Hands everything to the kernel. After an error nothing more is written. */
    public void flush() {
        if (used > 0 && error == 0) {
            error = Math.min(0, c.writeAll(fd, buffer, 0, used));
        }
        used = 0;
    }

    /** 0, or the negative error of the first write that failed. */
    public long error() {
        return error;
    }

    /** The end of a program's output: flushes, and complains if something could not be written. */
    public boolean close() {
        flush();
        if (error != 0) {
            c.complain("write error", error);
        }
        return error == 0;
    }
}
