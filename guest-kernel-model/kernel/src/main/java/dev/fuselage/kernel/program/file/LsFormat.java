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
import dev.fuselage.kernel.vfs.Timespec;
import java.util.ArrayList;
import java.util.List;

/** How {@code ls} lays out entries: long lines, one a line, or columns on a terminal. */
final class LsFormat {

    private static final int UNKNOWN = 5;
    private static final int TAB = 8;

    private final Libc c;
    private final Options o;
    private final boolean longForm;
    private final boolean commas;
    private final int width;

    LsFormat(Libc c, Options o) {
        this.c = c;
        this.o = o;
        char form = o.last("lngoECm1");
        longForm = isLong(o) && form != 'C' && form != 'm';
        commas = form == 'm';
        int columns = c.terminalColumns(1);
        boolean wide = form == 'C' || commas;
        width = form == '1' ? 0 : wide && columns == 0 ? 80 : columns;
    }

    /** Whether the options ask for long lines. */
    static boolean isLong(Options o) {
        return o.has('l') || o.has('n') || o.has('g') || o.has('o') || o.has('E');
    }

    /** Whether a listing with these options needs more of a file than its name and type. */
    static boolean needsStat(Options o) {
        boolean sorted = o.has('t') || o.has('S') || o.has('c') || o.has('u');
        return isLong(o) || sorted || o.has('s') || o.has('F') || o.has('L');
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
            cells.add(prefix(entry) + shown(entry.name()) + indicator(entry));
        }
        if (commas) {
            printWithCommas(cells);
        } else if (width > 0) {
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
            return o.has('p') && entry.isDirectory() ? "/" : "";
        }
        return switch (entry.fileType()) {
            case DirentType.DT_DIR -> "/";
            case DirentType.DT_LNK -> longForm ? "" : "@";
            case DirentType.DT_FIFO -> "|";
            case DirentType.DT_SOCK -> "=";
            default -> entry.isExecutable() ? "*" : "";
        };
    }

    private String shown(String name) {
        boolean quoted = o.has('Q');
        return quoted ? '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"' : name;
    }

    private void printWithCommas(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i) + (i + 1 < cells.size() ? "," : "");
            if (!line.isEmpty() && line.length() + 1 + cell.length() >= width) {
                c.out().println(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(cell);
        }
        if (!line.isEmpty()) {
            c.out().println(line.toString());
        }
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
            int column = 0;
            for (int i = row; i < cells.size(); i += rows) {
                line.append(cells.get(i));
                if (i + rows < cells.size()) {
                    int next = column + columnWidth(cells, i - row, rows) + 2;
                    indent(line, column + cells.get(i).length(), next);
                    column = next;
                }
            }
            c.out().println(line.toString());
        }
    }

    /** As GNU's ls does it: with tabs where one spares two spaces or more. */
    private static void indent(StringBuilder line, int from, int to) {
        int at = from;
        while (at < to) {
            boolean tab = to / TAB > (at + 1) / TAB;
            line.append(tab ? '\t' : ' ');
            at += tab ? TAB - at % TAB : 1;
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
            c.out()
                    .println(
                            prefix(entries.get(i))
                                    + joined(lines.get(i), widths)
                                    + name(entries.get(i)));
        }
    }

    private String joined(String[] f, int[] widths) {
        StringBuilder line = new StringBuilder(f[0]);
        line.append(' ').append(right(f[1], widths[1])).append(' ');
        if (!o.has('g')) {
            line.append(left(f[2], widths[2])).append(' ');
        }
        if (!o.has('o') && !o.has('G')) {
            line.append(left(f[3], widths[3])).append(' ');
        }
        line.append(right(f[4], widths[4])).append(' ');
        return line.append(right(f[5], widths[5])).append(' ').toString();
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
            time(LsEntry.time(stat, o.last("cu")), now)
        };
    }

    private String time(Timespec time, long now) {
        String style = o.has('E') ? "full-iso" : o.value('T', "");
        return switch (style) {
            case "full-iso" -> TimeText.longForm(time.sec, time.nsec);
            case "long-iso" -> TimeText.format("%Y-%m-%d %H:%M", time.sec, time.nsec);
            default -> TimeText.shortForm(time.sec, now);
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
                return shown(entry.name())
                        + " -> "
                        + shown(target.toString())
                        + targetIndicator(entry);
            }
        }
        return shown(entry.name()) + indicator(entry);
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
