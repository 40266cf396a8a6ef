package dev.fuselage.cli.workload;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The smallest program worth running: a static RV64 executable that exits with status 7. */
final class TinyProgram {
    /** As long as the program of the recordings. */
    private static final int SIZE = 1384;

    private static final int ELF_HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final long BASE = 0x10000;

    /** li a0, 7; li a7, 93 (exit); ecall. */
    private static final int[] CODE = {0x00700513, 0x05d00893, 0x00000073};

    private TinyProgram() {}

    static byte[] image() {
        int entry = ELF_HEADER + PROGRAM_HEADER;
        ByteBuffer elf = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
        elf.putShort((short) 2).putShort((short) 243).putInt(1);
        elf.putLong(BASE + entry).putLong(ELF_HEADER).putLong(0).putInt(0);
        elf.putShort((short) ELF_HEADER).putShort((short) PROGRAM_HEADER).putShort((short) 1);
        elf.putShort((short) 64).putShort((short) 0).putShort((short) 0);
        elf.putInt(1).putInt(5).putLong(0).putLong(BASE).putLong(BASE);
        elf.putLong(SIZE).putLong(SIZE).putLong(0x1000);
        for (int instruction : CODE) {
            elf.putInt(instruction);
        }
        return elf.array();
    }
}
