package dev.fuselage.riscv.floating;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A static riscv64 Linux program that executes every {@link Instruction} on each record it reads
 * from its standard input, and writes results and flags to its standard output. Assembled here word
 * by word, so that the oracle needs an emulator but no compiler.
 */
final class OracleProgram {

    /** A record of input: f0..f5, x28, frm; eight bytes each. */
    static final int INPUT_BYTES = 64;

    /** The program reads this many records before it executes and writes. */
    static final int BATCH = 512;

    static final int RESULTS = Instruction.values().length;

    /** A record of output: eight bytes of result per instruction, then a byte of flags each. */
    static final int OUTPUT_BYTES = (9 * RESULTS + 7) & -8;

    private static final int BASE = 0x10000;
    private static final int INPUT = 0x20000;
    private static final int OUTPUT = 0x40000;
    private static final int MEMORY = 0x100000;
    private static final int HEADERS = 64 + 56;

    // Registers of the integer convention.
    private static final int ZERO = 0;
    private static final int IN = 5;
    private static final int OUT = 6;
    private static final int LEFT = 7;
    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final int A2 = 12;
    private static final int A7 = 17;
    private static final int X = 28;
    private static final int RESULT = 29;
    private static final int FLAGS = 30;

    private static final int SYS_READ = 63;
    private static final int SYS_WRITE = 64;
    private static final int SYS_EXIT = 93;
    private static final int CSR_FFLAGS = 1;
    private static final int CSR_FRM = 2;

    private final List<Integer> words = new ArrayList<>();

    private OracleProgram() {}

    static byte[] elf() {
        OracleProgram program = new OracleProgram();
        int entry = program.assemble();
        int size = HEADERS + 4 * program.words.size();
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
        // ET_EXEC, EM_RISCV; one program header; flags: double-float ABI.
        file.putShort((short) 2).putShort((short) 243).putInt(1);
        file.putLong(BASE + HEADERS + 4L * entry).putLong(64).putLong(0).putInt(4);
        file.putShort((short) 64).putShort((short) 56).putShort((short) 1).putShort((short) 64);
        file.putShort((short) 0).putShort((short) 0);
        // PT_LOAD, readable, writable, executable.
        file.putInt(1).putInt(7).putLong(0).putLong(BASE).putLong(BASE);
        file.putLong(size).putLong(MEMORY).putLong(0x1000);
        program.words.forEach(file::putInt);
        return file.array();
    }

    /** Returns the index of the first word to execute. Everything jumps backwards only. */
    private int assemble() {
        add(addi(A7, ZERO, SYS_EXIT));
        add(addi(A0, ZERO, 0));
        add(0x73);
        int entry = add(lui(A1, INPUT));
        add(lui(A2, BATCH * INPUT_BYTES));
        int read = add(addi(A7, ZERO, SYS_READ));
        add(addi(A0, ZERO, 0));
        add(0x73);
        branch(5, ZERO, A0, 0);
        advance(read);
        add(lui(IN, INPUT));
        add(lui(OUT, OUTPUT));
        add(addi(LEFT, ZERO, BATCH));
        int record = add(load(3, 0x03, X, IN, 48));
        for (int f = 0; f < 6; f++) {
            add(load(3, 0x07, f, IN, 8 * f));
        }
        add(load(3, 0x03, FLAGS, IN, 56));
        add(csrrw(ZERO, CSR_FRM, FLAGS));
        add(csrrw(ZERO, CSR_FFLAGS, ZERO));
        Instruction[] instructions = Instruction.values();
        for (int i = 0; i < instructions.length; i++) {
            execute(instructions[i], i);
        }
        add(addi(IN, IN, INPUT_BYTES));
        add(addi(OUT, OUT, OUTPUT_BYTES));
        add(addi(LEFT, LEFT, -1));
        branch(1, LEFT, ZERO, record);
        add(lui(A1, OUTPUT));
        add(sub(A2, OUT, A1));
        int write = add(addi(A7, ZERO, SYS_WRITE));
        add(addi(A0, ZERO, 1));
        add(0x73);
        branch(5, ZERO, A0, 0);
        advance(write);
        branch(0, ZERO, ZERO, entry);
        return entry;
    }

    private void execute(Instruction instruction, int index) {
        add(instruction.word);
        add(csrrw(FLAGS, CSR_FFLAGS, ZERO));
        add(
                instruction.hasIntegerResult()
                        ? store(3, 0x23, RESULT, OUT, 8 * index)
                        : store(3, 0x27, 6, OUT, 8 * index));
        add(store(0, 0x23, FLAGS, OUT, 8 * RESULTS + index));
    }

    /** Goes on behind the bytes a system call transferred, and back to it while some are left. */
    private void advance(int call) {
        add(A0 << 20 | A1 << 15 | A1 << 7 | 0x33);
        add(sub(A2, A2, A0));
        branch(1, A2, ZERO, call);
    }

    private int add(int word) {
        words.add(word);
        return words.size() - 1;
    }

    private void branch(int condition, int rs1, int rs2, int target) {
        int offset = 4 * (target - words.size());
        add(
                (offset >> 12 & 1) << 31
                        | (offset >> 5 & 0x3f) << 25
                        | rs2 << 20
                        | rs1 << 15
                        | condition << 12
                        | (offset >> 1 & 0xf) << 8
                        | (offset >> 11 & 1) << 7
                        | 0x63);
    }

    private static int lui(int rd, int value) {
        return value | rd << 7 | 0x37;
    }

    private static int addi(int rd, int rs1, int value) {
        return value << 20 | rs1 << 15 | rd << 7 | 0x13;
    }

    private static int sub(int rd, int rs1, int rs2) {
        return 0x20 << 25 | rs2 << 20 | rs1 << 15 | rd << 7 | 0x33;
    }

    private static int csrrw(int rd, int csr, int rs1) {
        return csr << 20 | rs1 << 15 | 1 << 12 | rd << 7 | 0x73;
    }

    private static int load(int width, int opcode, int rd, int rs1, int offset) {
        return offset << 20 | rs1 << 15 | width << 12 | rd << 7 | opcode;
    }

    private static int store(int width, int opcode, int rs2, int rs1, int offset) {
        return (offset >> 5) << 25
                | rs2 << 20
                | rs1 << 15
                | width << 12
                | (offset & 31) << 7
                | opcode;
    }
}
