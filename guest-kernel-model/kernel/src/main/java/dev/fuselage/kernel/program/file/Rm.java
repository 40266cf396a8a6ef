package dev.fuselage.kernel.program.file;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import dev.fuselage.kernel.program.libc.PathText;
import dev.fuselage.kernel.program.libc.Quote;
import java.util.List;

/** {@code rm}: removes names. */
public final class Rm implements Program {

    @Override
    public String synopsis() {
        return "[-dfirv] FILE...";
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o =
                Options.of(
                                "dfirRv",
                                "dir=d",
                                "force=f",
                                "interactive=i",
                                "recursive=r",
                                "verbose=v")
                        .parse(args);
        List<String> files = o.has('f') ? o.operands() : o.someOperands();
        boolean recursive = o.has('r') || o.has('R');
        boolean ask = o.last("fi") == 'i';
        TreeRemove tree =
                new TreeRemove(
                        c, new TreeRemove.How(recursive, o.has('f'), o.has('v'), o.has('d'), ask));
        int status = 0;
        for (String file : files) {
            String base = PathText.base(file);
            if (recursive && PathText.trim(file).equals("/")) {
                c.complain("it is dangerous to operate recursively on '/'");
                status = 1;
            } else if (recursive && (base.equals(".") || base.equals(".."))) {
                c.complain(
                        "refusing to remove '.' or '..' directory: skipping " + Quote.name(file));
                status = 1;
            } else if (!tree.remove(file)) {
                status = 1;
            }
        }
        return status;
    }
}
