package dev.fuselage.riscv;

import dev.fuselage.riscv.decode.Instruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes programs for tests from the instruction table: 32-bit instructions, labels. */
final class Assembler {
    static final int ZERO = 0;
    static final int RA = 1;
    static final int SP = 2;
    static final int T0 = 5;
    static final int T1 = 6;
    static final int T2 = 7;
    static final int S0 = 8;
    static final int S1 = 9;
    static final int A0 = 10;
    static final int A1 = 11;
    static final int A2 = 12;
    static final int A3 = 13;
    static final int A4 = 14;
    static final int A5 = 15;
    static final int A6 = 16;
    static final int A7 = 17;

    private record Reference(
            int place, String label, Instruction instruction, int rd, int a, int b) {}

    private final List<Integer> words = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final List<Reference> references = new ArrayList<>();

    /** rd, rs1, rs2. */
    Assembler r(Instruction instruction, int rd, int rs1, int rs2) {
        return word(instruction.pattern().encode(rd, rs1, rs2, 7));
    }

    /** rd, rs1, immediate: also loads and CSR instructions. */
    Assembler i(Instruction instruction, int rd, int rs1, int immediate) {
        return word(instruction.pattern().encode(rd, rs1, 0, immediate));
    }

    /** Stores: rs2 to immediate(rs1). */
    Assembler s(Instruction instruction, int rs2, int rs1, int immediate) {
        return word(instruction.pattern().encode(0, rs1, rs2, immediate));
    }

    /** No operands. */
    Assembler o(Instruction instruction) {
        return word(instruction.pattern().encode(0, 0, 0, 0));
    }

    /** A branch to a label. */
    Assembler branch(Instruction instruction, int rs1, int rs2, String label) {
        references.add(new Reference(words.size(), label, instruction, 0, rs1, rs2));
        return word(0);
    }

    /** JAL to a label. */
    Assembler jump(int rd, String label) {
        references.add(new Reference(words.size(), label, Instruction.JAL, rd, 0, 0));
        return word(0);
    }

    Assembler label(String name) {
        labels.put(name, words.size());
        return this;
    }

    /** Any 64-bit constant. */
    Assembler li(int rd, long value) {
        if (value == (int) value) {
            int low = (int) value << 20 >> 20;
            int high = (int) value - low;
            if (high == 0) {
                return i(Instruction.ADDI, rd, 0, low);
            }
            i(Instruction.LUI, rd, 0, high);
            return low == 0 ? this : i(Instruction.ADDIW, rd, rd, low);
        }
        long low = value << 52 >> 52;
        li(rd, (value - low) >> 12);
        i(Instruction.SLLI, rd, rd, 12);
        return low == 0 ? this : i(Instruction.ADDI, rd, rd, (int) low);
    }

    Assembler word(int word) {
        words.add(word);
        return this;
    }

    /** Bytes from the program's start to a label. */
    int offset(String label) {
        return 4 * place(label);
    }

    private int place(String label) {
        Integer place = labels.get(label);
        if (place == null) {
            throw new IllegalArgumentException("no label " + label);
        }
        return place;
    }

    int[] assemble() {
        for (Reference reference : references) {
            int distance = 4 * (place(reference.label) - reference.place);
            words.set(
                    reference.place,
                    reference
                            .instruction
                            .pattern()
                            .encode(reference.rd, reference.a, reference.b, distance));
        }
        return words.stream().mapToInt(Integer::intValue).toArray();
    }
}
