package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.DirectoryEntry;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.PathText;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.ArrayList;
import java.util.List;

/** {@code find}: walks trees and names what passes all tests, in the directories' order. */
public final class Find implements Program {

    private int status;

    @Override
    public String synopsis() {
        return "[PATH]... [-maxdepth N] [-mindepth N] [[!] -name PATTERN] [[!] -path PATTERN]"
                + " [[!] -type bcdfpls] [[!] -empty] [[!] -size [+-]N[ckMG]] [-print] [-delete]";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        List<String> paths = new ArrayList<>();
        int at = 0;
        while (at < args.size() && !args.get(at).startsWith("-") && !args.get(at).equals("!")) {
            paths.add(args.get(at++));
        }
        FindExpression expression = FindExpression.parse(args.subList(at, args.size()));
        for (String path : paths.isEmpty() ? List.of(".") : paths) {
            Kstat stat = new Kstat();
            long error = c.lstat(path, stat);
            if (error < 0) {
                complain(c, path, error);
            } else {
                visit(c, expression, path, stat, 0);
            }
        }
        return status;
    }

    private void visit(Libc c, FindExpression e, String path, Kstat stat, int depth) {
        if (!e.deletes()) {
            act(c, e, path, stat, depth);
        }
        if (Mode.isDirectory(stat.mode) && depth < e.maxDepth()) {
            children(c, e, path, depth);
        }
        if (e.deletes()) {
            // Contents first, or no directory could go.
            act(c, e, path, stat, depth);
        }
    }

    private void children(Libc c, FindExpression e, String path, int depth) {
        List<DirectoryEntry> entries = new ArrayList<>();
        long error = c.readDirectory(path, entries);
        if (error < 0) {
            complain(c, path, error);
        }
        for (DirectoryEntry entry : entries) {
            if (entry.isDotOrDotDot()) {
                continue;
            }
            String child = PathText.join(path, entry.name());
            Kstat stat = new Kstat();
            long missing = c.lstat(child, stat);
            if (missing < 0) {
                complain(c, child, missing);
            } else {
                visit(c, e, child, stat, depth + 1);
            }
        }
    }

    private void act(Libc c, FindExpression e, String path, Kstat stat, int depth) {
        if (depth < e.minDepth() || !e.matches(c, path, stat)) {
            return;
        }
        if (e.prints()) {
            c.out().println(path);
        }
        if (e.deletes()) {
            long error = Mode.isDirectory(stat.mode) ? c.rmdir(path) : c.unlink(path);
            if (error < 0) {
                c.complain("cannot delete " + Quote.name(path), error);
                status = 1;
            }
        }
    }

    private void complain(Libc c, String path, long error) {
        c.complain(Quote.name(path), error);
        status = 1;
    }
}
