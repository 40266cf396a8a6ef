package dev.fuselage.kernel.program.file;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import java.util.List;

/** {@code cp}: copies files. */
public final class Cp implements Program {

    @Override
    public String synopsis() {
        return "[-adfnPprTv] SOURCE... TARGET";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of(
                                "adfLnPprRTv",
                                "archive=a",
                                "force=f",
                                "dereference=L",
                                "no-clobber=n",
                                "no-dereference=P",
                                "recursive=r",
                                "no-target-directory=T",
                                "verbose=v")
                        .parse(args);
        boolean archive = o.has('a');
        boolean recursive = archive || o.has('r') || o.has('R');
        boolean keepLinks = o.last("adLPrR") != 'L' && (recursive || o.has('d') || o.has('P'));
        CopyOptions options =
                new CopyOptions(
                        recursive,
                        archive || o.has('p'),
                        archive,
                        keepLinks,
                        o.has('f'),
                        o.has('n'),
                        o.has('v'));
        TreeCopy tree = new TreeCopy(c, options);
        Target target = Target.of(c, o.operands(), o.has('T'));
        int status = 0;
        for (String source : target.sources()) {
            if (!tree.copy(source, target.nameFor(source))) {
                status = 1;
            }
        }
        return status;
    }
}
