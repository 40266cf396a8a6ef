package dev.fuselage.kernel.fuse;

import dev.fuselage.machine.memory.HostMemory;
import java.nio.charset.StandardCharsets;

/** Names and other byte strings in guest memory; in the kernel each byte is one char. */
final class FuseText {
    private FuseText() {}

    static String read(long hostAddress, int length) {
        byte[] bytes = new byte[length];
        read(hostAddress, bytes, length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static void read(long hostAddress, byte[] into, int length) {
        HostMemory.copy(hostAddress, into, 0, length);
    }
}
