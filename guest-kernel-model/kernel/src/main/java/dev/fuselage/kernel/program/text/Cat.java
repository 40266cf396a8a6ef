package dev.fuselage.kernel.program.text;

import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Input;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.UserBuffer;
import java.util.List;
import java.util.Locale;

/** {@code cat}: writes files to standard output. */
public final class Cat implements Program {

    private static final int CHUNK = 128 << 10;

    private long line;
    private int blankLines;

    @Override
    public String synopsis() {
        return "[-AbeEnstTuv] [FILE]...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of(
                                "AbeEnstTuv",
                                "show-all=A",
                                "number-nonblank=b",
                                "show-ends=E",
                                "number=n",
                                "squeeze-blank=s",
                                "show-tabs=T",
                                "show-nonprinting=v")
                        .parse(args);
        boolean plain = o.last("AbeEnstTv") == 0;
        List<String> files = o.operands().isEmpty() ? List.of("-") : o.operands();
        UserBuffer buffer = c.allocate(CHUNK);
        int status = 0;
        for (String file : files) {
            boolean done =
                    plain
                            ? copy(c, file, buffer)
                            : Input.each(c, file, (in, name) -> decorated(c, o, in));
            status = done ? status : 1;
        }
        return status;
    }

    private static boolean copy(Libc c, String file, UserBuffer buffer) {
        boolean standard = file.equals("-");
        long fd = standard ? 0 : c.open(file, OpenFlags.O_RDONLY);
        long n = fd < 0 ? fd : c.read((int) fd, buffer, CHUNK);
        while (n > 0) {
            long written = c.writeAll(1, buffer, (int) n);
            if (written < 0) {
                c.complain("write error", written);
                return false;
            }
            n = c.read((int) fd, buffer, CHUNK);
        }
        if (n < 0) {
            c.complain(file, n);
        }
        if (fd >= 0 && !standard) {
            c.close((int) fd);
        }
        return n == 0;
    }

    private boolean decorated(Libc c, Options o, Input in) {
        boolean ends = o.has('E') || o.has('A') || o.has('e');
        boolean tabs = o.has('T') || o.has('A') || o.has('t');
        boolean controls = o.has('v') || o.has('A') || o.has('e') || o.has('t');
        String text = in.line();
        while (text != null) {
            blankLines = text.isEmpty() ? blankLines + 1 : 0;
            if (blankLines < 2 || !o.has('s')) {
                boolean counts = o.has('b') ? !text.isEmpty() : o.has('n');
                if (counts) {
                    c.out().print(String.format(Locale.ROOT, "%6d\t", ++line));
                }
                c.out().print(tabs || controls ? shown(text, tabs, controls) : text);
                c.out().print(ends && in.lineEnded() ? "$" : "");
                c.out().print(in.lineEnded() ? "\n" : "");
            }
            text = in.line();
        }
        return true;
    }

    /** {@code ^I} for a tab, {@code ^A} for a control character, {@code M-x} with the high bit. */
    private static String shown(String text, boolean tabs, boolean controls) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char ch = text.charAt(i);
            if (ch == '\t') {
                out.append(tabs ? "^I" : "\t");
            } else if (controls) {
                int low = ch & 0x7f;
                out.append((ch & 0x80) != 0 ? "M-" : "");
                out.append(low < ' ' || low == 0x7f ? "^" + (char) (low ^ 0x40) : "" + (char) low);
            } else {
                out.append(ch);
            }
        }
        return out.toString();
    }
}
