package dev.fuselage.kernel.program.text;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Input;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import java.util.List;

/** {@code cmp}: compares two files byte by byte. */
public final class Cmp implements Program {

    private static final int TROUBLE = 2;

    private boolean different;

    @Override
    public String synopsis() {
        return "[-s] FILE1 FILE2";
    }

    @Override
    public int usageStatus() {
        return TROUBLE;
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("s", "quiet=s", "silent=s").parse(args);
        List<String> files = o.atMost(2).someOperands();
        if (files.size() < 2) {
            throw new BadUsage("missing operand after '" + files.get(0) + "'");
        }
        String second = files.get(1);
        boolean read =
                Input.each(
                        c,
                        files.get(0),
                        (a, name) ->
                                Input.each(
                                        c, second, (b, other) -> compare(c, o, a, name, b, other)));
        return !read ? TROUBLE : different ? 1 : 0;
    }

    private boolean compare(Libc c, Options o, Input a, String first, Input b, String second) {
        long offset = 1;
        long line = 1;
        int last = '\n';
        int x = a.read();
        int y = b.read();
        while (x == y && x >= 0) {
            offset++;
            line += x == '\n' ? 1 : 0;
            last = x;
            x = a.read();
            y = b.read();
        }
        different = x != y;
        if (different && !o.has('s')) {
            if (x < 0 || y < 0) {
                // The line that would follow does not count as begun.
                String place = last == '\n' ? "line " + (line - 1) : "in line " + line;
                String shorter = x < 0 ? first : second;
                c.complain("EOF on " + shorter + " after byte " + (offset - 1) + ", " + place);
            } else {
                c.out()
                        .println(
                                first
                                        + " "
                                        + second
                                        + " differ: char "
                                        + offset
                                        + ", line "
                                        + line);
            }
        }
        return true;
    }
}
