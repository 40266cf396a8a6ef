package dev.fuselage.kernel.user;

import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.task.Signal;

/**
 * A process's machine code from one instruction to the next: fetches, executes, makes system calls,
 * until the process ends or becomes another program.
 */
public final class UserProgram implements Syscalls.Main {
    /** Instructions after which it can be interrupted at the latest. */
    private static final int SLICE = 256;

    private static final int ECALL = 0x0000_0073;
    private static final int EBREAK = 0x0010_0073;

    private final Registers registers;

    /**
     * A program about to start.
     *
     * @param entry address of its first instruction
     * @param stackPointer where its argument count lies
     */
    public UserProgram(long entry, long stackPointer) {
        this(new Registers());
        registers.pc = entry;
        registers.set(Registers.SP, stackPointer);
    }

    private UserProgram(Registers registers) {
        this.registers = registers;
    }

    /** Never returns: programs end by a system call or a signal. */
    @Override
    public int run(Syscalls sys) {
        UserAccess access = new UserAccess(sys);
        Execution execution = new Execution(registers, access);
        SystemCallTable calls = new SystemCallTable(sys, registers);
        int computed = 0;
        while (true) {
            int instruction = access.fetch(registers.pc);
            boolean compressed = (instruction & 3) != 3;
            int word = compressed ? Compressed.expand(instruction & 0xffff) : instruction;
            int length = compressed ? 2 : 4;
            computed++;
            if (word == ECALL) {
                sys.compute(computed);
                computed = 0;
                registers.pc += length;
                calls.call(this);
            } else if (word == EBREAK) {
                sys.raise(Signal.SIGTRAP);
            } else if (!execution.step(word, length)) {
                sys.raise(Signal.SIGILL);
            }
            if (computed >= SLICE) {
                sys.compute(computed);
                computed = 0;
            }
        }
    }

    /** What a forked child runs: the same, but fork returned 0. */
    Syscalls.Main child() {
        Registers copy = registers.copy();
        copy.set(Registers.A0, 0);
        return new UserProgram(copy);
    }
}
