package dev.fuselage.kernel.user;

/** The C extension: short instructions as the long ones that they stand for. */
final class Compressed {
    /** No instruction at all. */
    private static final int ILLEGAL = 0;

    private static final int OP_IMM = 0x13;
    private static final int OP_IMM_32 = 0x1b;
    private static final int OP = 0x33;
    private static final int OP_32 = 0x3b;
    private static final int LOAD = 0x03;
    private static final int STORE = 0x23;
    private static final int JALR = 0x67;
    private static final int EBREAK = 0x0010_0073;

    private Compressed() {}

    /** The long form; 0, which is illegal, for what is none. */
    static int expand(int c) {
        int f3 = c >>> 13;
        return switch (c & 3) {
            case 0 -> quadrant0(c, f3);
            case 1 -> quadrant1(c, f3);
            default -> quadrant2(c, f3);
        };
    }

    /** Bits high..low of the instruction, at a place of the result. */
    private static int bits(int c, int high, int low, int at) {
        return ((c >>> low) & ((1 << (high - low + 1)) - 1)) << at;
    }

    private static int i(int immediate, int rs1, int f3, int rd, int opcode) {
        return immediate << 20 | rs1 << 15 | f3 << 12 | rd << 7 | opcode;
    }

    private static int r(int f7, int rs2, int rs1, int f3, int rd, int opcode) {
        return f7 << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | rd << 7 | opcode;
    }

    private static int s(int offset, int rs2, int rs1, int f3) {
        return (offset >>> 5) << 25 | rs2 << 20 | rs1 << 15 | f3 << 12 | (offset & 31) << 7 | STORE;
    }

    private static int jump(int offset, int rd) {
        return bits(offset, 20, 20, 31)
                | bits(offset, 10, 1, 21)
                | bits(offset, 11, 11, 20)
                | bits(offset, 19, 12, 12)
                | rd << 7
                | 0x6f;
    }

    private static int branch(int offset, int rs1, int f3) {
        return bits(offset, 12, 12, 31)
                | bits(offset, 10, 5, 25)
                | rs1 << 15
                | f3 << 12
                | bits(offset, 4, 1, 8)
                | bits(offset, 11, 11, 7)
                | 0x63;
    }

    // ---- stack-pointer-based addition, loads and stores with short registers

    private static int quadrant0(int c, int f3) {
        int rs1 = 8 + (c >>> 7 & 7);
        int rd = 8 + (c >>> 2 & 7);
        int word = bits(c, 12, 10, 3) | bits(c, 6, 6, 2) | bits(c, 5, 5, 6);
        int doubleword = bits(c, 12, 10, 3) | bits(c, 6, 5, 6);
        int onStack = bits(c, 12, 11, 4) | bits(c, 10, 7, 6) | bits(c, 6, 6, 2) | bits(c, 5, 5, 3);
        return switch (f3) {
            case 0 -> onStack == 0 ? ILLEGAL : i(onStack, Registers.SP, 0, rd, OP_IMM);
            case 2 -> i(word, rs1, 2, rd, LOAD);
            case 3 -> i(doubleword, rs1, 3, rd, LOAD);
            case 6 -> s(word, rd, rs1, 2);
            case 7 -> s(doubleword, rd, rs1, 3);
            default -> ILLEGAL;
        };
    }

    // ---- immediates, arithmetic, jumps and branches

    private static int quadrant1(int c, int f3) {
        int rd = c >>> 7 & 31;
        int immediate = (c << 19 >> 31 << 5) | (c >>> 2 & 31);
        int near = 8 + (c >>> 7 & 7);
        return switch (f3) {
            case 0 -> i(immediate, rd, 0, rd, OP_IMM);
            case 1 -> rd == 0 ? ILLEGAL : i(immediate, rd, 0, rd, OP_IMM_32);
            case 2 -> i(immediate, 0, 0, rd, OP_IMM);
            case 3 -> upper(c, rd, immediate);
            case 4 -> arithmetic(c, near, immediate);
            case 5 -> jump(jumpOffset(c), 0);
            default -> branch(branchOffset(c), near, f3 - 6);
        };
    }

    private static int upper(int c, int rd, int immediate) {
        if (rd != Registers.SP) {
            return immediate == 0 ? ILLEGAL : immediate << 12 | rd << 7 | 0x37;
        }
        int offset =
                (c << 19 >> 31 << 9)
                        | bits(c, 6, 6, 4)
                        | bits(c, 5, 5, 6)
                        | bits(c, 4, 3, 7)
                        | bits(c, 2, 2, 5);
        return offset == 0 ? ILLEGAL : i(offset, rd, 0, rd, OP_IMM);
    }

    private static int arithmetic(int c, int rd, int immediate) {
        int amount = immediate & 63;
        int rs2 = 8 + (c >>> 2 & 7);
        int which = c >>> 5 & 3;
        return switch (c >>> 10 & 3) {
            case 0 -> i(amount, rd, 5, rd, OP_IMM);
            case 1 -> i(amount | 0x400, rd, 5, rd, OP_IMM);
            case 2 -> i(immediate, rd, 7, rd, OP_IMM);
            default -> {
                if ((c & 1 << 12) != 0) {
                    yield which > 1 ? ILLEGAL : r(which == 0 ? 0x20 : 0, rs2, rd, 0, rd, OP_32);
                }
                yield switch (which) {
                    case 0 -> r(0x20, rs2, rd, 0, rd, OP);
                    case 1 -> r(0, rs2, rd, 4, rd, OP);
                    case 2 -> r(0, rs2, rd, 6, rd, OP);
                    default -> r(0, rs2, rd, 7, rd, OP);
                };
            }
        };
    }

    private static int jumpOffset(int c) {
        return (c << 19 >> 31 << 11)
                | bits(c, 11, 11, 4)
                | bits(c, 10, 9, 8)
                | bits(c, 8, 8, 10)
                | bits(c, 7, 7, 6)
                | bits(c, 6, 6, 7)
                | bits(c, 5, 3, 1)
                | bits(c, 2, 2, 5);
    }

    private static int branchOffset(int c) {
        return (c << 19 >> 31 << 8)
                | bits(c, 11, 10, 3)
                | bits(c, 6, 5, 6)
                | bits(c, 4, 3, 1)
                | bits(c, 2, 2, 5);
    }

    // ---- stack-pointer-based loads and stores, moves, jumps to registers

    private static int quadrant2(int c, int f3) {
        int rd = c >>> 7 & 31;
        int rs2 = c >>> 2 & 31;
        int word = bits(c, 12, 12, 5) | bits(c, 6, 4, 2) | bits(c, 3, 2, 6);
        int doubleword = bits(c, 12, 12, 5) | bits(c, 6, 5, 3) | bits(c, 4, 2, 6);
        return switch (f3) {
            case 0 -> i(bits(c, 12, 12, 5) | rs2, rd, 1, rd, OP_IMM);
            case 2 -> rd == 0 ? ILLEGAL : i(word, Registers.SP, 2, rd, LOAD);
            case 3 -> rd == 0 ? ILLEGAL : i(doubleword, Registers.SP, 3, rd, LOAD);
            case 4 -> moveOrJump((c & 1 << 12) != 0, rd, rs2);
            case 6 -> s(bits(c, 12, 9, 2) | bits(c, 8, 7, 6), rs2, Registers.SP, 2);
            case 7 -> s(bits(c, 12, 10, 3) | bits(c, 9, 7, 6), rs2, Registers.SP, 3);
            default -> ILLEGAL;
        };
    }

    private static int moveOrJump(boolean second, int rd, int rs2) {
        if (rs2 != 0) {
            return r(0, rs2, second ? rd : 0, 0, rd, OP);
        }
        if (rd == 0) {
            return second ? EBREAK : ILLEGAL;
        }
        return i(0, rd, 0, second ? Registers.RA : 0, JALR);
    }
}
