package dev.fuselage.fuse;

/** A signed field of 64 bits. */
public record S64(Struct struct, String name, long offset) implements Field {
    @Override
    public long size() {
        return 8;
    }

    public long get(Wire w) {
        return w.u64(offset);
    }

    public void set(Wire w, long value) {
        w.u64(offset, value);
    }
}
