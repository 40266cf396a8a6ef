package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Quote;
import java.util.List;

/** {@code sync} and {@code fsync}: make everything, or files, or their file systems durable. */
public final class Sync implements Program {

    private final boolean needsFile;

    /**
     * @param needsFile whether files must be named: {@code fsync}
     */
    public Sync(boolean needsFile) {
        this.needsFile = needsFile;
    }

    @Override
    public String synopsis() {
        return needsFile ? "[-d] FILE..." : "[-d|-f] [FILE]...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("df", "data=d", "file-system=f").parse(args);
        List<String> files = needsFile ? o.someOperands() : o.operands();
        if (files.isEmpty()) {
            c.sync();
            return 0;
        }
        int status = 0;
        for (String file : files) {
            long fd = c.open(file, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
            if (fd < 0) {
                c.complain("error opening " + Quote.name(file), fd);
                status = 1;
                continue;
            }
            long error =
                    switch (o.last("df")) {
                        case 'd' -> c.fdatasync((int) fd);
                        case 'f' -> c.syncfs((int) fd);
                        default -> c.fsync((int) fd);
                    };
            if (error < 0) {
                c.complain("error syncing " + Quote.name(file), error);
                status = 1;
            }
            c.close((int) fd);
        }
        return status;
    }
}
