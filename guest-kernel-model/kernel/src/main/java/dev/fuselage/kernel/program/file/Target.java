package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.ErrorText;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.PathText;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.List;

/** Where {@code cp}, {@code mv} and {@code ln} put things: the last operand. */
record Target(List<String> sources, String path, boolean directory) {

    /**
     * Takes the last operand off.
     *
     * @param plain whether the target is a name even if it is a directory ({@code -T})
     */
    static Target of(Libc c, List<String> operands, boolean plain) throws BadUsage {
        if (operands.isEmpty()) {
            throw new BadUsage("missing file operand");
        }
        if (operands.size() == 1) {
            throw BadUsage.missingDestination(operands.get(0));
        }
        int last = operands.size() - 1;
        String path = operands.get(last);
        Kstat stat = new Kstat();
        long error = c.stat(path, stat);
        boolean directory = !plain && error == 0 && Mode.isDirectory(stat.mode);
        if (last > 1 && !directory) {
            String why = error < 0 ? ErrorText.of(error) : "Not a directory";
            throw new BadUsage("target " + Quote.name(path) + ": " + why);
        }
        return new Target(operands.subList(0, last), path, directory);
    }

    /** The name a source gets. */
    String nameFor(String source) {
        return directory ? PathText.join(path, PathText.base(source)) : path;
    }
}
