package dev.fuselage.fuse;

/** An unsigned field of 16 bits: 0..65535; a value that is set loses its upper bits. */
public record U16(Struct struct, String name, long offset) implements Field {
    @Override
    public long size() {
        return 2;
    }

    public int get(Wire w) {
        return w.u16(offset);
    }

    public void set(Wire w, int value) {
        w.u16(offset, value);
    }
}
