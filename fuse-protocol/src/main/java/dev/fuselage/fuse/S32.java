package dev.fuselage.fuse;

/** A signed field of 32 bits. */
public record S32(Struct struct, String name, long offset) implements Field {
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
}
