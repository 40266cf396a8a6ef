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

    @Override
    public String synopsis() {
        return "[-n] [FILE]...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("nu", "number=n").parse(args);
        List<String> files = o.operands().isEmpty() ? List.of("-") : o.operands();
        UserBuffer buffer = c.allocate(CHUNK);
        int status = 0;
        for (String file : files) {
            boolean done =
                    o.has('n')
                            ? Input.each(c, file, (in, name) -> numbered(c, in))
                            : copy(c, file, buffer);
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

    private boolean numbered(Libc c, Input in) {
        String text = in.line();
        while (text != null) {
            c.out().print(String.format(Locale.ROOT, "%6d\t", ++line)).print(text);
            c.out().print(in.lineEnded() ? "\n" : "");
            text = in.line();
        }
        return true;
    }
}
