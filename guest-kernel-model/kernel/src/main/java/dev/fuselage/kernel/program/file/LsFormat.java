package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.fuse.linux.DirentType;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.ModeText;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Owners;
import dev.fuselage.kernel.program.libc.SizeText;
import dev.fuselage.kernel.program.libc.TimeText;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.ArrayList;
import java.util.List;

/** How {@code ls} lays out entries: long lines, one a line, or columns on a terminal. */
final class LsFormat {

    private static final int UNKNOWN = 5;

    private final Libc c;
    private final Options o;
    private final boolean longForm;
    private final int width;

    LsFormat(Libc c, Options o) {
        this.c = c;
        this.o = o;
        char form = o.last("lnC1");
        longForm = (o.has('l') || o.has('n')) && form != 'C';
        int columns = c.terminalColumns(1);
        width = form == '1' ? 0 : form == 'C' && columns == 0 ? 80 : columns;
    }

    /** Whether a listing with these options needs more of a file than its name and type. */
    static boolean needsStat(Options o) {
        return o.has('l') || o.has('n') || o.has('s') || o.has('t') || o.has('S') || o.has('F');
    }

    /** The line above a directory's long lines: allocated KiB. */
    void printTotal(List<LsEntry> entries) {
        if (longForm || o.has('s')) {
            long blocks = 0;
            for (LsEntry entry : entries) {
                blocks += entry.stat() == null ? 0 : entry.stat().blocks;
            }
            c.out().println("total " + allocated(blocks));
        }
    }

    private String allocated(long blocks) {
        return o.has('h') ? SizeText.human(blocks * 512) : Long.toString((blocks + 1) / 2);
    }

    void print(List<LsEntry> entries) {
        if (longForm) {
            printLong(entries);
            return;
        }
        List<String> cells = new ArrayList<>();
        for (LsEntry entry : entries) {
            cells.add(prefix(entry) + entry.name() + indicator(entry));
        }
        if (width > 0) {
            printColumns(cells);
        } else {
            cells.forEach(c.out()::println);
        }
    }

    private String prefix(LsEntry entry) {
        String text = o.has('i') ? entry.ino() + " " : "";
        Kstat stat = entry.stat();
        return o.has('s') ? text + (stat == null ? "?" : allocated(stat.blocks)) + " " : text;
    }

    private String indicator(LsEntry entry) {
        if (!o.has('F')) {
            return "";
        }
        return switch (entry.fileType()) {
            case DirentType.DT_DIR -> "/";
            case DirentType.DT_LNK -> longForm ? "" : "@";
            case DirentType.DT_FIFO -> "|";
            case DirentType.DT_SOCK -> "=";
            default -> entry.isExecutable() ? "*" : "";
        };
    }

    /** As many columns as fit, filled from top to bottom, two spaces between them. */
    private void printColumns(List<String> cells) {
        int columns = cells.size();
        while (columns > 1 && totalWidth(cells, Math.ceilDiv(cells.size(), columns)) >= width) {
            columns--;
        }
        int rows = Math.ceilDiv(cells.size(), Math.max(1, columns));
        for (int row = 0; row < rows && !cells.isEmpty(); row++) {
            StringBuilder line = new StringBuilder();
            for (int i = row; i < cells.size(); i += rows) {
                line.append(cells.get(i));
                if (i + rows < cells.size()) {
                    int start = i - row;
                    int gap = columnWidth(cells, start, rows) - cells.get(i).length() + 2;
                    line.append(" ".repeat(gap));
                }
            }
            c.out().println(line.toString());
        }
    }

    private static int totalWidth(List<String> cells, int rows) {
        int total = -2;
        for (int start = 0; start < cells.size(); start += rows) {
            total += columnWidth(cells, start, rows) + 2;
        }
        return total;
    }

    private static int columnWidth(List<String> cells, int start, int rows) {
        int most = 0;
        for (int i = start; i < Math.min(start + rows, cells.size()); i++) {
            most = Math.max(most, cells.get(i).length());
        }
        return most;
    }

    private void printLong(List<LsEntry> entries) {
        long now = c.realtimeNanos() / 1_000_000_000L;
        List<String[]> lines = new ArrayList<>();
        int[] widths = new int[UNKNOWN + 1];
        for (LsEntry entry : entries) {
            String[] fields = fields(entry, now);
            for (int i = 0; i <= UNKNOWN; i++) {
                widths[i] = Math.max(widths[i], fields[i].length());
            }
            lines.add(fields);
        }
        for (int i = 0; i < lines.size(); i++) {
            String[] f = lines.get(i);
            String line =
                    f[0]
                            + " "
                            + right(f[1], widths[1])
                            + " "
                            + left(f[2], widths[2])
                            + " "
                            + left(f[3], widths[3])
                            + " "
                            + right(f[4], widths[4])
                            + " "
                            + right(f[5], widths[5])
                            + " ";
            c.out().println(prefix(entries.get(i)) + line + name(entries.get(i)));
        }
    }

    private String[] fields(LsEntry entry, long now) {
        Kstat stat = entry.stat();
        if (stat == null) {
            String type = entry.isDirectory() ? "d" : "?";
            return new String[] {type + "?".repeat(9), "?", "?", "?", "?", "?"};
        }
        return new String[] {
            ModeText.symbolic(stat.mode),
            Integer.toUnsignedString(stat.nlink),
            o.has('n') ? Integer.toUnsignedString(stat.uid) : Owners.user(stat.uid),
            o.has('n') ? Integer.toUnsignedString(stat.gid) : Owners.group(stat.gid),
            size(stat),
            TimeText.shortForm(stat.mtime.sec, now)
        };
    }

    private String size(Kstat stat) {
        if (Mode.isCharacterDevice(stat.mode) || Mode.isBlockDevice(stat.mode)) {
            int device = (int) stat.rdev;
            return DeviceNumber.major(device) + ", " + DeviceNumber.minor(device);
        }
        return o.has('h') ? SizeText.human(stat.size) : Long.toUnsignedString(stat.size);
    }

    private String name(LsEntry entry) {
        if (entry.fileType() == DirentType.DT_LNK) {
            StringBuilder target = new StringBuilder();
            if (c.readlink(entry.path(), target) >= 0) {
                return entry.name() + " -> " + target + targetIndicator(entry);
            }
        }
        return entry.name() + indicator(entry);
    }

    /** The mark of what a link points at. */
    private String targetIndicator(LsEntry link) {
        Kstat stat = new Kstat();
        if (!o.has('F') || c.stat(link.path(), stat) < 0) {
            return "";
        }
        return indicator(new LsEntry(link.name(), link.path(), stat.ino, stat, 0));
    }

    private static String left(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static String right(String text, int width) {
        return " ".repeat(width - text.length()) + text;
    }
}
