package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import java.util.List;

/** {@code mkfifo}: makes named pipes. */
public final class Mkfifo implements Program {

    @Override
    public String synopsis() {
        return "[-m MODE] NAME...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("m:", "mode=m").parse(args);
        int status = 0;
        for (String name : o.someOperands()) {
            status = Math.max(status, Mknod.make(c, o, name, Mode.S_IFIFO, 0));
        }
        return status;
    }
}
