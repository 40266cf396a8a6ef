package dev.fuselage.kernel.program.system;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import java.util.List;
import java.util.Locale;

/** {@code lsmod}: loaded kernel modules. */
public final class Lsmod implements Program {

    private static final String MODULES = "/proc/modules";

    @Override
    public String synopsis() {
        return "";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options.of("").parse(args).atMost(0);
        StringBuilder text = new StringBuilder();
        long error = c.readFile(MODULES, text);
        if (error < 0) {
            c.complain(MODULES, error);
            return 1;
        }
        c.out().println("Module                  Size  Used by");
        for (String line : text.toString().split("\n", -1)) {
            String[] fields = line.split(" ", -1);
            if (fields.length >= 4) {
                String users = fields[3].equals("-") ? "" : fields[3].replaceFirst(",$", "");
                c.out()
                        .println(
                                String.format(
                                                Locale.ROOT,
                                                "%-19s %8s  %s %s",
                                                fields[0],
                                                fields[1],
                                                fields[2],
                                                users)
                                        .stripTrailing());
            }
        }
        return 0;
    }
}
