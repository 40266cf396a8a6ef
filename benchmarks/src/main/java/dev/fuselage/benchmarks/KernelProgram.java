package dev.fuselage.benchmarks;

import dev.fuselage.machine.memory.GuestMemory;

/** The program {@code kernel.s} and its data: 2,000 pages of nodes and 24 of functions. */
final class KernelProgram {
    private static final long TEXT = 0xffff_ffc0_0000_0000L;
    private static final long USER_TEXT = 0x1_0000;
    private static final long USER_DATA = 0x10_0000_0000L;
    private static final long NODES = 0xffff_ffc8_0000_0000L;
    private static final long FUNCTIONS = 0xffff_ffd0_0000_0000L;
    private static final long STACK = 0xffff_ffd8_0000_0000L;
    private static final long REMAPPED = 0x20_0000_0000L;
    private static final int STVEC = 0x105;
    private static final int SSCRATCH = 0x140;
    private static final int NODE_COUNT = 2000;
    private static final int FUNCTION_COUNT = 24;

    /** A function of the chain: it calls the one in the next page. */
    private static final String FUNCTION =
            """
                    addi    sp, sp, -32
                    sd      ra, 24(sp)
                    sd      s2, 16(sp)
                    lui     t0, 1
                    add     s2, s2, t0
                    ld      a1, 64(s2)
                    slli    a2, a1, 3
                    xor     a0, a0, a2
                    jalr    ra, 0(s2)
                    ld      s2, 16(sp)
                    ld      ra, 24(sp)
                    addi    sp, sp, 32
                    ret
            """;

    private KernelProgram() {}

    static BenchmarkHart start() {
        BenchmarkHart board = new BenchmarkHart();
        Assembly kernel = Assembly.ofResource("kernel.s", TEXT);
        board.load(board.map(TEXT, 1, false), kernel.words());
        // The same program once more where user mode may execute it.
        board.load(board.map(USER_TEXT, 1, true), kernel.words());
        board.map(USER_DATA, 1, true);
        board.map(STACK - 2 * BenchmarkHart.PAGE, 4, false);
        board.map(REMAPPED, 2, false);
        nodes(board);
        functions(board);

        board.start(USER_TEXT, true);
        board.hart().setCsr(STVEC, kernel.address("trap"));
        board.hart().setCsr(SSCRATCH, STACK);
        board.hart().setRegister(8, USER_DATA);
        board.hart().setRegister(9, NODES);
        board.hart().setRegister(18, FUNCTIONS);
        board.hart().setRegister(19, board.mapWindow(REMAPPED));
        board.hart().setRegister(20, REMAPPED);
        board.hart().setRegister(21, STACK + 64);
        return board;
    }

    private static void nodes(BenchmarkHart board) {
        GuestMemory memory = board.memory();
        long first = board.map(NODES, NODE_COUNT, false);
        for (int i = 0; i < NODE_COUNT; i++) {
            // 7 and 2000 have no factor in common: one ring through all pages.
            int next = (i + 7) % NODE_COUNT;
            // Not at the same place in every page, as objects are not.
            memory.write64(first + at(i), NODES + at(next));
            memory.write64(first + at(i) + 8, i * 0x9e37_79b9L);
        }
    }

    private static long at(int node) {
        return (long) node * BenchmarkHart.PAGE + node * 192 % 3840;
    }

    private static void functions(BenchmarkHart board) {
        int[] function = Assembly.of(FUNCTION, 0).words();
        int[] leaf = Assembly.of("addi a0, a0, 1\nret", 0).words();
        long first = board.map(FUNCTIONS, FUNCTION_COUNT, false);
        for (int i = 0; i < FUNCTION_COUNT; i++) {
            board.load(
                    first + (long) i * BenchmarkHart.PAGE,
                    i == FUNCTION_COUNT - 1 ? leaf : function);
        }
    }
}
