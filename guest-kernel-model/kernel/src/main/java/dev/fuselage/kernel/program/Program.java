package dev.fuselage.kernel.program;

import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import java.util.List;

/** A program of the guest. One object is one run; it keeps no state between runs. */
public interface Program {

    /** Options and operands as {@code --help} shows them, without the program's name. */
    String synopsis();

    /**
     * Runs to its end.
     *
     * @param args without the program's name; byte strings
     * @return exit status, 0 to 255
     * @throws BadUsage when the arguments are not the synopsis's
     */
    int main(Libc c, List<String> args) throws BadUsage;

    /** Exit status after {@link BadUsage}. */
    default int usageStatus() {
        return 1;
    }

    /** Runs the program as its process does: reports bad usage, answers {@code --help}, flushes. */
    default int run(Libc c, List<String> args) {
        int status;
        if (args.equals(List.of("--help"))) {
            c.out().println("Usage: " + c.name() + " " + synopsis());
            status = 0;
        } else {
            try {
                status = main(c, args);
            } catch (BadUsage e) {
                c.complain(e.getMessage());
                if (e.synopsisHelps()) {
                    c.err().println("Usage: " + c.name() + " " + synopsis());
                }
                status = usageStatus();
            }
        }
        return c.out().close() ? status : Math.max(status, 1);
    }
}
