package dev.fuselage.kernel.mm;

import dev.fuselage.kernel.vfs.OpenFile;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A range of a program's addresses that mmap(2) filled in one way (struct vm_area_struct). Holds a
 * reference to its file.
 */
public final class VmArea {
    public static final int VM_READ = 1;
    public static final int VM_WRITE = 1 << 1;
    public static final int VM_EXEC = 1 << 2;

    /** Stores go to the file. */
    public static final int VM_SHARED = 1 << 3;

    static final int VM_MAYREAD = 1 << 4;

    /** mprotect may allow stores. */
    public static final int VM_MAYWRITE = 1 << 5;

    static final int VM_MAYEXEC = 1 << 6;

    /** Mapped with MAP_SHARED, whether stores are possible or not. */
    public static final int VM_MAYSHARE = 1 << 7;

    /** It will be read from front to back. */
    static final int VM_SEQ_READ = 1 << 15;

    /** It will be read in no order. */
    static final int VM_RAND_READ = 1 << 16;

    /** What may be accessed; each VM_MAY bit lies four places higher. */
    static final int ACCESS = VM_READ | VM_WRITE | VM_EXEC;

    final MappedMemory memory;
    private final @Nullable OpenFile file;
    long start;
    long end;

    /** Page of the file at {@link #start}. */
    long pgoff;

    int flags;
    VmOperations op = VmOperations.NONE;

    VmArea(
            MappedMemory memory,
            @Nullable OpenFile file,
            long start,
            long end,
            long pgoff,
            int flags) {
        this.memory = memory;
        this.file = file;
        this.start = start;
        this.end = end;
        this.pgoff = pgoff;
        this.flags = flags;
    }

    /** Another one with other ends; takes its own reference to the file. */
    VmArea part(MappedMemory owner, long from, long to) {
        VmArea part = new VmArea(owner, file, from, to, index(from), flags);
        part.op = op;
        if (file != null) {
            file.get();
        }
        return part;
    }

    /** The file that is mapped. */
    public OpenFile file() {
        OpenFile f = file;
        if (f == null) {
            throw new IllegalStateException(this + " maps no file");
        }
        return f;
    }

    @Nullable OpenFile fileOrNull() {
        return file;
    }

    /** Whether all these VM_* bits are set. */
    public boolean has(int bits) {
        return (flags & bits) == bits;
    }

    /** Whether it can be accessed so; what can be written can be read. */
    boolean allows(boolean write) {
        return (flags & (write ? VM_WRITE : VM_READ | VM_WRITE)) != 0;
    }

    /** VM_* bits. */
    public int flags() {
        return flags;
    }

    /** How its faults are served from now on (vm_ops). */
    public void setOp(VmOperations operations) {
        op = operations;
    }

    /** First address. */
    public long start() {
        return start;
    }

    /** Address behind the last byte. */
    public long end() {
        return end;
    }

    long pages() {
        return (end - start) >>> Page.SHIFT;
    }

    /** Page of the file at an address (linear_page_index). */
    long index(long address) {
        return pgoff + ((address - start) >>> Page.SHIFT);
    }

    /** Whether it maps a page of the file. */
    boolean covers(long index) {
        return index >= pgoff && index - pgoff < pages();
    }

    /** Virtual page, as page tables count them, of a page of the file. */
    long vpn(long index) {
        return MappedMemory.vpn(start) + (index - pgoff);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "mapping 0x%x-0x%x of %s", start, end, file);
    }
}
