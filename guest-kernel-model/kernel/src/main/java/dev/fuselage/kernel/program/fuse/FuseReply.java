package dev.fuselage.kernel.program.fuse;

import dev.fuselage.fuse.Wire;
import java.lang.foreign.MemorySegment;

/** The body of a reply in the making: what follows the header. */
public final class FuseReply {
    private byte[] body = {};

    FuseReply() {}

    /** Makes the body that many zero bytes, to be filled through the wire. */
    public Wire body(int size) {
        body = new byte[size];
        return new Wire().at(MemorySegment.ofArray(body), 0);
    }

    /** Makes the body a copy of some bytes. */
    public void bytes(byte[] source, int offset, int length) {
        body = new byte[length];
        System.arraycopy(source, offset, body, 0, length);
    }

    byte[] bytes() {
        return body;
    }
}
