package dev.fuselage.fuse;

/**
 * {@code struct fuse_entry_out}: the reply that names a node: LOOKUP, SYMLINK, MKNOD, MKDIR, LINK,
 * CREATE, TMPFILE. It takes one reference, which FORGET gives back. Before 7.9 it is 120 bytes long
 * ({@link FuseCompat#entryOutSize}).
 */
public final class FuseEntryOut {
    public static final int SIZE = 128;
    public static final Struct STRUCT = Struct.of("fuse_entry_out", SIZE);

    /** 0 in a successful LOOKUP means: there is no such name, and that may be cached. */
    public static final U64 NODEID = STRUCT.u64("nodeid", 0);

    /** Tells apart the nodes that use one node id one after the other. */
    public static final U64 GENERATION = STRUCT.u64("generation", 8);

    /** Seconds for which the name may be cached. */
    public static final U64 ENTRY_VALID = STRUCT.u64("entry_valid", 16);

    /** Seconds for which the attributes may be cached. */
    public static final U64 ATTR_VALID = STRUCT.u64("attr_valid", 24);

    public static final U32 ENTRY_VALID_NSEC = STRUCT.u32("entry_valid_nsec", 32);
    public static final U32 ATTR_VALID_NSEC = STRUCT.u32("attr_valid_nsec", 36);
    public static final long ATTR_OFFSET = 40;
    public static final Nested ATTR = STRUCT.nested("attr", ATTR_OFFSET, FuseAttr.STRUCT);

    private FuseEntryOut() {}
}
