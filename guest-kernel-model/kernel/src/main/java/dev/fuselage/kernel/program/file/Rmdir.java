package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.PathText;
import dev.fuselage.kernel.program.libc.Quote;
import java.util.List;

/** {@code rmdir}: removes empty directories. */
public final class Rmdir implements Program {

    @Override
    public String synopsis() {
        return "[-pv] [--ignore-fail-on-non-empty] DIRECTORY...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of("pvI", "parents=p", "verbose=v", "ignore-fail-on-non-empty=I")
                        .parse(args);
        int status = 0;
        for (String operand : o.someOperands()) {
            String directory = operand;
            boolean more = true;
            while (more) {
                if (o.has('v')) {
                    c.out().println("rmdir: removing directory, " + Quote.name(directory));
                }
                long error = c.rmdir(directory);
                boolean ignored = error == -Errno.ENOTEMPTY && o.has('I');
                if (error < 0 && !ignored) {
                    c.complain("failed to remove " + Quote.name(directory), error);
                    status = 1;
                }
                directory = PathText.parent(directory);
                more = error >= 0 && o.has('p') && !directory.equals(".") && !directory.equals("/");
            }
        }
        return status;
    }
}
