package dev.fuselage.kernel.syscall;

/**
 * Unwinds a program's stack when its process has become another program by execve(2); an Error, so
 * that programs that catch exceptions let it pass.
 */
final class ProgramChange extends Error {
    private static final long serialVersionUID = 1L;

    private final transient Syscalls.Main program;

    ProgramChange(Syscalls.Main program) {
        super("execve", null, false, false);
        this.program = program;
    }

    /** What the process runs from now on. */
    Syscalls.Main program() {
        return program;
    }
}
