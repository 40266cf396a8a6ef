package dev.fuselage.fuse;

/**
 * A field of a structure: where it is, and what it is called in C. The kinds are records with
 * constant offsets, so that a field access compiles to a load or a store.
 */
public sealed interface Field permits U16, U32, U64, S32, S64, Nested, Bytes {
    Struct struct();

    String name();

    /** Offset in the structure in bytes. */
    long offset();

    /** Length in bytes. */
    long size();
}
