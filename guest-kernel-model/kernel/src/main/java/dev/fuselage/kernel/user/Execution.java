package dev.fuselage.kernel.user;

/**
 * The instructions of RV64I and its extension M (The RISC-V Instruction Set Manual, Volume I), but
 * for system calls.
 */
final class Execution {
    // Major opcodes, with the two low bits of a long instruction.
    private static final int OPCODE = 0x7f;
    private static final int LOAD = 0x03;
    private static final int MISC_MEM = 0x0f;
    private static final int OP_IMM = 0x13;
    private static final int AUIPC = 0x17;
    private static final int OP_IMM_32 = 0x1b;
    private static final int STORE = 0x23;
    private static final int OP = 0x33;
    private static final int LUI = 0x37;
    private static final int OP_32 = 0x3b;
    private static final int BRANCH = 0x63;
    private static final int JALR = 0x67;
    private static final int JAL = 0x6f;

    private static final int UPPER = 0xffff_f000;

    private final Registers x;
    private final UserAccess memory;

    Execution(Registers registers, UserAccess memory) {
        this.x = registers;
        this.memory = memory;
    }

    /**
     * Executes one instruction and moves the program counter on.
     *
     * @param length bytes it takes in memory
     * @return false for one that does not exist, with nothing changed
     */
    boolean step(int word, int length) {
        long next = x.pc + length;
        int rd = word >>> 7 & 31;
        int f3 = word >>> 12 & 7;
        long rs1 = x.get(word >>> 15 & 31);
        long rs2 = x.get(word >>> 20 & 31);
        switch (word & OPCODE) {
            case JAL -> {
                x.set(rd, next);
                next = x.pc + jumpOffset(word);
            }
            case JALR -> {
                if (f3 != 0) {
                    return false;
                }
                x.set(rd, next);
                next = rs1 + (word >> 20) & ~1L;
            }
            case BRANCH -> {
                if (f3 == 2 || f3 == 3) {
                    return false;
                }
                next = branches(f3, rs1, rs2) ? x.pc + branchOffset(word) : next;
            }
            default -> {
                if (!straight(word, rd, rs1, rs2)) {
                    return false;
                }
            }
        }
        x.pc = next;
        return true;
    }

    /** What goes on with the next instruction. */
    private boolean straight(int word, int rd, long rs1, long rs2) {
        int f3 = word >>> 12 & 7;
        long immediate = word >> 20;
        return switch (word & OPCODE) {
            case LUI -> set(rd, word & UPPER);
            case AUIPC -> set(rd, x.pc + (word & UPPER));
            case LOAD -> f3 != 7 && set(rd, load(f3, rs1 + immediate));
            case STORE -> f3 <= 3 && store(rs1 + storeOffset(word), rs2, 1 << f3);
            case OP_IMM, OP_IMM_32 -> immediate(word, rd, rs1, immediate);
            case OP, OP_32 -> registers(word, rd, rs1, rs2);
            // FENCE and FENCE.I: one task, in order.
            case MISC_MEM -> f3 <= 1;
            default -> false;
        };
    }

    private boolean set(int rd, long value) {
        x.set(rd, value);
        return true;
    }

    private boolean store(long address, long value, int size) {
        memory.store(address, value, size);
        return true;
    }

    private static int jumpOffset(int word) {
        return (word >> 31 << 20)
                | (word & 0xff000)
                | (word >>> 20 & 1) << 11
                | (word >>> 21 & 0x3ff) << 1;
    }

    private static int branchOffset(int word) {
        return (word >> 31 << 12)
                | (word >>> 7 & 1) << 11
                | (word >>> 25 & 0x3f) << 5
                | (word >>> 8 & 0xf) << 1;
    }

    private static int storeOffset(int word) {
        return (word >> 25 << 5) | (word >>> 7 & 31);
    }

    private static boolean branches(int f3, long a, long b) {
        return switch (f3) {
            case 0 -> a == b;
            case 1 -> a != b;
            case 4 -> a < b;
            case 5 -> a >= b;
            case 6 -> Long.compareUnsigned(a, b) < 0;
            default -> Long.compareUnsigned(a, b) >= 0;
        };
    }

    private long load(int f3, long address) {
        return switch (f3) {
            case 0 -> (byte) memory.load(address, 1);
            case 1 -> (short) memory.load(address, 2);
            case 2 -> (int) memory.load(address, 4);
            case 3 -> memory.load(address, 8);
            case 4 -> memory.load(address, 1);
            case 5 -> memory.load(address, 2);
            default -> memory.load(address, 4);
        };
    }

    // ---- with an immediate

    private boolean immediate(int word, int rd, long a, long immediate) {
        boolean narrow = (word & 8) != 0;
        int f3 = word >>> 12 & 7;
        if (f3 == 1 || f3 == 5) {
            return shift(word, rd, a, narrow);
        }
        if (narrow) {
            if (f3 == 0) {
                x.set(rd, signExtended(a + immediate));
            }
            return f3 == 0;
        }
        x.set(
                rd,
                switch (f3) {
                    case 0 -> a + immediate;
                    case 2 -> a < immediate ? 1 : 0;
                    case 3 -> Long.compareUnsigned(a, immediate) < 0 ? 1 : 0;
                    case 4 -> a ^ immediate;
                    case 6 -> a | immediate;
                    default -> a & immediate;
                });
        return true;
    }

    /** The low word. */
    private static long signExtended(long value) {
        return (int) value;
    }

    private boolean shift(int word, int rd, long a, boolean narrow) {
        int amount = word >>> 20 & (narrow ? 31 : 63);
        int above = narrow ? word >>> 25 : word >>> 26 << 1;
        boolean left = (word >>> 12 & 7) == 1;
        boolean arithmetic = above == 0x20;
        if (above != 0 && (left || !arithmetic)) {
            return false;
        }
        x.set(rd, shifted(a, amount, left, arithmetic, narrow));
        return true;
    }

    private static long shifted(
            long a, int amount, boolean left, boolean arithmetic, boolean narrow) {
        if (narrow) {
            int word = (int) a;
            return left ? word << amount : arithmetic ? word >> amount : word >>> amount;
        }
        return left ? a << amount : arithmetic ? a >> amount : a >>> amount;
    }

    // ---- with two registers

    private boolean registers(int word, int rd, long a, long b) {
        boolean narrow = (word & 8) != 0;
        int f3 = word >>> 12 & 7;
        int f7 = word >>> 25;
        if (f7 == 1) {
            boolean there = !narrow || f3 == 0 || f3 >= 4;
            if (there) {
                x.set(rd, narrow ? Multiplication.narrow(f3, a, b) : Multiplication.wide(f3, a, b));
            }
            return there;
        }
        boolean alternative = f7 == 0x20 && (f3 == 0 || f3 == 5);
        boolean there = (f7 == 0 || alternative) && (!narrow || f3 == 0 || f3 == 1 || f3 == 5);
        if (!there) {
            return false;
        }
        int amount = (int) b & (narrow ? 31 : 63);
        long result =
                switch (f3) {
                    case 0 -> alternative ? a - b : a + b;
                    case 1, 5 -> shifted(a, amount, f3 == 1, alternative, narrow);
                    case 2 -> a < b ? 1 : 0;
                    case 3 -> Long.compareUnsigned(a, b) < 0 ? 1 : 0;
                    case 4 -> a ^ b;
                    case 6 -> a | b;
                    default -> a & b;
                };
        x.set(rd, narrow ? signExtended(result) : result);
        return true;
    }
}
