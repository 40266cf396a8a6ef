package dev.fuselage.riscv.image;

import java.util.ArrayList;
import java.util.List;

/**
 * An ELF file that harts of 64 bits can execute without a system below it (System V ABI, chapters 4
 * and 5; RISC-V ELF psABI, 8).
 */
record ElfExecutable(ImageFile file, long entry, List<Segment> segments) {
    private static final int EI_CLASS = 4;
    private static final int EI_DATA = 5;
    private static final int EI_VERSION = 6;
    private static final int ELFCLASS64 = 2;
    private static final int ELFDATA2LSB = 1;
    private static final int EV_CURRENT = 1;
    private static final int ET_EXEC = 2;
    private static final int ET_DYN = 3;
    private static final int EM_RISCV = 243;
    private static final int HEADER_BYTES = 64;
    private static final int PROGRAM_HEADER_BYTES = 56;
    private static final int PN_XNUM = 0xffff;
    private static final int PT_LOAD = 1;

    /** A part of the file that goes to memory: PT_LOAD. */
    private record Segment(
            long offset, long virtual, long physical, long fileSize, long memorySize) {}

    static boolean isElf(ImageFile file) {
        return file.isText(0, "\177ELF");
    }

    static ElfExecutable read(ImageFile file) throws ImageException {
        if (!file.has(0, HEADER_BYTES)) {
            throw file.fault("an ELF file cut off in its header");
        }
        if (file.read8(EI_CLASS) != ELFCLASS64
                || file.read8(EI_DATA) != ELFDATA2LSB
                || file.read8(EI_VERSION) != EV_CURRENT
                || file.read16(18) != EM_RISCV) {
            throw file.fault("not for riscv64, but " + FileKind.describe(file));
        }
        int type = file.read16(16);
        if (type != ET_EXEC && type != ET_DYN) {
            throw file.fault("an ELF file of type %d: not an executable".formatted(type));
        }
        int entrySize = file.read16(54);
        int count = file.read16(56);
        long table = file.read64(32);
        if (entrySize != PROGRAM_HEADER_BYTES
                || count == PN_XNUM
                || !file.has(table, (long) count * PROGRAM_HEADER_BYTES)) {
            throw file.fault("an ELF file whose program headers cannot be read");
        }
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long header = table + (long) i * PROGRAM_HEADER_BYTES;
            if (file.read32(header) == PT_LOAD && file.read64(header + 40) != 0) {
                segments.add(segment(file, header));
            }
        }
        if (segments.isEmpty()) {
            throw file.fault("an ELF file without anything to load");
        }
        return new ElfExecutable(file, file.read64(24), List.copyOf(segments));
    }

    private static Segment segment(ImageFile file, long header) throws ImageException {
        Segment segment =
                new Segment(
                        file.read64(header + 8),
                        file.read64(header + 16),
                        file.read64(header + 24),
                        file.read64(header + 32),
                        file.read64(header + 40));
        boolean bounded =
                segment.physical >= 0
                        && segment.memorySize > 0
                        && segment.physical <= Long.MAX_VALUE - segment.memorySize;
        if (!bounded
                || segment.fileSize > segment.memorySize
                || !file.has(segment.offset, segment.fileSize)) {
            throw file.fault(
                    "an ELF file whose segment at physical 0x%x is larger than it can be"
                            .formatted(segment.physical));
        }
        return segment;
    }

    /**
     * Loads the segments to their physical addresses. If the lowest is below RAM the file does not
     * know where RAM is, as Linux's vmlinux and position-independent firmware do not: the segments
     * keep their distances then, and {@code base} takes the place of the 2 MiB that the lowest is
     * in.
     */
    LoadedProgram load(RamLayout ram, String what, long base) throws ImageException {
        long lowest = segments.stream().mapToLong(Segment::physical).min().orElseThrow();
        long highest =
                segments.stream().mapToLong(s -> s.physical + s.memorySize).max().orElseThrow();
        long shift = lowest < ram.base() ? base - (lowest & -FlatImage.ALIGNMENT) : 0;
        if (!ram.contains(lowest + shift, highest - lowest)) {
            throw file.fault(
                    "%s needs 0x%x to 0x%x, and the guest's memory is %s from 0x%x on"
                            .formatted(
                                    what,
                                    lowest + shift,
                                    highest + shift - 1,
                                    RamLayout.mebibytes(ram.size()),
                                    ram.base()));
        }
        long start = physicalEntry() + shift;
        Placed range = ram.take(what, lowest + shift, highest - lowest);
        for (Segment segment : segments) {
            ram.store(segment.physical + shift, file.bytes(segment.offset, segment.fileSize));
        }
        return new LoadedProgram("ELF", start, range);
    }

    /** The entry is a virtual address where the segment that holds it has one of its own. */
    private long physicalEntry() throws ImageException {
        for (Segment segment : segments) {
            if (Long.compareUnsigned(entry - segment.virtual, segment.memorySize) < 0) {
                return entry - segment.virtual + segment.physical;
            }
        }
        for (Segment segment : segments) {
            if (Long.compareUnsigned(entry - segment.physical, segment.memorySize) < 0) {
                return entry;
            }
        }
        throw file.fault("an ELF file whose entry 0x%x is in no segment".formatted(entry));
    }
}
