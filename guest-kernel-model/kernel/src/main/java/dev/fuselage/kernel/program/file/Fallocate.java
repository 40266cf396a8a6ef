package dev.fuselage.kernel.program.file;

import dev.fuselage.fuse.linux.FallocateMode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.SizeText;
import java.util.List;

/** {@code fallocate}: reserves, punches or zeroes a range of a file. */
public final class Fallocate implements Program {

    @Override
    public String synopsis() {
        return "[-n] [-c|-i|-p|-z] [-o OFFSET] -l LENGTH FILE";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of(
                                "cinpzo:l:",
                                "collapse-range=c",
                                "insert-range=i",
                                "keep-size=n",
                                "punch-hole=p",
                                "zero-range=z",
                                "offset=o",
                                "length=l")
                        .parse(args);
        if (o.operands().isEmpty()) {
            throw BadUsage.ofValue("no filename specified");
        }
        if (!o.has('l')) {
            throw BadUsage.ofValue("no length argument specified");
        }
        String file = o.oneOperand();
        long offset = size(o.value('o', "0"), "offset");
        long length = size(o.value('l', ""), "length");
        int mode = o.has('n') ? FallocateMode.FALLOC_FL_KEEP_SIZE : 0;
        if (o.has('p')) {
            mode |= FallocateMode.FALLOC_FL_PUNCH_HOLE | FallocateMode.FALLOC_FL_KEEP_SIZE;
        } else if (o.has('z')) {
            mode |= FallocateMode.FALLOC_FL_ZERO_RANGE;
        } else if (o.has('c')) {
            mode = FallocateMode.FALLOC_FL_COLLAPSE_RANGE;
        } else if (o.has('i')) {
            mode = FallocateMode.FALLOC_FL_INSERT_RANGE;
        }
        int create = o.has('p') ? 0 : OpenFlags.O_CREAT;
        long fd = c.open(file, OpenFlags.O_RDWR | create, 0666);
        if (fd < 0) {
            c.complain("cannot open " + file, fd);
            return 1;
        }
        long error = c.fallocate((int) fd, mode, offset, length);
        if (error < 0) {
            c.complain("fallocate failed", error);
        }
        c.close((int) fd);
        return error < 0 ? 1 : 0;
    }

    private static long size(String text, String what) throws BadUsage {
        long value = SizeText.parse(text);
        if (value < 0) {
            throw BadUsage.ofValue("invalid " + what + " value specified");
        }
        return value;
    }
}
