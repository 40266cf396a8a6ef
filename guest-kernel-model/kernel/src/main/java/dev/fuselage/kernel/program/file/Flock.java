package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.Launcher;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import java.util.List;

/** {@code flock}: runs a command while it holds a lock on a file. */
public final class Flock implements Program {

    @Override
    public String synopsis() {
        return "[-nsux] FILE {COMMAND [ARGUMENT]... | -c COMMANDS}";
    }

    @Override
    public int usageStatus() {
        return 64;
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of("+nsuxe", "nonblock=n", "shared=s", "unlock=u", "exclusive=x")
                        .parse(args);
        List<String> operands = o.operands();
        if (operands.size() < 2) {
            throw new BadUsage("requires file and command");
        }
        String file = operands.get(0);
        long fd = c.open(file, OpenFlags.O_RDONLY | OpenFlags.O_CREAT | OpenFlags.O_NOCTTY, 0666);
        if (fd == -Errno.EISDIR) {
            fd = c.open(file, OpenFlags.O_RDONLY | OpenFlags.O_NOCTTY);
        }
        if (fd < 0) {
            c.complain("cannot open lock file " + file, fd);
            return 66;
        }
        int operation =
                switch (o.last("sux")) {
                    case 's' -> FcntlFlags.LOCK_SH;
                    case 'u' -> FcntlFlags.LOCK_UN;
                    default -> FcntlFlags.LOCK_EX;
                };
        long error = c.flock((int) fd, operation | (o.has('n') ? FcntlFlags.LOCK_NB : 0));
        if (error == -Errno.EAGAIN) {
            return 1;
        }
        if (error < 0) {
            c.complain(file, error);
            return 65;
        }
        boolean script = operands.get(1).equals("-c") && operands.size() == 3;
        List<String> command =
                script
                        ? List.of("sh", "-c", operands.get(2))
                        : operands.subList(1, operands.size());
        return Launcher.run(c, command);
    }
}
