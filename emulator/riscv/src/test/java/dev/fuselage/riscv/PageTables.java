package dev.fuselage.riscv;

/** Page tables for tests, written as the Privileged ISA manual lays them out (12.3 to 12.6). */
final class PageTables {
    static final long V = 1;
    static final long R = 2;
    static final long W = 4;
    static final long X = 8;
    static final long U = 16;
    static final long A = 64;
    static final long D = 128;
    static final long RWX = V | R | W | X | A | D;

    private final Board board;
    private final int levels;
    private long free = Board.BASE + 0x40_0000;
    private final long root;

    PageTables(Board board, int levels) {
        this.board = board;
        this.levels = levels;
        this.root = table();
    }

    private long table() {
        long table = free;
        free += 4096;
        return table;
    }

    /** satp for these tables. */
    long satp() {
        return (long) (8 + levels - 3) << 60 | root >>> 12;
    }

    /** Writes a leaf at a level, 0 for 4 KiB, and what leads there; returns the leaf's address. */
    long map(long address, long physical, int level, long flags) {
        long table = root;
        for (int i = levels - 1; i > level; i--) {
            long place = place(table, address, i);
            long pte = board.memory.read64(place);
            if (pte == 0) {
                pte = table() >>> 12 << 10 | V;
                board.memory.write64(place, pte);
            }
            table = pte >>> 10 << 12;
        }
        long place = place(table, address, level);
        board.memory.write64(place, physical >>> 12 << 10 | flags);
        return place;
    }

    private static long place(long table, long address, int level) {
        return table + 8 * (address >>> (12 + 9 * level) & 511);
    }
}
