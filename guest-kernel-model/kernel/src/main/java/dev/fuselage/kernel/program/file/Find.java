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

/** {@code find}: walks trees and does with each file what an expression says, in disk order. */
public final class Find implements Program {

    private int status;

    @Override
    public String synopsis() {
        return "[PATH]... [EXPRESSION]: [!] TEST, -o, ( ); -name -iname -path -type -size -empty -perm"
                + " -user -group -uid -gid -links -inum -samefile -newer -mtime -mmin;"
                + " -print -print0 -printf -ls -exec ... {;|+} -delete -prune -quit;"
                + " -maxdepth -mindepth -depth -xdev";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        List<String> paths = new ArrayList<>();
        int at = 0;
        while (at < args.size() && !args.get(at).matches("-.+|!|\\(")) {
            paths.add(args.get(at++));
        }
        FindExpression expression = FindExpression.parse(c, args.subList(at, args.size()));
        for (String path : paths.isEmpty() ? List.of(".") : paths) {
            Kstat stat = new Kstat();
            long error = c.lstat(path, stat);
            if (error < 0) {
                complain(c, path, error);
            } else {
                visit(expression, new FoundFile(c, path, stat, 0, path.length()), stat.dev);
            }
        }
        return Math.max(status, expression.finish());
    }

    private void visit(FindExpression e, FoundFile file, long device) {
        if (e.isOver()) {
            return;
        }
        if (!e.depthFirst()) {
            e.apply(file);
        }
        boolean enters = Mode.isDirectory(file.stat.mode) && file.depth < e.maxDepth();
        if (enters && !file.pruned && (!e.oneFileSystem() || file.stat.dev == device)) {
            children(e, file, device);
        }
        if (e.depthFirst() && !e.isOver()) {
            e.apply(file);
        }
    }

    private void children(FindExpression e, FoundFile directory, long device) {
        Libc c = directory.c;
        List<DirectoryEntry> entries = new ArrayList<>();
        long error = c.readDirectory(directory.path, entries);
        if (error < 0) {
            complain(c, directory.path, error);
        }
        for (DirectoryEntry entry : entries) {
            if (entry.isDotOrDotDot() || e.isOver()) {
                continue;
            }
            String path = PathText.join(directory.path, entry.name());
            Kstat stat = new Kstat();
            long missing = c.lstat(path, stat);
            if (missing < 0) {
                complain(c, path, missing);
            } else {
                visit(e, directory.child(entry.name(), stat), device);
            }
        }
    }

    private void complain(Libc c, String path, long error) {
        c.complain(Quote.name(path), error);
        status = 1;
    }
}
