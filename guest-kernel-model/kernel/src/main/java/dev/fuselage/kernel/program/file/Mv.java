package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Confirm;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.List;

/** {@code mv}: renames files; between file systems, copies and removes them. */
public final class Mv implements Program {

    @Override
    public String synopsis() {
        return "[-finTuv] {SOURCE... TARGET | -t DIRECTORY SOURCE...}";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of(
                                "finTuvt:",
                                "force=f",
                                "interactive=i",
                                "no-clobber=n",
                                "no-target-directory=T",
                                "target-directory=t",
                                "update=u",
                                "verbose=v")
                        .parse(args);
        Target target = Target.of(c, o, o.operands(), o.has('T'));
        int status = 0;
        for (String source : target.sources()) {
            if (!move(c, o, source, target.nameFor(source))) {
                status = 1;
            }
        }
        return status;
    }

    private static boolean move(Libc c, Options o, String source, String target) {
        Kstat from = new Kstat();
        long error = c.lstat(source, from);
        if (error < 0) {
            c.complain("cannot stat " + Quote.name(source), error);
            return false;
        }
        Kstat to = new Kstat();
        if (c.lstat(target, to) == 0) {
            boolean older = to.mtime.compare(from.mtime) < 0;
            char how = o.last("fin");
            if (how == 'n' || (o.has('u') && !older)) {
                return true;
            }
            if (!mayReplace(c, source, from, target, to)) {
                return false;
            }
            if (how == 'i' && !Confirm.ask(c, "overwrite " + Quote.name(target))) {
                return true;
            }
        }
        error = c.rename(source, target, 0);
        boolean done = error >= 0;
        if (error == -Errno.EXDEV) {
            done =
                    new TreeCopy(c, CopyOptions.ARCHIVE).copy(source, target)
                            && new TreeRemove(c, TreeRemove.How.RECURSIVE).remove(source);
        } else if (error == -Errno.EINVAL && Mode.isDirectory(from.mode)) {
            c.complain(
                    "cannot move "
                            + Quote.name(source)
                            + " to a subdirectory of itself, "
                            + Quote.name(target));
        } else if (error < 0) {
            c.complain("cannot move " + Quote.name(source) + " to " + Quote.name(target), error);
        }
        if (done && o.has('v')) {
            c.out().println("renamed " + Quote.name(source) + " -> " + Quote.name(target));
        }
        return done;
    }

    private static boolean mayReplace(Libc c, String source, Kstat from, String target, Kstat to) {
        if (from.dev == to.dev && from.ino == to.ino) {
            c.complain(Quote.name(source) + " and " + Quote.name(target) + " are the same file");
            return false;
        }
        boolean toDirectory = Mode.isDirectory(to.mode);
        if (Mode.isDirectory(from.mode) && !toDirectory) {
            c.complain(
                    "cannot overwrite non-directory "
                            + Quote.name(target)
                            + " with directory "
                            + Quote.name(source));
            return false;
        }
        if (!Mode.isDirectory(from.mode) && toDirectory) {
            c.complain("cannot overwrite directory " + Quote.name(target) + " with non-directory");
            return false;
        }
        return true;
    }
}
