package dev.fuselage.kernel.program.file;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.MountEntry;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.SizeText;
import dev.fuselage.kernel.vfs.Kstat;
import dev.fuselage.kernel.vfs.Kstatfs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code df}: how full file systems are. */
public final class Df implements Program {

    @Override
    public String synopsis() {
        return "[-ahiT] [FILE]...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of("ahiTk", "all=a", "human-readable=h", "inodes=i", "print-type=T")
                        .parse(args);
        List<MountEntry> mounts = MountEntry.all(c);
        List<String[]> rows = new ArrayList<>();
        rows.add(titles(o));
        int status = 0;
        for (String file : o.operands()) {
            MountEntry mount = mountOf(c, mounts, file);
            if (mount == null || !addRow(c, o, mount, file, rows)) {
                status = 1;
            }
        }
        for (MountEntry mount : o.operands().isEmpty() ? mounts : List.<MountEntry>of()) {
            addRow(c, o, mount, mount.directory(), rows);
        }
        if (rows.size() > 1) {
            print(c, o, rows);
        } else if (status == 0) {
            c.complain("no file systems processed");
            status = 1;
        }
        return status;
    }

    private static String[] titles(Options o) {
        if (o.has('i')) {
            return new String[] {
                "Filesystem", "Type", "Inodes", "IUsed", "IFree", "IUse%", "Mounted on"
            };
        }
        return new String[] {
            "Filesystem",
            "Type",
            o.has('h') ? "Size" : "1K-blocks",
            "Used",
            o.has('h') ? "Avail" : "Available",
            "Use%",
            "Mounted on"
        };
    }

    /** The mount a file is on: of those with the file's device, the one mounted last. */
    private static @Nullable MountEntry mountOf(Libc c, List<MountEntry> mounts, String file) {
        Kstat at = new Kstat();
        long error = c.stat(file, at);
        if (error < 0) {
            c.complain(file, error);
            return null;
        }
        MountEntry found = null;
        for (MountEntry mount : mounts) {
            Kstat stat = new Kstat();
            if (c.stat(mount.directory(), stat) == 0 && stat.dev == at.dev) {
                found = mount;
            }
        }
        return found == null ? new MountEntry("-", file, "-", "") : found;
    }

    private static boolean addRow(
            Libc c, Options o, MountEntry mount, String path, List<String[]> rows) {
        Kstatfs statfs = new Kstatfs();
        long error = c.statfs(path, statfs);
        if (error < 0) {
            c.complain(path, error);
            return false;
        }
        boolean pseudo = statfs.blocks == 0;
        if (pseudo && !o.has('a') && o.operands().isEmpty()) {
            return true;
        }
        long unit = statfs.frsize == 0 ? statfs.bsize : statfs.frsize;
        boolean inodes = o.has('i');
        long total = inodes ? statfs.files : statfs.blocks;
        long used = total - (inodes ? statfs.ffree : statfs.bfree);
        long free = inodes ? statfs.ffree : statfs.bavail;
        rows.add(
                new String[] {
                    mount.source(),
                    mount.type(),
                    amount(o, total, unit),
                    amount(o, used, unit),
                    amount(o, free, unit),
                    used + free == 0 ? "-" : percent(used, free),
                    mount.directory()
                });
        return true;
    }

    private static String amount(Options o, long count, long unit) {
        if (o.has('i')) {
            return Long.toString(count);
        }
        return o.has('h')
                ? SizeText.human(count * unit)
                : Long.toString((long) Math.ceil(count * (unit / 1024.0)));
    }

    private static String percent(long used, long free) {
        return (long) Math.ceil(used * 100.0 / (used + free)) + "%";
    }

    private static void print(Libc c, Options o, List<String[]> rows) {
        int[] widths = {14, 4, 5, 5, 5, 4, 0};
        for (String[] row : rows) {
            for (int i = 0; i < row.length - 1; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                if (i == 1 && !o.has('T')) {
                    continue;
                }
                boolean text = i < 2 || i == row.length - 1;
                String padding = " ".repeat(Math.max(0, widths[i] - row[i].length()));
                line.append(line.isEmpty() ? "" : " ");
                line.append(text ? row[i] + padding : padding + row[i]);
            }
            c.out().println(line.toString());
        }
    }
}
