package dev.fuselage.riscv;

import dev.fuselage.riscv.decode.Op;
import dev.fuselage.riscv.decode.Packed;

/** Sends an instruction that the interpreter's inner loop does not finish to those who do. */
final class Groups {
    private final Hart hart;
    private final MemoryInstructions memory;
    private final BitInstructions bits;
    private final AtomicInstructions atomics;
    private final SystemInstructions system;
    private final SingleInstructions singles;
    private final DoubleInstructions doubles;

    Groups(Hart hart) {
        this.hart = hart;
        this.memory = new MemoryInstructions(hart);
        this.bits = new BitInstructions(hart.x);
        this.atomics = new AtomicInstructions(hart);
        this.system = new SystemInstructions(hart);
        this.singles = new SingleInstructions(hart);
        this.doubles = new DoubleInstructions(hart);
    }

    /** Executes the instruction at hart.pc; an {@link Outcome} other than RELOAD and TRAP. */
    int execute(long insn) {
        int outcome =
                switch (Op.group(Packed.op(insn))) {
                    case Op.BIT_GROUP -> bits.execute(insn);
                    case Op.ATOMIC_GROUP -> atomics.execute(insn);
                    case Op.SYSTEM_GROUP -> system.execute(insn);
                    case Op.SINGLE_GROUP -> singles.execute(insn);
                    case Op.DOUBLE_GROUP -> doubles.execute(insn);
                    default -> memory.execute(insn);
                };
        boolean touchedDevice = hart.takeTouchedDevice();
        if (hart.traps.isPending()) {
            if (hart.traps.takeDebuggers()) {
                return Outcome.STOP;
            }
            hart.takeTrap();
            return Outcome.JUMP;
        }
        if (outcome == Outcome.RELOAD) {
            hart.pc += 2L * Packed.length(insn);
            return Outcome.JUMP;
        }
        if (touchedDevice && outcome == Outcome.NEXT) {
            hart.pc += 2L * Packed.length(insn);
            return Outcome.LEAVE;
        }
        return outcome;
    }
}
