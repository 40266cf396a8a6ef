package dev.fuselage.kernel.program.system;

import dev.fuselage.kernel.program.Program;
import dev.fuselage.kernel.program.libc.Libc;
import java.util.List;

/** A program whose system calls this kernel does not have yet; says so. */
public final class NotYet implements Program {

    private final String needs;

    /**
     * @param needs what is missing, as in "memory mappings"
     */
    public NotYet(String needs) {
        this.needs = needs;
    }

    @Override
    public String synopsis() {
        return "(not available yet)";
    }

    @Override
    public int main(Libc c, List<String> args) {
        c.complain("not available yet: this kernel has no " + needs);
        return 1;
    }
}
