package dev.fuselage.riscv.sbi;

import dev.fuselage.machine.memory.GuestMemory;

/** Physical addresses at which a guest wants a hart to execute. */
final class Code {
    /** The shortest instruction, and what all are aligned to. */
    private static final long HALFWORD = 2;

    private Code() {}

    /** Whether an instruction can be there. */
    static boolean isEntry(GuestMemory memory, long address) {
        return address % HALFWORD == 0 && memory.isMemory(address, HALFWORD);
    }
}
