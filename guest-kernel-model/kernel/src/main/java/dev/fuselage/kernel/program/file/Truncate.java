package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.program.libc.SizeText;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.List;

/** {@code truncate}: sets the size of files. */
public final class Truncate implements Program {

    @Override
    public String synopsis() {
        return "[-c] -s [+-]SIZE FILE...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("cs:", "no-create=c", "size=s").parse(args);
        if (!o.has('s')) {
            throw new BadUsage("you must specify '--size'");
        }
        String text = o.value('s', "");
        boolean relative = text.startsWith("+") || text.startsWith("-");
        long size = SizeText.parse(relative ? text.substring(1) : text);
        if (size < 0) {
            throw new BadUsage("Invalid number: " + Quote.name(text));
        }
        long change = text.startsWith("-") ? -size : size;
        int status = 0;
        for (String file : o.someOperands()) {
            if (!truncate(c, o, file, change, relative)) {
                status = 1;
            }
        }
        return status;
    }

    private static boolean truncate(Libc c, Options o, String file, long change, boolean relative) {
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
        long error = relative ? c.fstat((int) fd, stat) : 0;
        long size = Math.max(0, stat.size + change);
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
