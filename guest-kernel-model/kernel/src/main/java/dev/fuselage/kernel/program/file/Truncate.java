package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.ErrorText;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.program.libc.SizeText;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** {@code truncate}: sets the size of files. */
public final class Truncate implements Program {

    @Override
    public String synopsis() {
        return "[-c] {-s [+-<>/%]SIZE | -r FILE} FILE...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("cr:s:", "no-create=c", "reference=r", "size=s").parse(args);
        if (!o.has('s') && !o.has('r')) {
            throw new BadUsage("you must specify either '--size' or '--reference'");
        }
        if (o.operands().isEmpty()) {
            throw new BadUsage("missing file operand");
        }
        LongUnaryOperator size = o.has('s') ? size(o.value('s', "")) : sameAs(c, o.value('r', ""));
        int status = 0;
        for (String file : o.operands()) {
            if (!truncate(c, o, file, size)) {
                status = 1;
            }
        }
        return status;
    }

    /** From the old size to the new one. */
    private static LongUnaryOperator size(String text) throws BadUsage {
        char how = text.isEmpty() ? ' ' : text.charAt(0);
        boolean relative = "+-<>/%".indexOf(how) >= 0;
        long number = SizeText.parse(relative ? text.substring(1) : text);
        if (number < 0) {
            throw BadUsage.ofValue("Invalid number: " + Quote.name(text));
        }
        if (number == 0 && (how == '/' || how == '%')) {
            throw BadUsage.ofValue("division by zero");
        }
        return switch (how) {
            case '+' -> old -> old > Long.MAX_VALUE - number ? Long.MAX_VALUE : old + number;
            case '-' -> old -> Math.max(0, old - number);
            case '<' -> old -> Math.min(old, number);
            case '>' -> old -> Math.max(old, number);
            case '/' -> old -> old / number * number;
            case '%' -> old -> Math.ceilDiv(old, number) * number;
            default -> old -> number;
        };
    }

    private static LongUnaryOperator sameAs(Libc c, String reference) throws BadUsage {
        Kstat stat = new Kstat();
        long error = c.stat(reference, stat);
        if (error < 0) {
            throw BadUsage.ofValue(
                    "cannot stat " + Quote.name(reference) + ": " + ErrorText.of(error));
        }
        return old -> stat.size;
    }

    private static boolean truncate(Libc c, Options o, String file, LongUnaryOperator newSize) {
        int create = o.has('c') ? 0 : OpenFlags.O_CREAT;
        long fd = c.open(file, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK | create, 0666);
        if (fd == -Errno.ENOENT && o.has('c')) {
            return true;
        }
        if (fd < 0) {
            c.complain("cannot open " + Quote.name(file) + " for writing", fd);
            return false;
        }
        Kstat stat = new Kstat();
        boolean relative = o.has('s') && !Character.isDigit(o.value('s', "0").charAt(0));
        long error = relative ? c.fstat((int) fd, stat) : 0;
        long size = newSize.applyAsLong(stat.size);
        if (error >= 0) {
            error = c.ftruncate((int) fd, size);
        }
        if (error < 0) {
            c.complain("failed to truncate " + Quote.name(file) + " at " + size + " bytes", error);
        }
        c.close((int) fd);
        return error >= 0;
    }
}
