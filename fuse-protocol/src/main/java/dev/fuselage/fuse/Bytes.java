package dev.fuselage.fuse;

/**
 * A run of bytes without structure of its own: space kept in reserve, or an area that another
 * structure describes.
 */
public record Bytes(Struct struct, String name, long offset, long size) implements Field {
    public void clear(Wire w) {
        w.clear(offset, size);
    }
}
