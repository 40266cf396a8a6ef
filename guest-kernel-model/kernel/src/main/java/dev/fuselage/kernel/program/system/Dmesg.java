package dev.fuselage.kernel.program.system;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import java.util.List;

/** {@code dmesg}: the kernel's messages. */
public final class Dmesg implements Program {

    /** Where the kernel's messages are read. */
    static final String LOG = "/dev/kmsg";

    @Override
    public String synopsis() {
        return "";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options.of("").parse(args).atMost(0);
        StringBuilder text = new StringBuilder();
        long error = c.readFile(LOG, text);
        if (error < 0) {
            c.complain("read kernel buffer failed", error);
            return 1;
        }
        c.out().print(text.toString());
        return 0;
    }
}
