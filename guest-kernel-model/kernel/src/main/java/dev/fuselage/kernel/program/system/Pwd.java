package dev.fuselage.kernel.program.system;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.Libc;
import java.util.List;

/** {@code pwd}: the current directory. */
public final class Pwd implements Program {

    @Override
    public String synopsis() {
        return "";
    }

    @Override
    public int main(Libc c, List<String> args) {
        StringBuilder path = new StringBuilder();
        long error = c.getcwd(path);
        if (error < 0) {
            c.complain("error retrieving current directory: getcwd", error);
            return 1;
        }
        c.out().println(path.toString());
        return 0;
    }
}
