package dev.fuselage.fuse;

/**
 * {@code struct fuse_setupmapping_in}: arguments of SETUPMAPPING (7.31): map a range of a file into
 * the DAX window.
 */
public final class FuseSetupmappingIn {
    public static final int SIZE = 40;
    public static final Struct STRUCT = Struct.of("fuse_setupmapping_in", SIZE);

    /** An open file, or all ones: Linux names the node alone. */
    public static final U64 FH = STRUCT.u64("fh", 0);

    /** Where the range begins in the file. */
    public static final U64 FOFFSET = STRUCT.u64("foffset", 8);

    public static final U64 LEN = STRUCT.u64("len", 16);

    /** See {@link SetupmappingFlags}. */
    public static final U64 FLAGS = STRUCT.u64("flags", 24);

    /** Where the range goes in the DAX window. */
    public static final U64 MOFFSET = STRUCT.u64("moffset", 32);

    private FuseSetupmappingIn() {}
}
