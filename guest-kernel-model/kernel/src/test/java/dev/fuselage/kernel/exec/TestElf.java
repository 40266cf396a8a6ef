package dev.fuselage.kernel.exec;

import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.syscall.Program;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A static ELF file with one segment, as the System V ABI and the RISC-V ELF specification lay it
 * out; fields can be changed to something wrong.
 */
public final class TestElf {
    /** Where the file is mapped. */
    public static final long BASE = 0x10000;

    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int PT_LOAD = 1;
    private static final int PT_INTERP = 3;

    private static final int ECALL = 0x73;

    int type = 2;
    int machine = 243;
    int headerSize = 56;
    int flags = 7;
    int zeros;

    /** What is to link it; "" for nothing. */
    String interpreter = "";

    private final int[] code;

    public TestElf(int... code) {
        this.code = code;
    }

    /** li a7, number; ecall. */
    public static int[] call(int number) {
        return new int[] {addi(17, 0, number), ECALL};
    }

    public static int addi(int rd, int rs1, int immediate) {
        return immediate << 20 | rs1 << 15 | rd << 7 | 0x13;
    }

    /** li a0, status; exit. */
    public static TestElf exits(int status) {
        return of(new int[] {addi(10, 0, status)}, call(93));
    }

    public static TestElf of(int[]... parts) {
        int length = 0;
        for (int[] part : parts) {
            length += part.length;
        }
        int[] all = new int[length];
        int at = 0;
        for (int[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return new TestElf(all);
    }

    public String image() {
        int headers = interpreter.isEmpty() ? 1 : 2;
        int start = HEADER + headers * PROGRAM_HEADER;
        int end = start + code.length * Integer.BYTES;
        int name = interpreter.isEmpty() ? 0 : interpreter.length() + 1;
        ByteBuffer elf = ByteBuffer.allocate(end + name).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
        elf.putShort((short) type).putShort((short) machine).putInt(1);
        elf.putLong(BASE + start).putLong(HEADER).putLong(0).putInt(0);
        elf.putShort((short) HEADER).putShort((short) headerSize).putShort((short) headers);
        elf.putShort((short) 64).putShort((short) 0).putShort((short) 0);
        if (name > 0) {
            header(elf, PT_INTERP, 4, end, name, name);
        }
        header(elf, PT_LOAD, flags, 0, end, end + zeros);
        for (int instruction : code) {
            elf.putInt(instruction);
        }
        elf.put(interpreter.getBytes(StandardCharsets.ISO_8859_1));
        return new String(elf.array(), StandardCharsets.ISO_8859_1);
    }

    private static void header(
            ByteBuffer elf, int kind, int flags, int offset, int fileSize, int memorySize) {
        elf.putInt(kind).putInt(flags).putLong(offset);
        elf.putLong(BASE + offset).putLong(BASE + offset);
        elf.putLong(fileSize).putLong(memorySize).putLong(0x1000);
    }

    /** Writes it as a file that anybody may execute. */
    public void write(Program p, String path) {
        write(p, path, image());
    }

    public static void write(Program p, String path, String content) {
        long fd = p.open(path, OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_WRONLY, 0755);
        p.write((int) fd, content);
        long _ = p.sys.close((int) fd);
    }
}
