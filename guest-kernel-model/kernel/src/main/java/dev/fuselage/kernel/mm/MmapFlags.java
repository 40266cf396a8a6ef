package dev.fuselage.kernel.mm;

/** Arguments of mmap(2), mprotect(2), msync(2) and madvise(2) (uapi/asm-generic/mman-common.h). */
public final class MmapFlags {
    public static final int PROT_NONE = 0;
    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;
    public static final int PROT_EXEC = 4;

    /** Stores reach the file and everybody who maps it. */
    public static final int MAP_SHARED = 1;

    /** Stores stay with the program. */
    public static final int MAP_PRIVATE = 2;

    /** As MAP_SHARED, refusing flags that the kernel does not know. */
    public static final int MAP_SHARED_VALIDATE = 3;

    static final int MAP_TYPE = 0xf;

    /** At that address, in the place of what is mapped there. */
    public static final int MAP_FIXED = 0x10;

    /** Zeros, no file. */
    public static final int MAP_ANONYMOUS = 0x20;

    /** Page in at once. */
    public static final int MAP_POPULATE = 0x8000;

    /** As MAP_FIXED, but only where nothing is mapped. */
    public static final int MAP_FIXED_NOREPLACE = 0x10_0000;

    public static final int MS_ASYNC = 1;
    public static final int MS_INVALIDATE = 2;
    public static final int MS_SYNC = 4;

    public static final int MADV_NORMAL = 0;
    public static final int MADV_RANDOM = 1;
    public static final int MADV_SEQUENTIAL = 2;
    public static final int MADV_WILLNEED = 3;
    public static final int MADV_DONTNEED = 4;

    private MmapFlags() {}
}
