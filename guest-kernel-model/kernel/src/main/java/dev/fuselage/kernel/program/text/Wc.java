package dev.fuselage.kernel.program.text;

import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Input;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.ArrayList;
import java.util.List;

/** {@code wc}: counts lines, words and bytes. */
public final class Wc implements Program {

    private static final int PIPE_WIDTH = 7;

    private record Count(long lines, long words, long bytes, String name) {}

    @Override
    public String synopsis() {
        return "[-clw] [FILE]...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("clmw", "bytes=c", "lines=l", "words=w").parse(args);
        List<String> files = o.operands().isEmpty() ? List.of("-") : o.operands();
        boolean some = selected(o) > 0;
        int width = selected(o) == 1 && files.size() == 1 ? 1 : width(c, files);
        List<Count> counts = new ArrayList<>();
        int status = 0;
        for (String file : files) {
            String shown = o.operands().isEmpty() ? "" : file;
            boolean done =
                    Input.each(
                            c,
                            file,
                            (in, name) -> {
                                Count count = count(in, shown);
                                print(c, o, some, count, width);
                                return counts.add(count);
                            });
            status = done ? status : 1;
        }
        if (files.size() > 1) {
            print(c, o, some, total(counts), width);
        }
        return status;
    }

    private static int selected(Options o) {
        return (o.has('l') ? 1 : 0) + (o.has('w') ? 1 : 0) + (o.has('c') || o.has('m') ? 1 : 0);
    }

    /** GNU's width: room for the bytes of all files, at least seven where a size is not known. */
    private static int width(Libc c, List<String> files) {
        long bytes = 0;
        int least = 1;
        for (String file : files) {
            Kstat stat = new Kstat();
            long error = file.equals("-") ? c.fstat(0, stat) : c.stat(file, stat);
            if (error >= 0 && Mode.isRegular(stat.mode)) {
                bytes += stat.size;
            } else if (error >= 0) {
                least = PIPE_WIDTH;
            }
        }
        return Math.max(least, Long.toString(bytes).length());
    }

    private static Count count(Input in, String name) {
        long lines = 0;
        long words = 0;
        long bytes = 0;
        boolean inWord = false;
        for (int b = in.read(); b >= 0; b = in.read()) {
            bytes++;
            lines += b == '\n' ? 1 : 0;
            boolean blank = b == ' ' || (b >= '\t' && b <= '\r');
            boolean printable = b > ' ' && b < 0x7f;
            words += printable && !inWord ? 1 : 0;
            // What is neither, such as a NUL, is part of the word it stands in.
            inWord = printable || (inWord && !blank);
        }
        return new Count(lines, words, bytes, name);
    }

    private static Count total(List<Count> counts) {
        long lines = 0;
        long words = 0;
        long bytes = 0;
        for (Count count : counts) {
            lines += count.lines;
            words += count.words;
            bytes += count.bytes;
        }
        return new Count(lines, words, bytes, "total");
    }

    private static void print(Libc c, Options o, boolean some, Count count, int width) {
        List<String> fields = new ArrayList<>();
        if (!some || o.has('l')) {
            fields.add(padded(count.lines, width));
        }
        if (!some || o.has('w')) {
            fields.add(padded(count.words, width));
        }
        if (!some || o.has('c') || o.has('m')) {
            fields.add(padded(count.bytes, width));
        }
        if (!count.name.isEmpty()) {
            fields.add(count.name);
        }
        c.out().println(String.join(" ", fields));
    }

    private static String padded(long value, int width) {
        String digits = Long.toString(value);
        return " ".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
