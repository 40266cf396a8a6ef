package dev.fuselage.kernel.program.text;

import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.UserBuffer;
import java.util.ArrayList;
import java.util.List;

/** {@code tee}: copies standard input to standard output and to files. */
public final class Tee implements Program {

    private static final int CHUNK = 8 << 10;

    @Override
    public String synopsis() {
        return "[-a] [FILE]...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("a", "append=a").parse(args);
        int disposition = o.has('a') ? OpenFlags.O_APPEND : OpenFlags.O_TRUNC;
        List<String> names = new ArrayList<>(List.of("standard output"));
        List<Integer> outputs = new ArrayList<>(List.of(1));
        int status = 0;
        for (String file : o.operands()) {
            long fd = c.open(file, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | disposition, 0666);
            if (fd < 0) {
                c.complain(file, fd);
                status = 1;
            } else {
                names.add(file);
                outputs.add((int) fd);
            }
        }
        UserBuffer buffer = c.allocate(CHUNK);
        long n = c.read(0, buffer, CHUNK);
        while (n > 0) {
            for (int i = outputs.size() - 1; i >= 0; i--) {
                long error = c.writeAll(outputs.get(i), buffer, (int) n);
                if (error < 0) {
                    c.complain(names.get(i), error);
                    status = 1;
                    outputs.remove(/* index */ i);
                    names.remove(i);
                }
            }
            n = c.read(0, buffer, CHUNK);
        }
        if (n < 0) {
            c.complain("read error", n);
            status = 1;
        }
        return status;
    }
}
