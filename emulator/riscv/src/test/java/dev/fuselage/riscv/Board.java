package dev.fuselage.riscv;

import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.machine.time.StopReason;
import dev.fuselage.riscv.decode.Instruction;

/**
 * Harts with some RAM and nothing else. A trap to M mode ends at {@link #TRAP}, where the hart
 * rests.
 */
final class Board implements AutoCloseable {
    static final long BASE = 0x8000_0000L;
    static final long RAM = 16L << 20;

    /** Where M mode's traps go: WFI for ever. */
    static final long TRAP = BASE + 0x1000;

    /** Where S mode's traps go if a test says so. */
    static final long SUPERVISOR_TRAP = BASE + 0x2000;

    /** Free for data. */
    static final long DATA = BASE + 0x10_0000;

    final Simulation simulation = new Simulation(CostProfile.standard(), Decisions.CLOCK, 1);
    final GuestMemory memory = new GuestMemory();
    final Harts harts;

    Board(int count) {
        memory.addRam(BASE, RAM);
        harts = new Harts(simulation, memory, HartConfig.STANDARD, count);
        int[] rest = rest(new Assembler()).assemble();
        load(TRAP, rest);
        load(SUPERVISOR_TRAP, rest);
    }

    private static Assembler rest(Assembler code) {
        return code.label("rest").o(Instruction.WFI).jump(0, "rest");
    }

    Hart hart() {
        return harts.hart(0);
    }

    Hart hart(int id) {
        return harts.hart(id);
    }

    Board load(long address, int... words) {
        for (int i = 0; i < words.length; i++) {
            memory.write32(address + 4L * i, words[i]);
        }
        harts.codeChanged();
        return this;
    }

    /** Starts hart 0 in M mode at {@link #BASE} with this program, followed by a place to rest. */
    Hart start(Assembler program) {
        load(BASE, rest(program).assemble());
        return start(0);
    }

    /** Starts a hart in M mode at {@link #BASE}. */
    Hart start(int id) {
        Hart hart = hart(id);
        hart.startMachine(BASE, 0);
        hart.setCsr(0x305, TRAP);
        return hart;
    }

    /** Runs until every hart waits for what never comes. */
    void runToRest() {
        long end = simulation.now() + 50_000_000L;
        StopReason reason = simulation.run(() -> simulation.now() >= end);
        if (reason != StopReason.QUIESCENT) {
            throw new AssertionError("the program does not end; pc 0x%x".formatted(hart().pc()));
        }
    }

    /** Executes so many instructions of hart 0, interrupts and traps included. */
    void step(int instructions) {
        for (int i = 0; i < instructions; i++) {
            hart().step();
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
