package dev.fuselage.fuse;

/** An unsigned field of 8 bits: 0..255; a value that is set loses its upper bits. */
public record U8(Struct struct, String name, long offset) implements Field {
    @Override
    public long size() {
        return 1;
    }

    public int get(Wire w) {
        return w.u8(offset);
    }

    public void set(Wire w, int value) {
        w.u8(offset, value);
    }
}
