package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseCompat;

/**
 * Makes structures as short as an old server knows them ({@code fuse_adjust_compat}); known only
 * once INIT was answered.
 */
final class FuseCompatSizes {
    private static final int FIRST_MODERN_MINOR = 12;

    private FuseCompatSizes() {}

    static void adjust(FuseReq req, int minor) {
        if (minor < FIRST_MODERN_MINOR) {
            shrink(req, minor);
        }
    }

    private static void shrink(FuseReq req, int minor) {
        switch (req.opcode()) {
            case STATFS -> req.shrinkFirstOut(FuseCompat.statfsOutSize(minor));
            case LOOKUP, MKDIR, SYMLINK, LINK -> req.shrinkFirstOut(FuseCompat.entryOutSize(minor));
            case CREATE -> {
                req.shrinkFirstOut(FuseCompat.entryOutSize(minor));
                req.shrinkFirstIn(FuseCompat.createInSize(minor));
            }
            case MKNOD -> {
                req.shrinkFirstOut(FuseCompat.entryOutSize(minor));
                req.shrinkFirstIn(FuseCompat.mknodInSize(minor));
            }
            case GETATTR, SETATTR -> req.shrinkFirstOut(FuseCompat.attrOutSize(minor));
            default -> {}
        }
    }
}
