package dev.fuselage.riscv;

import dev.fuselage.riscv.decode.Decoder;
import dev.fuselage.riscv.decode.Instruction;
import dev.fuselage.riscv.decode.Op;
import dev.fuselage.riscv.decode.Packed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A program of random unprivileged instructions that ends by writing all registers and the data it
 * worked on to standard output, as a Linux process. Loads every register from its data, then works
 * on registers and a few pages, then stores every register.
 *
 * <p>x31 points to the middle of the data and x30 to an aligned place in it; nothing else writes
 * them. Branches and jumps skip one instruction.
 */
final class RandomProgram {
    static final long TEXT = Board.BASE + 0x1_0000;
    static final long DATA = Board.DATA;
    static final int DATA_SIZE = 8192;

    private static final int MIDDLE = 4096;
    private static final int POINTER = 31;
    private static final int ALIGNED = 30;
    private static final int FREE = 30;
    private static final int FCSR = 3;
    private static final int WRITE = 64;
    private static final int EXIT = 93;

    private static final long[] CORNERS = {
        0,
        1,
        -1,
        2,
        7,
        63,
        64,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        Integer.MIN_VALUE,
        Integer.MAX_VALUE,
        0xffff_ffffL,
        0x8000_0000L,
        0x7ff0_0000_0000_0000L,
        0xfff0_0000_0000_0000L,
        0x7ff8_0000_0000_0000L,
        0x7ff0_0000_0000_0001L,
        0x3ff0_0000_0000_0000L,
        0x0010_0000_0000_0000L,
        0x000f_ffff_ffff_ffffL,
        0x43e0_0000_0000_0000L,
        0x41e0_0000_0000_0000L,
        0xffff_ffff_3f80_0000L,
        0xffff_ffff_7f80_0000L,
        0xffff_ffff_7fc0_0000L,
        0xffff_ffff_7f80_0001L,
        0xffff_ffff_0080_0000L,
        0xffff_ffff_8000_0001L,
        0xffff_ffff_5f00_0000L,
        0xffff_ffff_4f00_0000L,
    };

    private final SplittableRandom random;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final byte[] data = new byte[DATA_SIZE];
    private final List<Instruction> choices = new ArrayList<>();

    RandomProgram(long seed, int instructions) {
        random = new SplittableRandom(seed);
        for (Instruction instruction : Instruction.values()) {
            if (isChoice(instruction)) {
                choices.add(instruction);
            }
        }
        fillData();
        begin();
        for (int i = 0; i < instructions; i++) {
            any();
        }
        end();
    }

    byte[] text() {
        return text.toByteArray();
    }

    byte[] data() {
        return data.clone();
    }

    /** Everything unprivileged, but for what must be emitted with care and what QEMU 7.2 lacks. */
    private static boolean isChoice(Instruction instruction) {
        int op = instruction.op();
        boolean isControl = op >= Op.JAL && op <= Op.BGEU;
        boolean isConditional = op == Op.LR_W || op == Op.LR_D || op == Op.SC_W || op == Op.SC_D;
        boolean isZicond = op == Op.CZERO_EQZ || op == Op.CZERO_NEZ;
        // QEMU 7.2 counts into the upper half when the lower is zero; the manual says 32.
        boolean isWrongThere = op == Op.CTZW;
        return Op.group(op) != Op.SYSTEM_GROUP
                && !isControl
                && !isConditional
                && !isZicond
                && !isWrongThere;
    }

    private void fillData() {
        ByteBuffer buffer = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < DATA_SIZE; i += 8) {
            buffer.putLong(i, value());
        }
    }

    private long value() {
        return switch (random.nextInt(4)) {
            case 0 -> CORNERS[random.nextInt(CORNERS.length)];
            case 1 -> random.nextLong();
            case 2 -> random.nextInt() | 0xffff_ffff_0000_0000L;
            default -> random.nextLong() >> random.nextInt(64);
        };
    }

    private void begin() {
        Assembler code = new Assembler().li(POINTER, DATA + MIDDLE).li(ALIGNED, DATA + MIDDLE);
        code.i(Instruction.ADDI, ALIGNED, ALIGNED, 64);
        code.i(Instruction.CSRRWI, 0, random.nextInt(5), 2);
        for (int i = 0; i < 32; i++) {
            code.i(Instruction.FLD, i, POINTER, -8 * (i + 1));
        }
        for (int i = 1; i < FREE; i++) {
            code.i(Instruction.LD, i, POINTER, 8 * i);
        }
        append(code);
    }

    private void end() {
        Assembler code = new Assembler();
        for (int i = 1; i < FREE; i++) {
            code.s(Instruction.SD, i, POINTER, 8 * i - 2048);
        }
        code.i(Instruction.CSRRS, Assembler.A0, 0, FCSR);
        code.s(Instruction.SD, Assembler.A0, POINTER, -2048);
        for (int i = 0; i < 32; i++) {
            code.s(Instruction.FSD, i, POINTER, 8 * i - 1024);
        }
        code.li(Assembler.A0, 1)
                .li(Assembler.A1, DATA)
                .li(Assembler.A2, DATA_SIZE)
                .li(Assembler.A7, WRITE)
                .o(Instruction.ECALL)
                .li(Assembler.A0, 0)
                .li(Assembler.A7, EXIT)
                .o(Instruction.ECALL);
        append(code);
    }

    private void append(Assembler code) {
        for (int word : code.assemble()) {
            append(word, 4);
        }
    }

    private void append(int word, int bytes) {
        for (int i = 0; i < bytes; i++) {
            text.write(word >>> (8 * i));
        }
    }

    private void any() {
        switch (random.nextInt(16)) {
            case 0 -> skip();
            case 1 -> conditional();
            case 2, 3, 4 -> append(compressed(), 2);
            default -> append(plain(), 4);
        }
    }

    /** A branch or jump over the next instruction, which may have either length. */
    private void skip() {
        boolean narrow = random.nextBoolean();
        int distance = narrow ? 6 : 8;
        Instruction[] branches = {
            Instruction.BEQ,
            Instruction.BNE,
            Instruction.BLT,
            Instruction.BGE,
            Instruction.BLTU,
            Instruction.BGEU,
            Instruction.JAL,
        };
        Instruction branch = branches[random.nextInt(branches.length)];
        append(branch.pattern().encode(destination(), source(), source(), distance), 4);
        append(narrow ? compressed() : plain(), distance - 4);
    }

    private void conditional() {
        boolean word = random.nextBoolean();
        Instruction load = word ? Instruction.LR_W : Instruction.LR_D;
        Instruction store = word ? Instruction.SC_W : Instruction.SC_D;
        append(load.pattern().encode(destination(), ALIGNED, 0, 0), 4);
        append(store.pattern().encode(destination(), ALIGNED, source(), 0), 4);
    }

    private int plain() {
        Instruction instruction = choices.get(random.nextInt(choices.size()));
        int op = instruction.op();
        boolean isMemory =
                (op >= Op.LB && op <= Op.SD)
                        || op == Op.FLW
                        || op == Op.FSW
                        || op == Op.FLD
                        || op == Op.FSD;
        if (isMemory) {
            int offset = random.nextInt(-2048, 2040);
            return instruction.pattern().encode(destination(), POINTER, source(), offset);
        }
        if (Op.group(op) == Op.ATOMIC_GROUP) {
            return instruction.pattern().encode(destination(), ALIGNED, source(), 0);
        }
        int immediate = random.nextInt();
        if (Op.group(op) >= Op.SINGLE_GROUP) {
            int mode = random.nextInt(6);
            immediate = random.nextInt(32) << 8 | (mode == 5 ? 7 : mode);
        }
        return instruction.pattern().encode(destination(), source(), source(), immediate);
    }

    /** An integer destination is never one of the pointers; the others do not matter. */
    private int destination() {
        return random.nextInt(FREE);
    }

    private int source() {
        return random.nextInt(32);
    }

    /** A 16-bit instruction that computes: no jump, no memory, no pointer as its destination. */
    private int compressed() {
        while (true) {
            int halfword = random.nextInt(1 << 16);
            if (Decoder.isCompressed(halfword)) {
                long packed = Decoder.decode(halfword);
                int op = Packed.op(packed);
                boolean computes = op == Op.LUI || (op >= Op.ADDI && op <= Op.SRAW);
                int rd = Packed.rd(packed);
                if (computes && rd != POINTER && rd != ALIGNED) {
                    return halfword;
                }
            }
        }
    }
}
