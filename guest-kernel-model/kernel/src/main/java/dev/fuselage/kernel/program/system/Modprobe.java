package dev.fuselage.kernel.program.system;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import java.util.List;

/** {@code modprobe}: loads kernel modules with what they need. */
public final class Modprobe implements Program {

    @Override
    public String synopsis() {
        return "MODULE...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        int status = 0;
        for (String module : Options.of("").parse(args).someOperands()) {
            long error = c.loadModule(module);
            if (error == -Errno.ENOENT) {
                c.complain("FATAL: Module " + module + " not found.");
            } else if (error < 0) {
                c.complain("could not insert '" + module + "'", error);
            }
            status = error < 0 ? 1 : status;
        }
        return status;
    }
}
