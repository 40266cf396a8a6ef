package dev.fuselage.kernel.program.file;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Escapes;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.List;

/** {@code stat}: everything about files. */
public final class Stat implements Program {

    @Override
    public String synopsis() {
        return "[-L] [-c FORMAT] FILE...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("Lc:p:", "dereference=L", "format=c", "printf=p").parse(args);
        int status = 0;
        for (String file : o.someOperands()) {
            Kstat stat = new Kstat();
            long error = o.has('L') ? c.stat(file, stat) : c.lstat(file, stat);
            if (error < 0) {
                c.complain("cannot statx " + Quote.name(file), error);
                status = 1;
                continue;
            }
            StatFormat format = new StatFormat(c, file, stat);
            if (o.has('c')) {
                c.out().println(format.apply(o.value('c', "")));
            } else if (o.has('p')) {
                c.out().print(format.apply(Escapes.expand(o.value('p', ""))));
            } else {
                c.out().print(format.apply(format.standard()));
            }
        }
        return status;
    }
}
