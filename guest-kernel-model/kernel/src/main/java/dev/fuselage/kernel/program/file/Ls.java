package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.DirectoryEntry;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.PathText;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** {@code ls}: what is in directories. */
public final class Ls implements Program {

    private static final int SERIOUS = 2;

    private int status;

    @Override
    public String synopsis() {
        return "[-1aACcdFgGhiLlmnopQrRsStuU] [--full-time] [--time-style=full-iso|long-iso] [FILE]...";
    }

    @Override
    public int usageStatus() {
        return SERIOUS;
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of(
                                "1aACcdFgGhiLlmnopQrRsStuUT:E",
                                "all=a",
                                "almost-all=A",
                                "directory=d",
                                "classify=F",
                                "dereference=L",
                                "full-time=E",
                                "human-readable=h",
                                "inode=i",
                                "no-group=G",
                                "numeric-uid-gid=n",
                                "quote-name=Q",
                                "reverse=r",
                                "recursive=R",
                                "size=s",
                                "time-style=T")
                        .parse(args);
        if (o.has('T') && !o.value('T', "").matches("full-iso|long-iso")) {
            throw BadUsage.ofValue(
                    "invalid argument " + Quote.name(o.value('T', "")) + " for 'time style'");
        }
        List<String> names = o.operands().isEmpty() ? List.of(".") : o.operands();
        List<LsEntry> files = new ArrayList<>();
        List<LsEntry> directories = new ArrayList<>();
        for (String name : names) {
            Kstat stat = new Kstat();
            long error = operand(c, o, name, stat);
            if (error < 0) {
                c.complain("cannot access " + Quote.name(name), error);
                status = SERIOUS;
            } else {
                LsEntry entry = new LsEntry(name, name, stat.ino, stat, 0);
                (Mode.isDirectory(stat.mode) && !o.has('d') ? directories : files).add(entry);
            }
        }
        LsFormat format = new LsFormat(c, o);
        sort(o, files);
        sort(o, directories);
        format.print(files);
        boolean titled = names.size() > 1 || o.has('R');
        boolean first = files.isEmpty();
        for (LsEntry directory : directories) {
            if (titled) {
                c.out().print(first ? "" : "\n").println(directory.path() + ":");
            }
            list(c, o, format, directory.path(), SERIOUS);
            first = false;
        }
        return status;
    }

    /** A link named on the command line is followed unless the listing is about the link. */
    private static long operand(Libc c, Options o, String name, Kstat stat) {
        boolean aboutLink = !o.has('L') && (LsFormat.isLong(o) || o.has('d') || o.has('F'));
        long error = aboutLink ? -1 : c.stat(name, stat);
        return error == 0 ? 0 : c.lstat(name, stat);
    }

    private void list(Libc c, Options o, LsFormat format, String directory, int severity) {
        List<DirectoryEntry> found = new ArrayList<>();
        long fd = c.openDirectory(directory);
        if (fd < 0) {
            c.complain("cannot open directory " + Quote.name(directory), fd);
            status = Math.max(status, severity);
            return;
        }
        long error = c.readDirectory((int) fd, found);
        c.close((int) fd);
        if (error < 0) {
            c.complain("reading directory " + Quote.name(directory), error);
            status = Math.max(status, severity);
        }
        List<LsEntry> entries = new ArrayList<>();
        for (DirectoryEntry entry : found) {
            if (isShown(o, entry)) {
                entries.add(entry(c, o, directory, entry));
            }
        }
        sort(o, entries);
        format.printTotal(entries);
        format.print(entries);
        if (o.has('R')) {
            recurse(c, o, format, entries);
        }
    }

    private void recurse(Libc c, Options o, LsFormat format, List<LsEntry> entries) {
        for (LsEntry entry : entries) {
            boolean dots = entry.name().equals(".") || entry.name().equals("..");
            if (entry.isDirectory() && !dots) {
                c.out().print("\n").println(entry.path() + ":");
                list(c, o, format, entry.path(), 1);
            }
        }
    }

    private static boolean isShown(Options o, DirectoryEntry entry) {
        return !entry.name().startsWith(".")
                || o.has('a')
                || (o.has('A') && !entry.isDotOrDotDot());
    }

    private LsEntry entry(Libc c, Options o, String directory, DirectoryEntry entry) {
        String path = PathText.join(directory, entry.name());
        Kstat stat = null;
        if (LsFormat.needsStat(o)) {
            stat = new Kstat();
            long error = o.has('L') ? c.stat(path, stat) : c.lstat(path, stat);
            if (error < 0) {
                c.complain("cannot access " + Quote.name(path), error);
                status = Math.max(status, 1);
                stat = null;
            }
        }
        return new LsEntry(entry.name(), path, entry.ino(), stat, entry.type());
    }

    private static void sort(Options o, List<LsEntry> entries) {
        char time = o.last("cu");
        boolean unasked = time != 0 && !LsFormat.isLong(o);
        char how = o.last("tSU");
        if (how == 'U') {
            return;
        }
        Comparator<LsEntry> order =
                switch (how == 0 && unasked ? 't' : how) {
                    case 't' -> Comparator.comparing((LsEntry e) -> e.time(time)).reversed();
                    case 'S' -> Comparator.comparingLong(LsEntry::size).reversed();
                    default -> Comparator.comparingInt(e -> 0);
                };
        order = order.thenComparing(LsEntry::name);
        entries.sort(o.has('r') ? order.reversed() : order);
    }
}
