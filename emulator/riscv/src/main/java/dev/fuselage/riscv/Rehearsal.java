package dev.fuselage.riscv;

import static dev.fuselage.riscv.decode.Instruction.*;

import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.HostMemory;
import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.riscv.decode.CompressedInstruction;
import dev.fuselage.riscv.decode.Instruction;
import dev.fuselage.riscv.decode.Op;
import java.util.Set;

/**
 * Takes every way through the interpreter a few hundred times, on a machine of its own. HotSpot
 * leaves out of compiled code what it has never seen happen, and throws the code away when it does
 * happen: a guest that boots would see the interpreter compiled a dozen times, at a second each,
 * and crawl meanwhile. After a rehearsal it is compiled once.
 *
 * <p>Changes nothing but speed. For programs that run one guest and want to be quick about it.
 */
public final class Rehearsal {
    private static final long CODE = 0x8000_0000L;
    private static final long STUB = CODE + 0x10_0000;
    private static final long DATA = CODE + 0x20_0000;
    private static final long DATA_MASK = 0x3f_f000;
    private static final long TABLE = CODE + 0xf0_0000;
    private static final long RAM = 16L << 20;
    private static final long DEVICE = 0x1000_0000L;
    private static final long NOWHERE = 1L << 32;

    /** A leaf for 1 GiB: valid, accessed, dirty, for everything. */
    private static final long LEAF = 0xcf;

    private static final int SSTATUS = 0x100;
    private static final int STVEC = 0x105;
    private static final int SSCRATCH = 0x140;
    private static final int SEPC = 0x141;
    private static final int SATP = 0x180;
    private static final int FS_AND_SPP = 0x6100;

    private static final int RA = 1;
    private static final int HERE = 6;
    private static final int TRAPPED = 7;
    private static final int ROUND = 8;
    private static final int PAGE = 9;
    private static final int A = 10;
    private static final int B = 11;
    private static final int RESULT = 12;
    private static final int DATA_BASE = 18;
    private static final int MASK = 19;
    private static final int PAGE_END = 20;
    private static final int DEVICE_BASE = 21;
    private static final int UNMAPPED = 22;
    private static final int FAR = 23;
    private static final int SPP = 24;
    private static final int SUM = 25;

    private static final Set<Instruction> JUMPS = Set.of(JAL, JALR, BEQ, BNE, BLT, BGE, BLTU, BGEU);

    /**
     * What HotSpot must have seen before it compiles for good: some rounds of a few hundred each.
     */
    private static final long CYCLES = 400_000;

    private final GuestMemory memory = new GuestMemory();
    private long at = CODE;

    private Rehearsal() {}

    private static boolean done;

    /** Rehearses, a few tenths of a second; once is enough for a process. */
    public static synchronized void run() {
        if (!done) {
            done = true;
            rounds();
        }
    }

    /** Rehearses and returns how often all of it was done. */
    static long rounds() {
        Rehearsal rehearsal = new Rehearsal();
        try (rehearsal.memory) {
            return rehearsal.perform();
        }
    }

    private long perform() {
        memory.addRam(CODE, RAM);
        memory.addDevice(DEVICE, GuestMemory.PAGE_SIZE, new Silent());
        memory.write64(TABLE, LEAF);
        memory.write64(TABLE + 16, CODE >>> 12 << 10 | LEAF);
        write();
        Simulation simulation = new Simulation(CostProfile.standard(), Decisions.CLOCK, 1);
        Harts harts = new Harts(simulation, memory, HartConfig.STANDARD, 1);
        Hart hart = harts.hart(0);
        hart.startSupervisor(CODE, 0);
        hart.setCsr(SATP, 8L << 60 | TABLE >>> 12);
        hart.setCsr(STVEC, STUB + 64);
        hart.setCsr(SSTATUS, FS_AND_SPP);
        hart.setRegister(A, -5);
        hart.setRegister(B, 7);
        hart.setRegister(DATA_BASE, DATA);
        hart.setRegister(MASK, DATA_MASK);
        hart.setRegister(DEVICE_BASE, DEVICE);
        hart.setRegister(UNMAPPED, NOWHERE);
        hart.setRegister(FAR, STUB);
        hart.setRegister(SPP, 1 << 8);
        hart.setRegister(SUM, 1 << 18);
        simulation.run(() -> hart.now() > CYCLES);
        return hart.register(ROUND);
    }

    /** A device without anything to it. */
    private static final class Silent implements MmioRegion {
        @Override
        public long read(long offset, int size) {
            return 0;
        }

        @Override
        public void write(long offset, int size, long value) {}
    }

    private void write() {
        at = STUB;
        add(JALR, 0, RA, 0, 0);
        at = STUB + 64;
        add(CSRRS, TRAPPED, 0, 0, SEPC);
        add(ADDI, TRAPPED, TRAPPED, 0, 4);
        add(CSRRW, 0, TRAPPED, 0, SEPC);
        add(SRET, 0, 0, 0, 0);

        at = CODE;
        add(ADDI, ROUND, ROUND, 0, 1);
        add(SLLI, HERE, ROUND, 0, 14);
        add(AND, HERE, HERE, MASK, 0);
        add(ADD, PAGE, DATA_BASE, HERE, 0);
        add(LUI, PAGE_END, 0, 0, 4096);
        add(ADD, PAGE_END, PAGE_END, PAGE, 0);
        for (Instruction instruction : Instruction.values()) {
            if (!JUMPS.contains(instruction)) {
                rehearse(instruction);
            }
        }
        system();
        jumps();
        straddle();
        add(JAL, 0, 0, 0, (int) (CODE - at));
    }

    private void rehearse(Instruction instruction) {
        int op = instruction.pattern().op();
        if (op >= Op.LB && op <= Op.SD) {
            access(instruction);
        } else if (Op.group(op) == Op.ATOMIC_GROUP) {
            add(instruction, RESULT, PAGE, B, 0);
        } else if (op == Op.FLW || op == Op.FSW || op == Op.FLD || op == Op.FSD) {
            add(instruction, 1, PAGE, 2, 8);
        } else if (Op.group(op) != Op.SYSTEM_GROUP) {
            add(instruction, RESULT, A, B, 7);
            add(instruction, RESULT, B, A, 7);
            add(instruction, RESULT, A, 0, 0);
        }
    }

    /** Hits and misses the TLB, crosses pages, faults, and reaches a device. */
    private void access(Instruction instruction) {
        add(instruction, RESULT, PAGE, B, 16);
        add(instruction, RESULT, PAGE, B, 24);
        add(SFENCE_VMA, 0, 0, 0, 0);
        add(instruction, RESULT, PAGE, B, 16);
        add(instruction, RESULT, PAGE_END, B, -1);
        add(instruction, RESULT, UNMAPPED, B, 0);
        add(instruction, RESULT, DEVICE_BASE, B, 0);
    }

    private void system() {
        add(CSRRS, RESULT, 0, 0, SSCRATCH);
        add(CSRRW, RESULT, A, 0, SSCRATCH);
        add(CSRRS, RESULT, SUM, 0, SSTATUS);
        add(CSRRC, RESULT, SUM, 0, SSTATUS);
        add(SFENCE_VMA, 0, PAGE, 0, 0);
        add(EBREAK, 0, 0, 0, 0);
        add(FENCE_I, 0, 0, 0, 0);
        add(AUIPC, HERE, 0, 0, 0);
        add(ADDI, HERE, HERE, 0, 20);
        add(CSRRW, 0, HERE, 0, SEPC);
        add(CSRRS, 0, SPP, 0, SSTATUS);
        add(SRET, 0, 0, 0, 0);
    }

    private void jumps() {
        for (Instruction branch : new Instruction[] {BEQ, BNE, BLT, BGE, BLTU, BGEU}) {
            branch(branch, A, B);
            branch(branch, B, A);
            branch(branch, A, A);
        }
        add(JAL, RA, 0, 0, 4);
        add(AUIPC, HERE, 0, 0, 0);
        add(JALR, RA, HERE, 0, 8);
        add(JALR, RA, FAR, 0, 0);
        add(JAL, RA, 0, 0, (int) (STUB - at));
    }

    private void branch(Instruction branch, int a, int b) {
        add(branch, 0, a, b, 8);
        add(ADDI, RESULT, A, 0, 1);
    }

    /** Short instructions to the last halfword of the page, and a long one there. */
    private void straddle() {
        int nop = CompressedInstruction.C_ADDI.pattern().encode(0, 0, 0, 0);
        do {
            memory.write16(at, nop);
            at += 2;
        } while ((at & 0xfff) != 0xffe);
        add(ADDI, RESULT, A, 0, 1);
    }

    private void add(Instruction instruction, int rd, int rs1, int rs2, int immediate) {
        int word = instruction.pattern().encode(rd, rs1, rs2, immediate);
        HostMemory.putInt(memory.address(at, Integer.BYTES), word);
        at += Integer.BYTES;
    }
}
