package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.DeviceNumber;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.ModeChange;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.Quote;
import java.util.List;

/** {@code mknod}: makes device nodes and FIFOs. */
public final class Mknod implements Program {

    @Override
    public String synopsis() {
        return "[-m MODE] NAME {b|c|u|p} [MAJOR MINOR]";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("m:", "mode=m").parse(args);
        List<String> operands = o.someOperands();
        if (operands.size() < 2) {
            throw new BadUsage("missing operand after " + Quote.name(operands.get(0)));
        }
        String name = operands.get(0);
        int type =
                switch (operands.get(1)) {
                    case "b" -> Mode.S_IFBLK;
                    case "c", "u" -> Mode.S_IFCHR;
                    case "p" -> Mode.S_IFIFO;
                    default ->
                            throw BadUsage.ofValue(
                                    "invalid device type " + Quote.name(operands.get(1)));
                };
        int device = 0;
        if (type == Mode.S_IFIFO) {
            o.atMost(2);
        } else {
            o.atMost(4);
            if (operands.size() < 4) {
                throw BadUsage.ofValue("Special files require major and minor device numbers.");
            }
            device = DeviceNumber.of(number(operands.get(2)), number(operands.get(3)));
        }
        return make(c, o, name, type, device);
    }

    /** What {@code mknod} and {@code mkfifo} share. */
    static int make(Libc c, Options o, String name, int type, int device) throws BadUsage {
        int mode = 0666;
        if (o.has('m')) {
            mode = ModeChange.of(o.value('m', "")).apply(mode, 0);
        }
        long error = c.mknod(name, type | mode, device);
        if (error < 0) {
            c.complain(
                    type == Mode.S_IFIFO ? "cannot create fifo " + Quote.name(name) : name, error);
            return 1;
        }
        if (o.has('m')) {
            error = c.chmod(name, mode);
            if (error < 0) {
                c.complain("cannot set permissions of " + Quote.name(name), error);
                return 1;
            }
        }
        return 0;
    }

    private static int number(String text) throws BadUsage {
        if (!text.matches("\\d{1,7}")) {
            throw BadUsage.ofValue("invalid device number " + Quote.name(text));
        }
        return Integer.parseInt(text);
    }
}
