package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.ErrorText;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.PathText;
import dev.fuselage.kernel.program.libc.Quote;
import dev.fuselage.kernel.vfs.Kstat;
import java.util.List;

/** Where {@code cp}, {@code mv} and {@code ln} put things: the last operand. */
record Target(List<String> sources, String path, boolean directory) {

    /**
     * Takes the last operand off.
     *
     * @param o {@code -T}, the target is a name even if it is a directory; {@code -t DIRECTORY},
     *     the target stands there and all operands are sources
     * @param plain as with {@code -T}
     */
    static Target of(Libc c, Options o, List<String> operands, boolean plain) throws BadUsage {
        if (operands.isEmpty()) {
            throw new BadUsage("missing file operand");
        }
        if (o.has('t')) {
            return into(c, o.value('t', ""), operands);
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
            throw BadUsage.ofValue("target " + Quote.name(path) + ": " + why);
        }
        return new Target(operands.subList(0, last), path, directory);
    }

    private static Target into(Libc c, String directory, List<String> sources) throws BadUsage {
        Kstat stat = new Kstat();
        long error = c.stat(directory, stat);
        if (error < 0 || !Mode.isDirectory(stat.mode)) {
            String why = error < 0 ? ErrorText.of(error) : "Not a directory";
            throw BadUsage.ofValue("target directory " + Quote.name(directory) + ": " + why);
        }
        return new Target(List.copyOf(sources), directory, true);
    }

    /** The name a source gets. */
    String nameFor(String source) {
        return directory ? PathText.join(path, PathText.base(source)) : path;
    }
}
