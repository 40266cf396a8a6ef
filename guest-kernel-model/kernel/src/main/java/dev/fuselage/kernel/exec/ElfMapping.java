package dev.fuselage.kernel.exec;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.MappedMemory;
import dev.fuselage.kernel.mm.MmapFlags;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.UserMemory;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.OpenFile;
import java.util.List;

/** Maps the segments of one ELF file, a program or its interpreter, into memory (elf_load). */
final class ElfMapping {
    private static final long IN_PAGE = Page.SIZE - 1;

    private final UserMemory memory;
    private final OpenFile file;
    private final ElfHeader elf;

    /** What is added to the addresses in the file. */
    private long bias;

    ElfMapping(UserMemory memory, OpenFile file, ElfHeader elf) {
        this.memory = memory;
        this.file = file;
        this.elf = elf;
    }

    long bias() {
        return bias;
    }

    /**
     * Maps all: the first where the file says, unless it can lie anywhere, and the others beside
     * it.
     *
     * @param base where a file that can lie anywhere is to begin; 0 for wherever there is room
     * @return 0 or a negative errno
     */
    int map(long base) {
        List<ElfSegment> loads = elf.loads();
        boolean anywhere = elf.type() == ElfHeader.ET_DYN;
        if (anywhere && !loads.isEmpty()) {
            long start = loads.getFirst().address() & ~IN_PAGE;
            long total = loads.getLast().end() - start;
            if (total <= 0 || total > MappedMemory.END) {
                return -Errno.EINVAL;
            }
            long found = base != 0 ? base : room(total);
            if (found < 0) {
                return (int) found;
            }
            bias = found - start;
        }
        boolean first = true;
        for (ElfSegment load : loads) {
            int error = check(load);
            if (error == 0) {
                error = load(load, first);
            }
            if (error != 0) {
                return error;
            }
            first = false;
        }
        return 0;
    }

    /** Finds room for all segments together, as mapping the whole and cutting it does. */
    private long room(long total) {
        MappedMemory mapped = memory.mapped();
        long found = mapped.map(null, 0, total, MmapFlags.PROT_NONE, MmapFlags.MAP_PRIVATE, 0);
        if (found >= 0) {
            int _ = mapped.unmap(found, total);
        }
        return found;
    }

    private int check(ElfSegment load) {
        long address = load.address() + bias;
        boolean fits =
                address >= 0
                        && address < MappedMemory.END
                        && load.fileSize() >= 0
                        && load.fileSize() <= load.memorySize()
                        && load.memorySize() <= MappedMemory.END - address;
        boolean congruent = ((load.offset() - load.address()) & IN_PAGE) == 0;
        return fits && congruent && load.offset() >= 0 ? 0 : -Errno.EINVAL;
    }

    @KernelFunction("elf_load")
    private int load(ElfSegment load, boolean first) {
        long address = load.address() + bias;
        long start = address & ~IN_PAGE;
        long fileEnd = load.fileSize() == 0 ? start : address + load.fileSize();
        if (load.fileSize() != 0) {
            long mapped =
                    memory.mapped()
                            .map(
                                    file,
                                    start,
                                    fileEnd - start,
                                    load.protection(),
                                    MmapFlags.MAP_PRIVATE
                                            | (first
                                                    ? MmapFlags.MAP_FIXED_NOREPLACE
                                                    : MmapFlags.MAP_FIXED),
                                    (load.offset() - (address & IN_PAGE)) >>> Page.SHIFT);
            if (mapped < 0) {
                return (int) mapped;
            }
        }
        return load.memorySize() > load.fileSize() ? zeros(load, address, fileEnd) : 0;
    }

    /** padzero, vm_brk_flags: the rest of the last page, and pages of zeros. */
    private int zeros(ElfSegment load, long address, long fileEnd) {
        int rest = (int) (-fileEnd & IN_PAGE);
        boolean writable = (load.protection() & MmapFlags.PROT_WRITE) != 0;
        if (rest > 0 && load.fileSize() > 0 && memory.clear(fileEnd, rest) != rest && writable) {
            return -Errno.EFAULT;
        }
        long from = (fileEnd + IN_PAGE) & ~IN_PAGE;
        long to = (address + load.memorySize() + IN_PAGE) & ~IN_PAGE;
        if (from >= to) {
            return 0;
        }
        int protection =
                MmapFlags.PROT_READ
                        | MmapFlags.PROT_WRITE
                        | (load.protection() & MmapFlags.PROT_EXEC);
        long mapped =
                memory.mapped()
                        .map(
                                null,
                                from,
                                to - from,
                                protection,
                                MmapFlags.MAP_PRIVATE | MmapFlags.MAP_FIXED,
                                0);
        return mapped < 0 ? (int) mapped : 0;
    }
}
