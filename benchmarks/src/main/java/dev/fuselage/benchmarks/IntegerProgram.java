package dev.fuselage.benchmarks;

import dev.fuselage.machine.memory.GuestMemory;
import java.nio.charset.StandardCharsets;

/** The program {@code integer.s} and its data, in user mode. */
final class IntegerProgram {
    private static final long CODE = 0x1_0000;
    private static final long DATA = 0x10_0000_0000L;
    private static final long STACK = 0x3f_ffff_0000L;
    private static final int ITEMS = 60;
    private static final int CELLS = 12 * 12;
    private static final String TEXT = "5012,-874,1.25,.625e3,+122,0x7F,-5.5e-1,7,T0.3e-1F,";

    private IntegerProgram() {}

    /** A hart about to enter the program at a label. */
    static BenchmarkHart start(String entry) {
        BenchmarkHart board = new BenchmarkHart();
        Assembly program = Assembly.ofResource("integer.s", CODE);
        board.load(board.map(CODE, 2, true), program.words());
        long data = board.map(DATA, 4, true);
        board.map(STACK - 2 * BenchmarkHart.PAGE, 2, true);
        fill(board.memory(), data);
        board.start(program.address(entry), true);
        board.hart().setRegister(2, STACK - 64);
        board.hart().setRegister(8, DATA);
        board.hart().setRegister(9, DATA + 0x1000);
        board.hart().setRegister(18, DATA + 0x1000 + 2 * CELLS);
        board.hart().setRegister(19, DATA + 0x2000);
        board.hart().setRegister(20, DATA + 0x3000);
        return board;
    }

    private static void fill(GuestMemory memory, long data) {
        for (int i = 0; i < ITEMS; i++) {
            memory.write64(data + 16L * i, i == ITEMS - 1 ? 0 : DATA + 16L * (i + 1));
            memory.write64(data + 16L * i + 8, DATA + 2048 + 4L * i);
            memory.write16(data + 2048 + 4L * i, i * 0x9e37);
            memory.write16(data + 2048 + 4L * i + 2, i * 7 % ITEMS);
        }
        for (int i = 0; i < 2 * CELLS; i++) {
            memory.write16(data + 0x1000 + 2L * i, ((i * 0x4e6d) >>> 3) & 0xff);
        }
        byte[] text = TEXT.repeat(10).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 480; i++) {
            memory.write8(data + 0x3000 + i, text[i]);
        }
    }
}
