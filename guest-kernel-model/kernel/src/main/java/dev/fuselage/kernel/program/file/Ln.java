package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.PathText;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.List;

/** {@code ln}: gives files further names, or makes symbolic links. */
public final class Ln implements Program {

    @Override
    public String synopsis() {
        return "[-fnrsTv] {TARGET... [LINK|DIRECTORY] | -t DIRECTORY TARGET...}";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of(
                                "fnrsTvt:",
                                "force=f",
                                "no-dereference=n",
                                "relative=r",
                                "symbolic=s",
                                "target-directory=t",
                                "no-target-directory=T",
                                "verbose=v")
                        .parse(args);
        List<String> operands = o.operands();
        if (operands.size() == 1 && !o.has('t')) {
            operands = List.of(operands.get(0), "./" + PathText.base(operands.get(0)));
        }
        boolean plain = o.has('T') || (o.has('n') && isLink(c, operands));
        Target target = Target.of(c, o, operands, plain);
        int status = 0;
        for (String source : target.sources()) {
            String name = target.nameFor(source);
            String text = o.has('s') && o.has('r') ? RelativePath.from(c, name, source) : source;
            if (!link(c, o, text, name)) {
                status = 1;
            }
        }
        return status;
    }

    private static boolean isLink(Libc c, List<String> operands) {
        Kstat stat = new Kstat();
        return !operands.isEmpty()
                && c.lstat(operands.get(operands.size() - 1), stat) == 0
                && Mode.isSymbolicLink(stat.mode);
    }

    private static boolean link(Libc c, Options o, String source, String name) {
        boolean symbolic = o.has('s');
        if (!symbolic && !mayHaveHardLinks(c, source)) {
            return false;
        }
        long error = make(c, symbolic, source, name);
        if (error == -Errno.EEXIST && o.has('f') && c.unlink(name) == 0) {
            error = make(c, symbolic, source, name);
        }
        if (error < 0) {
            String kind = symbolic ? "symbolic link " : "hard link ";
            String what =
                    Quote.name(name) + (error == -Errno.EEXIST ? "" : arrow(symbolic, source));
            c.complain("failed to create " + kind + what, error);
            return false;
        }
        if (o.has('v')) {
            c.out().println(Quote.name(name) + arrow(symbolic, source));
        }
        return true;
    }

    private static boolean mayHaveHardLinks(Libc c, String source) {
        Kstat stat = new Kstat();
        long error = c.lstat(source, stat);
        if (error < 0) {
            c.complain("failed to access " + Quote.name(source), error);
            return false;
        }
        if (Mode.isDirectory(stat.mode)) {
            c.complain(source + ": hard link not allowed for directory");
            return false;
        }
        return true;
    }

    private static long make(Libc c, boolean symbolic, String source, String name) {
        return symbolic ? c.symlink(source, name) : c.link(source, name, false);
    }

    private static String arrow(boolean symbolic, String source) {
        return (symbolic ? " -> " : " => ") + Quote.name(source);
    }
}
