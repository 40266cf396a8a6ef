package dev.fuselage.kernel.exec;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.MappedMemory;
import dev.fuselage.kernel.mm.MmapFlags;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.OpenFile;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Programs in ELF files, with an interpreter that links them or without (fs/binfmt_elf.c). */
final class ElfBinary {
    /** Where a program that can lie anywhere lies, when an interpreter lies above it. */
    private static final long DYN_BASE = MappedMemory.END / 3 * 2 & -0x1000L;

    /** Longest name of an interpreter, with its NUL (PATH_MAX). */
    private static final int PATH_MAX = 4096;

    private final Binprm bprm;
    private final ElfHeader elf;
    private @Nullable OpenFile interpreter;
    private @Nullable ElfHeader interpreterElf;

    private ElfBinary(Binprm bprm, ElfHeader elf) {
        this.bprm = bprm;
        this.elf = elf;
    }

    /**
     * Loads a program: 0 with the process changed, -ENOEXEC for what is none, or why not. After the
     * point of no return an error leaves a process that cannot go on.
     */
    @KernelFunction("load_elf_binary")
    static int load(Binprm bprm) {
        boolean mappable = bprm.file.op().hasMmap();
        ElfHeader elf =
                ElfHeader.matches(bprm.buf) && mappable
                        ? ElfHeader.read(bprm.buf, bprm.file)
                        : null;
        if (elf == null) {
            return -Errno.ENOEXEC;
        }
        ElfBinary binary = new ElfBinary(bprm, elf);
        int error = binary.openInterpreter();
        if (error == 0) {
            error = Exec.begin(bprm);
        }
        if (error == 0) {
            error = binary.map();
        }
        OpenFile opened = binary.interpreter;
        if (opened != null) {
            opened.allowWrite();
            opened.put();
        }
        return error;
    }

    private int openInterpreter() {
        for (ElfSegment segment : elf.segments()) {
            if (segment.type() == ElfSegment.PT_INTERP) {
                return openInterpreter(segment);
            }
        }
        return 0;
    }

    private int openInterpreter(ElfSegment segment) {
        if (segment.fileSize() < 2 || segment.fileSize() > PATH_MAX) {
            return -Errno.ENOEXEC;
        }
        byte[] name = new byte[(int) segment.fileSize()];
        int error = KernelRead.exactly(bprm.file, name, segment.offset());
        if (error != 0) {
            return error;
        }
        if (name[name.length - 1] != 0) {
            return -Errno.ENOEXEC;
        }
        String text = new String(name, StandardCharsets.ISO_8859_1);
        @Nullable OpenFile[] opened = new @Nullable OpenFile[1];
        error = Exec.open(bprm, text.substring(0, text.indexOf('\0')), opened);
        OpenFile file = opened[0];
        if (error != 0 || file == null) {
            return error;
        }
        interpreter = file;
        @Nullable ElfHeader[] header = new @Nullable ElfHeader[1];
        error = ElfHeader.readInterpreter(file, header);
        interpreterElf = header[0];
        return error;
    }

    private int map() {
        int stack = mapStack();
        if (stack != 0) {
            return stack;
        }
        OpenFile linker = interpreter;
        ElfHeader linkerElf = interpreterElf;
        ElfMapping program = new ElfMapping(bprm.memory, bprm.file, elf);
        int error = program.map(linker == null ? 0 : DYN_BASE);
        long entry = elf.entry() + program.bias();
        long base = 0;
        bprm.entry = entry;
        if (error == 0 && linker != null && linkerElf != null) {
            ElfMapping other = new ElfMapping(bprm.memory, linker, linkerElf);
            error = other.map(0);
            base = other.bias();
            bprm.entry = linkerElf.entry() + base;
        }
        if (error != 0) {
            return error;
        }
        long phdr = elf.phdrAddress();
        ElfTables tables = new ElfTables(bprm);
        return tables.write(
                phdr == 0 ? 0 : phdr + program.bias(), elf.segments().size(), base, entry);
    }

    /** setup_arg_pages: all that the stack may grow to, of which pages come when they are used. */
    private int mapStack() {
        boolean executable = false;
        for (ElfSegment segment : elf.segments()) {
            if (segment.type() == ElfSegment.PT_GNU_STACK) {
                executable = (segment.flags() & ElfSegment.PF_X) != 0;
            }
        }
        long start = MappedMemory.END - ElfTables.STACK_SIZE;
        long mapped =
                bprm.memory
                        .mapped()
                        .map(
                                null,
                                start,
                                ElfTables.STACK_SIZE,
                                MmapFlags.PROT_READ
                                        | MmapFlags.PROT_WRITE
                                        | (executable ? MmapFlags.PROT_EXEC : 0),
                                MmapFlags.MAP_PRIVATE | MmapFlags.MAP_FIXED,
                                0);
        return mapped < 0 ? (int) mapped : 0;
    }
}
