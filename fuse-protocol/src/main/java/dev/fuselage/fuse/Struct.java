package dev.fuselage.fuse;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Describes a structure: its C name, its length and its fields, which declare themselves one after
 * the other while the structure's class is initialised. A field that overlaps the one before it or
 * ends outside the structure is refused.
 */
public final class Struct {
    private final String name;
    private final int size;
    private final List<Field> fields = new ArrayList<>();

    private Struct(String name, int size) {
        this.name = name;
        this.size = size;
    }

    static Struct of(String name, int size) {
        return new Struct(name, size);
    }

    /** The C name, as {@code fuse_in_header}. */
    public String name() {
        return name;
    }

    /** Length in bytes. */
    public int size() {
        return size;
    }

    /** In order of their offsets. */
    public List<Field> fields() {
        return Collections.unmodifiableList(fields);
    }

    /** Writes zeros over the whole structure. */
    public void clear(Wire w) {
        w.clear(0, size);
    }

    U16 u16(String name, long offset) {
        return add(new U16(this, name, offset));
    }

    U32 u32(String name, long offset) {
        return add(new U32(this, name, offset));
    }

    U64 u64(String name, long offset) {
        return add(new U64(this, name, offset));
    }

    S32 s32(String name, long offset) {
        return add(new S32(this, name, offset));
    }

    S64 s64(String name, long offset) {
        return add(new S64(this, name, offset));
    }

    Nested nested(String name, long offset, Struct type) {
        return add(new Nested(this, name, offset, type));
    }

    Bytes bytes(String name, long offset, long size) {
        return add(new Bytes(this, name, offset, size));
    }

    private <F extends Field> F add(F field) {
        Field last = fields.isEmpty() ? null : fields.getLast();
        long free = last == null ? 0 : last.offset() + last.size();
        if (field.offset() < free || field.offset() + field.size() > size) {
            throw new IllegalArgumentException(
                    "struct "
                            + name
                            + ": field "
                            + field.name()
                            + " at "
                            + field.offset()
                            + " does not fit");
        }
        fields.add(field);
        return field;
    }

    @Override
    public String toString() {
        return name;
    }
}
