package dev.fuselage.kernel.program.system;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import java.util.List;
import java.util.StringJoiner;

/** {@code uname}: what system this is. */
public final class Uname implements Program {

    /** The kernel whose behaviour is modelled. */
    private static final String RELEASE = "6.12.107-fuselage";

    @Override
    public String synopsis() {
        return "[-amnrsv]";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("amnrsv", "all=a", "kernel-release=r").parse(args).atMost(0);
        boolean all = o.has('a');
        boolean none = o.last("amnrsv") == 0;
        StringJoiner line = new StringJoiner(" ");
        add(line, all || none || o.has('s'), "Linux");
        add(line, all || o.has('n'), hostName(c));
        add(line, all || o.has('r'), RELEASE);
        add(line, all || o.has('v'), "#1 SMP modelled");
        add(line, all || o.has('m'), "model64");
        c.out().println(line.toString());
        return 0;
    }

    private static String hostName(Libc c) {
        StringBuilder text = new StringBuilder();
        return c.readFile("/proc/sys/kernel/hostname", text) < 0
                ? "(none)"
                : text.toString().strip();
    }

    private static void add(StringJoiner line, boolean wanted, String field) {
        if (wanted) {
            line.add(field);
        }
    }
}
