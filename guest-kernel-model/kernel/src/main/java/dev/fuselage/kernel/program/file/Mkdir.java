package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.ModeChange;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.PathText;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.List;

/** {@code mkdir}: makes directories. */
public final class Mkdir implements Program {

    @Override
    public String synopsis() {
        return "[-pv] [-m MODE] DIRECTORY...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("pvm:", "parents=p", "verbose=v", "mode=m").parse(args);
        int status = 0;
        for (String directory : o.someOperands()) {
            if (!make(c, o, directory)) {
                status = 1;
            }
        }
        return status;
    }

    private static boolean make(Libc c, Options o, String directory) throws BadUsage {
        if (o.has('p') && !parents(c, o, PathText.parent(directory))) {
            return false;
        }
        int mode = Mode.S_IRWXUGO;
        if (o.has('m')) {
            mode = ModeChange.of(o.value('m', "")).apply(mode | Mode.S_IFDIR, 0);
        }
        long error = c.mkdir(directory, mode);
        if (error == -Errno.EEXIST && o.has('p') && isDirectory(c, directory)) {
            return true;
        }
        if (error == 0 && o.has('m')) {
            // The umask does not apply to a mode that was asked for.
            error = c.chmod(directory, mode);
        }
        return report(c, o, directory, error);
    }

    private static boolean parents(Libc c, Options o, String directory) {
        if (isDirectory(c, directory)) {
            return true;
        }
        return parents(c, o, PathText.parent(directory))
                && report(c, o, directory, c.mkdir(directory, Mode.S_IRWXUGO));
    }

    private static boolean isDirectory(Libc c, String path) {
        Kstat stat = new Kstat();
        return c.stat(path, stat) == 0 && Mode.isDirectory(stat.mode);
    }

    private static boolean report(Libc c, Options o, String directory, long error) {
        if (error < 0) {
            c.complain("cannot create directory " + Quote.name(directory), error);
        } else if (o.has('v')) {
            c.out().println("mkdir: created directory " + Quote.name(directory));
        }
        return error >= 0;
    }
}
