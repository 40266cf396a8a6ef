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
import java.util.function.Consumer;

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
        return "[-qv] [-n "
                + (end ? "[+]" : "[-]")
                + "LINES | -c "
                + (end ? "[+]" : "[-]")
                + "BYTES] [FILE]...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        List<String> words = new ArrayList<>(args);
        if (!words.isEmpty() && words.get(0).matches("-\\d+")) {
            words.set(0, "-n" + words.get(0).substring(1));
        }
        Options o = Options.of("n:c:qv", "lines=n", "bytes=c", "quiet=q", "verbose=v").parse(words);
        boolean bytes = o.last("nc") == 'c';
        String text = bytes ? o.value('c', "") : o.value('n', Integer.toString(DEFAULT_LINES));
        boolean other = text.startsWith(end ? "+" : "-");
        boolean signed = other || text.startsWith(end ? "-" : "+");
        long count = SizeText.parse(signed ? text.substring(1) : text);
        boolean keeps = end != other;
        if (count < 0 || (keeps && count > MAX_KEPT)) {
            String what = bytes ? "bytes" : "lines";
            throw BadUsage.ofValue("invalid number of " + what + ": " + Quote.name(text));
        }
        List<String> files = o.operands().isEmpty() ? List.of("-") : o.operands();
        boolean titled = o.has('v') || (files.size() > 1 && !o.has('q'));
        int status = 0;
        for (String file : files) {
            String title = titled ? "==> " + name(file) + " <==\n" : "";
            if (!Input.each(c, file, (in, name) -> print(c, in, title, bytes, count, other))) {
                status = 1;
            }
        }
        return status;
    }

    private static String name(String file) {
        return file.equals("-") ? "standard input" : file;
    }

    /**
     * Prints a part.
     *
     * @param other whether the count is of the pieces left out: all but the last, or from that
     *     piece on
     */
    private boolean print(
            Libc c, Input in, String title, boolean bytes, long count, boolean other) {
        c.out().print(title.isEmpty() || first ? "" : "\n").print(title);
        first = false;
        if (end && other) {
            from(c, in, bytes, count);
        } else if (end) {
            last(in, bytes, count, _ -> {}).forEach(c.out()::print);
        } else if (other) {
            Deque<String> _ = last(in, bytes, count, c.out()::print);
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

    /** The last pieces; what comes before them goes to {@code earlier}. */
    private static Deque<String> last(
            Input in, boolean bytes, long count, Consumer<String> earlier) {
        Deque<String> kept = new ArrayDeque<>();
        String piece = piece(in, bytes);
        while (!piece.isEmpty()) {
            kept.addLast(piece);
            if (kept.size() > count) {
                earlier.accept(kept.removeFirst());
            }
            piece = piece(in, bytes);
        }
        return kept;
    }

    private static void from(Libc c, Input in, boolean bytes, long first) {
        long number = 1;
        String piece = piece(in, bytes);
        while (!piece.isEmpty()) {
            if (number++ >= first) {
                c.out().print(piece);
            }
            piece = piece(in, bytes);
        }
    }

    private static String piece(Input in, boolean bytes) {
        return bytes ? oneByte(in) : lineWithEnd(in);
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
