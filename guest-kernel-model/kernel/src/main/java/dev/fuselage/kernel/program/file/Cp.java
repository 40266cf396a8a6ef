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
        return "[-adfiLlnPprsTuv] {SOURCE... TARGET | -t DIRECTORY SOURCE...}";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of(
                                "adfHiLlnPprRsTuvt:",
                                "archive=a",
                                "force=f",
                                "interactive=i",
                                "dereference=L",
                                "link=l",
                                "no-clobber=n",
                                "no-dereference=P",
                                "preserve=p",
                                "recursive=r",
                                "symbolic-link=s",
                                "target-directory=t",
                                "no-target-directory=T",
                                "update=u",
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
                        replacing(o),
                        making(o),
                        o.has('v'));
        TreeCopy tree = new TreeCopy(c, options);
        Target target = Target.of(c, o, o.operands(), o.has('T'));
        int status = 0;
        for (String source : target.sources()) {
            if (!tree.copy(source, target.nameFor(source))) {
                status = 1;
            }
        }
        return status;
    }

    private static CopyOptions.Replacing replacing(Options o) {
        return switch (o.last("inu")) {
            case 'i' -> CopyOptions.Replacing.ASK;
            case 'n' -> CopyOptions.Replacing.NEVER;
            case 'u' -> CopyOptions.Replacing.OLDER;
            default -> CopyOptions.Replacing.ALWAYS;
        };
    }

    private static CopyOptions.Making making(Options o) {
        return switch (o.last("ls")) {
            case 'l' -> CopyOptions.Making.HARD_LINKS;
            case 's' -> CopyOptions.Making.SYMBOLIC_LINKS;
            default -> CopyOptions.Making.COPIES;
        };
    }
}
