package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.program.libc.TimeText;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.kernel.vfs.Timespec;
import java.util.List;

/** {@code touch}: sets file times, and makes the file if there is none. */
public final class Touch implements Program {

    @Override
    public String synopsis() {
        return "[-achm] [-d DATE | -t [[CC]YY]MMDDhhmm[.ss] | -r FILE] FILE...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of("achmd:r:t:", "no-create=c", "no-dereference=h", "date=d", "reference=r")
                        .parse(args);
        Timespec atime = new Timespec();
        Timespec mtime = new Timespec();
        atime.nsec = Libc.UTIME_NOW;
        mtime.nsec = Libc.UTIME_NOW;
        char how = o.last("dt");
        if (how != 0) {
            String text = o.value(how, "");
            long now = c.realtimeNanos() / Timespec.NSEC_PER_SEC;
            boolean read =
                    how == 'd'
                            ? TimeText.parse(text, mtime)
                            : TimeText.parseStamp(text, now, mtime);
            if (!read) {
                throw BadUsage.ofValue("invalid date format " + Quote.name(text));
            }
            atime.set(mtime);
        }
        if (o.has('r')) {
            Kstat stat = new Kstat();
            String reference = o.value('r', "");
            long error = c.stat(reference, stat);
            if (error < 0) {
                c.complain("failed to get attributes of " + Quote.name(reference), error);
                return 1;
            }
            atime.set(stat.atime);
            mtime.set(stat.mtime);
        }
        if (o.has('a') && !o.has('m')) {
            mtime.nsec = Libc.UTIME_OMIT;
        }
        if (o.has('m') && !o.has('a')) {
            atime.nsec = Libc.UTIME_OMIT;
        }
        int status = 0;
        if (o.operands().isEmpty()) {
            throw new BadUsage("missing file operand");
        }
        for (String file : o.operands()) {
            if (!touch(c, o, file, atime, mtime)) {
                status = 1;
            }
        }
        return status;
    }

    private static boolean touch(Libc c, Options o, String file, Timespec atime, Timespec mtime) {
        boolean follow = !o.has('h');
        long made = 0;
        if (!o.has('c') && follow) {
            int flags =
                    OpenFlags.O_WRONLY
                            | OpenFlags.O_CREAT
                            | OpenFlags.O_NOCTTY
                            | OpenFlags.O_NONBLOCK;
            made = c.open(file, flags, 0666);
            if (made >= 0) {
                c.close((int) made);
            }
        }
        long error = c.setTimes(file, atime, mtime, follow);
        if (error < 0 && o.has('c') && error == -Errno.ENOENT) {
            return true;
        }
        if (error < 0) {
            String what = made < 0 ? "cannot touch " : "setting times of ";
            c.complain(what + Quote.name(file), made < 0 ? made : error);
        }
        return error >= 0;
    }
}
