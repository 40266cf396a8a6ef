package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.Seek;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.program.libc.SizeText;
import dev.fuselage.kernel.program.libc.UserBuffer;
import java.util.List;
import java.util.Locale;

/** {@code dd}: copies blocks, and says how many and how fast in virtual time. */
public final class Dd implements Program {

    private static final int MAX_BLOCK = 64 << 20;

    private long wholeIn;
    private long partialIn;
    private long wholeOut;
    private long partialOut;
    private long bytes;

    @Override
    public String synopsis() {
        return "[if=FILE] [of=FILE] [bs=SIZE] [count=N] [skip=N] [seek=N]"
                + " [conv=notrunc,fsync,fdatasync,sync,excl,nocreat,noerror]"
                + " [iflag=direct,...] [oflag=direct,append,sync,dsync,...] [status=none|noxfer]";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        DdArguments a = DdArguments.parse(args);
        if (a.blockSize() > MAX_BLOCK) {
            throw BadUsage.ofValue(
                    "memory exhausted by buffer of size " + a.blockSize() + " bytes");
        }
        long in = 0;
        if (!a.input().isEmpty()) {
            in = c.open(a.input(), OpenFlags.O_RDONLY | a.inputFlags());
        }
        if (in < 0) {
            c.complain("failed to open " + Quote.name(a.input()), in);
            return 1;
        }
        long out = openOutput(c, a);
        if (out < 0) {
            c.complain("failed to open " + Quote.name(a.output()), out);
            return 1;
        }
        long start = c.monotonicNanos();
        boolean done = position(c, a, (int) in, (int) out) && copy(c, a, (int) in, (int) out);
        done &= sync(c, a, (int) out);
        long closed = a.output().isEmpty() ? 0 : c.close((int) out);
        if (closed < 0) {
            c.complain("closing output file " + Quote.name(a.output()), closed);
        }
        report(c, a, c.monotonicNanos() - start);
        return done && closed >= 0 ? 0 : 1;
    }

    private static long openOutput(Libc c, DdArguments a) {
        if (a.output().isEmpty()) {
            return 1;
        }
        int flags = OpenFlags.O_WRONLY | a.outputFlags();
        flags |= a.conversion("nocreat") ? 0 : OpenFlags.O_CREAT;
        flags |= a.conversion("excl") ? OpenFlags.O_EXCL : 0;
        // A seek keeps what is before it, so the file is cut there and not at its start.
        flags |= a.conversion("notrunc") || a.seek() > 0 ? 0 : OpenFlags.O_TRUNC;
        return c.open(a.output(), flags, 0666);
    }

    private static boolean position(Libc c, DdArguments a, int in, int out) {
        if (a.skip() > 0) {
            long error = c.lseek(in, a.skip() * a.blockSize(), Seek.SEEK_CUR);
            if (error < 0) {
                c.complain(Quote.name(inputName(a)) + ": cannot skip", error);
                return false;
            }
        }
        if (a.seek() > 0) {
            long at = a.seek() * a.blockSize();
            long error = a.conversion("notrunc") ? 0 : c.ftruncate(out, at);
            if (error >= 0) {
                error = c.lseek(out, at, Seek.SEEK_CUR);
            }
            if (error < 0) {
                c.complain(Quote.name(a.output()) + ": cannot seek", error);
                return false;
            }
        }
        return true;
    }

    private static String inputName(DdArguments a) {
        return a.input().isEmpty() ? "standard input" : a.input();
    }

    private boolean copy(Libc c, DdArguments a, int in, int out) {
        int block = (int) a.blockSize();
        UserBuffer buffer = c.allocate(block);
        while (a.count() < 0 || wholeIn + partialIn < a.count()) {
            long n = c.read(in, buffer, block);
            if (n < 0) {
                c.complain("error reading " + Quote.name(inputName(a)), n);
                return false;
            }
            if (n == 0) {
                return true;
            }
            int length = (int) n;
            if (length == block) {
                wholeIn++;
            } else {
                partialIn++;
                length = a.conversion("sync") ? pad(buffer, length, block) : length;
            }
            long written = c.writeAll(out, buffer, length);
            if (written < 0) {
                String name = a.output().isEmpty() ? "standard output" : a.output();
                c.complain("error writing " + Quote.name(name), written);
                return false;
            }
            bytes += length;
            wholeOut += length == block ? 1 : 0;
            partialOut += length == block ? 0 : 1;
        }
        return true;
    }

    private static int pad(UserBuffer buffer, int from, int to) {
        buffer.put(from, new byte[to - from], 0, to - from);
        return to;
    }

    private static boolean sync(Libc c, DdArguments a, int out) {
        long error = 0;
        if (a.conversion("fsync")) {
            error = c.fsync(out);
        } else if (a.conversion("fdatasync")) {
            error = c.fdatasync(out);
        }
        if (error < 0) {
            c.complain("fsync failed for " + Quote.name(a.output()), error);
        }
        return error >= 0;
    }

    private void report(Libc c, DdArguments a, long nanos) {
        if (a.status().equals("none")) {
            return;
        }
        c.err().println(wholeIn + "+" + partialIn + " records in");
        c.err().println(wholeOut + "+" + partialOut + " records out");
        if (!a.status().equals("noxfer")) {
            c.err().println(copied(nanos));
        }
    }

    private String copied(long nanos) {
        StringBuilder text = new StringBuilder().append(bytes);
        text.append(bytes == 1 ? " byte" : " bytes");
        if (bytes >= 1000) {
            text.append(" (").append(SizeText.decimal((double) bytes));
            text.append(bytes >= 1024 ? ", " + SizeText.binary((double) bytes) : "").append(")");
        }
        double seconds = Math.max(nanos, 1) / 1e9;
        return text.append(" copied, ")
                .append(String.format(Locale.ROOT, "%.6g s, ", seconds))
                .append(SizeText.decimal(bytes / seconds))
                .append("/s")
                .toString();
    }
}
