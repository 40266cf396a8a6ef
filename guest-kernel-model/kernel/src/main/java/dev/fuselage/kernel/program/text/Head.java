package dev.fuselage.kernel.program.text;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Input;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.program.libc.SizeText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** {@code head} and {@code tail}: the first or the last lines or bytes of files. */
public final class Head implements Program {

    private static final int DEFAULT_LINES = 10;
    private static final int MAX_KEPT = 1 << 24;

    private final boolean end;
    private boolean first = true;

    /**
     * @param end whether the last lines are wanted: {@code tail}
     */
    public Head(boolean end) {
        this.end = end;
    }

    @Override
    public String synopsis() {
        return "[-qv] [-n LINES | -c BYTES] [FILE]...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        List<String> words = new ArrayList<>(args);
        words.replaceAll(word -> word.matches("-\\d+") ? "-n" + word.substring(1) : word);
        Options o = Options.of("n:c:qv", "lines=n", "bytes=c", "quiet=q", "verbose=v").parse(words);
        boolean bytes = o.last("nc") == 'c';
        String text = bytes ? o.value('c', "") : o.value('n', Integer.toString(DEFAULT_LINES));
        long count = SizeText.parse(text);
        if (count < 0 || (end && count > MAX_KEPT)) {
            String what = bytes ? "bytes" : "lines";
            throw new BadUsage("invalid number of " + what + ": " + Quote.name(text));
        }
        List<String> files = o.operands().isEmpty() ? List.of("-") : o.operands();
        boolean titled = o.has('v') || (files.size() > 1 && !o.has('q'));
        int status = 0;
        for (String file : files) {
            String title = titled ? "==> " + name(file) + " <==\n" : "";
            if (!Input.each(c, file, (in, name) -> print(c, in, title, bytes, count))) {
                status = 1;
            }
        }
        return status;
    }

    private static String name(String file) {
        return file.equals("-") ? "standard input" : file;
    }

    private boolean print(Libc c, Input in, String title, boolean bytes, long count) {
        c.out().print(title.isEmpty() || first ? "" : "\n").print(title);
        first = false;
        if (end) {
            rest(c, in, bytes, count);
        } else {
            begin(c, in, bytes, count);
        }
        return true;
    }

    private static void begin(Libc c, Input in, boolean bytes, long count) {
        long left = count;
        while (left > 0) {
            int b = in.read();
            if (b < 0) {
                return;
            }
            c.out().write((byte) b);
            left -= bytes || b == '\n' ? 1 : 0;
        }
    }

    private static void rest(Libc c, Input in, boolean bytes, long count) {
        Deque<String> kept = new ArrayDeque<>();
        String piece = bytes ? oneByte(in) : lineWithEnd(in);
        while (!piece.isEmpty()) {
            kept.addLast(piece);
            if (kept.size() > count) {
                kept.removeFirst();
            }
            piece = bytes ? oneByte(in) : lineWithEnd(in);
        }
        kept.forEach(c.out()::print);
    }

    private static String oneByte(Input in) {
        int b = in.read();
        return b < 0 ? "" : String.valueOf((char) b);
    }

    private static String lineWithEnd(Input in) {
        String line = in.line();
        return line == null ? "" : in.lineEnded() ? line + "\n" : line;
    }
}
