package dev.fuselage.fuse;

/** A field that is a structure itself. */
public record Nested(Struct struct, String name, long offset, Struct type) implements Field {
    @Override
    public long size() {
        return type.size();
    }

    /** Moves a wire to the inner structure of the one that another wire is at, and returns it. */
    public Wire in(Wire outer, Wire moved) {
        return moved.at(outer, offset);
    }
}
