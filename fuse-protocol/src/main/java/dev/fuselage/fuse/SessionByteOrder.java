package dev.fuselage.fuse;

import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Tells the byte order of a session. The client chooses it, and it shows in the opcode of its INIT:
 * virtio specification, section "File System Device", device operation. Each INIT may choose again.
 */
public final class SessionByteOrder {
    /** INIT of a big-endian client, read little-endian: {@code FUSE_INIT_BSWAP_RESERVED}. */
    public static final int INIT_BSWAP_RESERVED = 26 << 24;

    /** CUSE_INIT of a big-endian client, read little-endian: {@code CUSE_INIT_BSWAP_RESERVED}. */
    public static final int CUSE_INIT_BSWAP_RESERVED = 4096 << 8;

    /**
     * The order that an INIT chooses.
     *
     * @param opcode {@link FuseInHeader#OPCODE} read little-endian
     * @return null where the request is no INIT, which leaves the order as it was
     */
    public static @Nullable ByteOrder ofInit(int opcode) {
        return switch (opcode) {
            case 26, 4096 -> ByteOrder.LITTLE_ENDIAN;
            case INIT_BSWAP_RESERVED, CUSE_INIT_BSWAP_RESERVED -> ByteOrder.BIG_ENDIAN;
            default -> null;
        };
    }

    private SessionByteOrder() {}
}
