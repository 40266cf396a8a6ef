package dev.fuselage.kernel.exec;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.vfs.OpenFile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header and the program headers of a 64-bit RISC-V ELF file (System V ABI, chapters 4 and 5).
 *
 * @param type {@link #ET_EXEC} or {@link #ET_DYN}
 * @param entry virtual address of the first instruction
 * @param phoff where the program headers lie in the file
 * @param segments the program headers
 */
record ElfHeader(int type, long entry, long phoff, List<ElfSegment> segments) {
    static final int ET_EXEC = 2;
    static final int ET_DYN = 3;
    static final int PHENTSIZE = 56;

    private static final int MAGIC = 0x464c457f;
    private static final int ELFCLASS64 = 2;
    private static final int EM_RISCV = 243;
    private static final int HEADER = 64;
    private static final int MOST_BYTES = 65536;

    ElfHeader {
        segments = List.copyOf(segments);
    }

    /** Whether the first bytes of a file are those of a program for this machine. */
    static boolean matches(ByteFields header) {
        int type = header.u16(16);
        return header.i32(0) == MAGIC
                && header.u8(4) == ELFCLASS64
                && (type == ET_EXEC || type == ET_DYN)
                && header.u16(18) == EM_RISCV;
    }

    /** Reads the program headers (load_elf_phdrs); null when they cannot be. */
    static @Nullable ElfHeader read(ByteFields header, OpenFile file) {
        int count = header.u16(56);
        int size = count * PHENTSIZE;
        if (header.u16(54) != PHENTSIZE || size == 0 || size > MOST_BYTES) {
            return null;
        }
        long phoff = header.i64(32);
        ByteFields table = new ByteFields(size);
        if (KernelRead.exactly(file, table.bytes, phoff) != 0) {
            return null;
        }
        List<ElfSegment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            segments.add(ElfSegment.of(table, i * PHENTSIZE));
        }
        return new ElfHeader(header.u16(16), header.i64(24), phoff, segments);
    }

    /** Reads an interpreter's headers: 0 with them at the start of {@code out}, or negative. */
    static int readInterpreter(OpenFile file, @Nullable ElfHeader[] out) {
        ByteFields header = new ByteFields(HEADER);
        int error = KernelRead.exactly(file, header.bytes, 0);
        if (error != 0) {
            return error;
        }
        ElfHeader elf = matches(header) ? read(header, file) : null;
        out[0] = elf;
        return elf == null ? -Errno.ELIBBAD : 0;
    }

    /** The parts of the file that are mapped. */
    List<ElfSegment> loads() {
        return segments.stream().filter(segment -> segment.type() == ElfSegment.PT_LOAD).toList();
    }

    /** Where the program headers lie in memory, before any bias; 0 when they are not mapped. */
    long phdrAddress() {
        for (ElfSegment load : loads()) {
            long within = phoff - load.offset();
            if (within >= 0 && within < load.fileSize()) {
                return load.address() + within;
            }
        }
        return 0;
    }
}
