package dev.fuselage.kernel.program.file;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.ModeChange;
import dev.fuselage.kernel.program.libc.ModeText;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.ArrayList;
import java.util.List;

/** {@code chmod}: changes permissions. */
public final class Chmod implements Program {

    @Override
    public String synopsis() {
        return "[-Rv] MODE[,MODE]... FILE...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        List<String> rest = new ArrayList<>(args);
        String removing = takeRemovingMode(rest);
        Options o = Options.of("Rv", "recursive=R", "verbose=v").parse(rest);
        List<String> operands = new ArrayList<>(o.operands());
        if (!removing.isEmpty()) {
            operands.add(0, removing);
        }
        if (operands.isEmpty()) {
            throw BadUsage.missingOperand();
        }
        if (operands.size() == 1) {
            throw new BadUsage("missing operand after " + Quote.name(operands.get(0)));
        }
        ModeChange mode = ModeChange.of(operands.get(0));
        int umask = c.umask();
        return new TreeWalk(
                        c, o.has('R'), true, (path, stat) -> change(c, o, mode, umask, path, stat))
                .walk(operands.subList(1, operands.size()));
    }

    /** A mode such as {@code -w} looks like an option. */
    private static String takeRemovingMode(List<String> args) {
        for (int i = 0; i < args.size() && args.get(i).startsWith("-"); i++) {
            if (args.get(i).matches("-[rwxXst].*")) {
                return args.remove(i);
            }
        }
        return "";
    }

    private static boolean change(
            Libc c, Options o, ModeChange change, int umask, String path, Kstat stat) {
        int mode = change.apply(stat.mode, umask);
        long error = c.chmod(path, mode);
        if (error < 0) {
            c.complain("changing permissions of " + Quote.name(path), error);
        } else if (o.has('v')) {
            c.out().println("mode of " + Quote.name(path) + " is now " + ModeText.octal(mode));
        }
        return error >= 0;
    }
}
