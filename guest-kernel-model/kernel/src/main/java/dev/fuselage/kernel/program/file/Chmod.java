package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.ErrorText;
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
        return "[-cfRv] {MODE[,MODE]... | --reference=FILE} FILE...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        List<String> rest = new ArrayList<>(args);
        String removing = takeRemovingMode(rest);
        Options o =
                Options.of(
                                "cfRvF:",
                                "changes=c",
                                "quiet=f",
                                "silent=f",
                                "recursive=R",
                                "reference=F",
                                "verbose=v")
                        .parse(rest);
        List<String> operands = new ArrayList<>(o.operands());
        if (!removing.isEmpty()) {
            operands.add(0, removing);
        }
        if (o.has('F')) {
            operands.add(0, modeOf(c, o.value('F', "")));
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
                .quiet(o.has('f'))
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

    private static String modeOf(Libc c, String reference) throws BadUsage {
        Kstat stat = new Kstat();
        long error = c.stat(reference, stat);
        if (error < 0) {
            throw BadUsage.ofValue(
                    "failed to get attributes of "
                            + Quote.name(reference)
                            + ": "
                            + ErrorText.of(error));
        }
        return ModeText.octal(Mode.permissions(stat.mode));
    }

    private static boolean change(
            Libc c, Options o, ModeChange change, int umask, String path, Kstat stat) {
        int mode = change.apply(stat.mode, umask);
        long error = c.chmod(path, mode);
        if (error < 0) {
            if (!o.has('f')) {
                c.complain("changing permissions of " + Quote.name(path), error);
            }
            return false;
        }
        int old = Mode.permissions(stat.mode);
        if (mode != old && (o.has('v') || o.has('c'))) {
            String what = " changed from " + shown(old) + " to " + shown(mode);
            c.out().println("mode of " + Quote.name(path) + what);
        } else if (o.has('v')) {
            c.out().println("mode of " + Quote.name(path) + " retained as " + shown(mode));
        }
        return true;
    }

    /** {@code 0644 (rw-r--r--)}. */
    private static String shown(int mode) {
        return ModeText.octal(mode) + " (" + ModeText.symbolic(mode).substring(1) + ")";
    }
}
