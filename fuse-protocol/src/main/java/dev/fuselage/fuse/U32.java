package dev.fuselage.fuse;

/** An unsigned field of 32 bits, as the int with the same bits. */
public record U32(Struct struct, String name, long offset) implements Field {
    @Override
    public long size() {
        return 4;
    }

    public int get(Wire w) {
        return w.u32(offset);
    }

    public void set(Wire w, int value) {
        w.u32(offset, value);
    }

    /** 0..2^32-1. */
    public long getUnsigned(Wire w) {
        return Integer.toUnsignedLong(w.u32(offset));
    }
}
