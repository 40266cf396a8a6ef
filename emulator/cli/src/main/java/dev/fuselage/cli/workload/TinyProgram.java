package dev.fuselage.cli.workload;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The smallest program worth running: a static RV64 executable that exits with status 7. */
final class TinyProgram {
    /** As long as the program of the recordings. */
    private static final int SIZE = 1384;

    private static final int ELF_HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int PROGRAM_HEADERS = 3;
    private static final int PT_LOAD = 1;
    private static final int PT_GNU_STACK = 0x6474_e551;
    private static final int PT_RISCV_ATTRIBUTES = 0x7000_0003;
    private static final long BASE = 0x10000;

    /** li a0, 7; li a7, 93 (exit); ecall. */
    private static final int[] CODE = {0x00700513, 0x05d00893, 0x00000073};

    private TinyProgram() {}

    /** With the three program headers that linkers write. */
    static byte[] image() {
        int entry = ELF_HEADER + PROGRAM_HEADERS * PROGRAM_HEADER;
        int code = CODE.length * Integer.BYTES;
        ByteBuffer elf = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
        elf.putShort((short) 2).putShort((short) 243).putInt(1);
        elf.putLong(BASE + entry).putLong(ELF_HEADER).putLong(0).putInt(0);
        elf.putShort((short) ELF_HEADER).putShort((short) PROGRAM_HEADER);
        elf.putShort((short) PROGRAM_HEADERS);
        elf.putShort((short) 64).putShort((short) 0).putShort((short) 0);
        header(elf, PT_RISCV_ATTRIBUTES, 4, entry + code, 0, 1, 0);
        header(elf, PT_LOAD, 5, 0, BASE, entry + code, entry + code);
        header(elf, PT_GNU_STACK, 6, 0, 0, 0, 0);
        for (int instruction : CODE) {
            elf.putInt(instruction);
        }
        return elf.array();
    }

    private static void header(
            ByteBuffer elf, int type, int flags, int offset, long address, int file, int memory) {
        elf.putInt(type).putInt(flags).putLong(offset).putLong(address).putLong(address);
        elf.putLong(file).putLong(memory).putLong(type == PT_LOAD ? 0x1000 : 1);
    }
}
