package dev.fuselage.kernel.exec;

import dev.fuselage.kernel.mm.MmapFlags;

/**
 * A program header (Elf64_Phdr).
 *
 * @param type PT_* number
 * @param flags PF_* bits
 * @param offset of its first byte in the file
 * @param address virtual address of the same, before any bias
 * @param fileSize bytes of the file
 * @param memorySize bytes of memory; what the file does not fill is zero
 */
record ElfSegment(int type, int flags, long offset, long address, long fileSize, long memorySize) {
    static final int PT_LOAD = 1;
    static final int PT_INTERP = 3;
    static final int PT_GNU_STACK = 0x6474_e551;
    static final int PF_X = 1;
    private static final int PF_W = 2;
    private static final int PF_R = 4;

    static ElfSegment of(ByteFields table, int at) {
        return new ElfSegment(
                table.i32(at),
                table.i32(at + 4),
                table.i64(at + 8),
                table.i64(at + 16),
                table.i64(at + 32),
                table.i64(at + 40));
    }

    /** PROT_* bits (make_prot). */
    int protection() {
        return ((flags & PF_R) != 0 ? MmapFlags.PROT_READ : 0)
                | ((flags & PF_W) != 0 ? MmapFlags.PROT_WRITE : 0)
                | ((flags & PF_X) != 0 ? MmapFlags.PROT_EXEC : 0);
    }

    /** Address behind its last byte. */
    long end() {
        return address + memorySize;
    }
}
