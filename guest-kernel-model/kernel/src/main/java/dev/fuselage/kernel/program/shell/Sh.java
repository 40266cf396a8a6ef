package dev.fuselage.kernel.program.shell;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.BadUsage;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.libc.Options;
import java.util.List;

/** {@code sh}: runs commands from its argument, a file, or standard input. */
public final class Sh implements Program {

    private static final int SYNTAX = 2;

    @Override
    public String synopsis() {
        return "[-c COMMANDS | FILE]";
    }

    @Override
    public int usageStatus() {
        return SYNTAX;
    }

    @Override
    public int main(Libc c, List<String> args) throws BadUsage {
        Options o = Options.of("+c:").parse(args);
        StringBuilder text = new StringBuilder(o.value('c', ""));
        if (!o.has('c')) {
            String file = o.operands().isEmpty() ? "/dev/stdin" : o.operands().get(0);
            long error = o.operands().isEmpty() ? c.readAll(0, text) : c.readFile(file, text);
            if (error < 0) {
                c.complain(file, error);
                return 127;
            }
        }
        try {
            return new Interpreter(c).run(ShellParser.parse(text.toString()));
        } catch (ShellSyntaxError e) {
            c.complain(e.getMessage());
            return SYNTAX;
        }
    }
}
