/**
 * The FUSE wire format, protocol version 7.1 to 7.45: structures, opcodes, flags and the codecs for
 * them.
 *
 * <p>Start reading at {@link dev.fuselage.fuse.Wire}, a place in memory with a byte order; then any
 * structure, as {@link dev.fuselage.fuse.FuseInHeader}. A structure {@code fuse_x} is the class
 * {@code FuseX}: {@code SIZE} is its length in bytes, {@code STRUCT} describes it, and every field
 * is a constant with the field's name in upper case, through which the field is read and written:
 * {@code FuseInHeader.NODEID.get(wire)}. A field called "size" is {@code SIZE_FIELD}. A structure
 * inside another also has its offset as {@code NAME_OFFSET}. Flags keep their C names without
 * {@code FUSE_}. {@link dev.fuselage.fuse.Opcode} lists the requests, {@link
 * dev.fuselage.fuse.MessageShape} what each is made of, and {@link dev.fuselage.fuse.FuseCompat}
 * how old versions differ.
 *
 * <p>This package knows bytes and nothing else: no transport, no session, no server, no policy. It
 * never allocates when it reads or writes a message, and it never touches a byte outside the
 * segment it was given: that is an {@link java.lang.IndexOutOfBoundsException}.
 */
@NullMarked
package dev.fuselage.fuse;

import org.jspecify.annotations.NullMarked;
