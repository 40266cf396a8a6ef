package dev.fuselage.kernel.program.libc;

import dev.fuselage.fuse.linux.OpenFlags;
import org.jspecify.annotations.Nullable;

/** A buffered stream from a file descriptor ({@code FILE} opened for reading). */
public final class Input {

    private static final int SIZE = 32 << 10;

    private final Libc c;
    private final int fd;
    private final UserBuffer memory;
    private final byte[] buffer = new byte[SIZE];
    private int at;
    private int end;
    private long error;
    private boolean lineEnded;

    private Input(Libc c, int fd) {
        this.c = c;
        this.fd = fd;
        this.memory = c.allocate(SIZE);
    }

    /** What programs do with each of their inputs. */
    @FunctionalInterface
    public interface Reader {
        /** Reads to the end, or as far as it wants; false after a complaint. */
        boolean read(Input in, String name);
    }

    /**
     * Opens a file, or takes standard input for {@code -}, and reads it; complains when that fails.
     */
    public static boolean each(Libc c, String file, Reader reader) {
        boolean standard = file.equals("-");
        long fd = standard ? 0 : c.open(file, OpenFlags.O_RDONLY);
        if (fd < 0) {
            c.complain(cannotOpen(c, file), fd);
            return false;
        }
        Input in = new Input(c, (int) fd);
        boolean done = reader.read(in, file);
        if (in.error < 0) {
            c.complain(file, in.error);
            done = false;
        }
        if (!standard) {
            c.close((int) fd);
        }
        return done;
    }

    /** What programs say differs. */
    private static String cannotOpen(Libc c, String file) {
        return c.name().equals("head") || c.name().equals("tail")
                ? "cannot open " + Quote.name(file) + " for reading"
                : file;
    }

    /** The next byte, 0 to 255; -1 at the end or after an error. */
    public int read() {
        if (at == end) {
            fill();
        }
        return at == end ? -1 : buffer[at++] & 0xff;
    }

    /** The next line without its end; null at the end or after an error. */
    public @Nullable String line() {
        StringBuilder line = new StringBuilder();
        int b = read();
        boolean any = b >= 0;
        while (b >= 0 && b != '\n') {
            line.append((char) b);
            b = read();
        }
        lineEnded = b == '\n';
        return any ? line.toString() : null;
    }

    /** Whether the last {@link #line} had an end, which a file's last line may lack. */
    public boolean lineEnded() {
        return lineEnded;
    }

    private void fill() {
        at = 0;
        end = 0;
        if (error < 0) {
            return;
        }
        long n = c.read(fd, memory, SIZE);
        if (n < 0) {
            error = n;
        } else {
            end = (int) n;
            memory.get(0, buffer, 0, end);
        }
    }
}
