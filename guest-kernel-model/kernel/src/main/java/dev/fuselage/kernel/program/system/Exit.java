package dev.fuselage.kernel.program.system;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.Libc;
import java.util.List;

/** {@code true} and {@code false}: nothing but an exit status. */
public final class Exit implements Program {

    private final int status;

    public Exit(int status) {
        this.status = status;
    }

    @Override
    public String synopsis() {
        return "";
    }

    @Override
    public int main(Libc c, List<String> args) {
        return status;
    }
}
