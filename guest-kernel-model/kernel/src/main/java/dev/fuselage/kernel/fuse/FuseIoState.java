package dev.fuselage.kernel.fuse;

import org.jspecify.annotations.Nullable;

/**
 * What goes with a request for data or a RELEASE until it ends ({@code struct fuse_io_args}, {@code
 * struct fuse_release_args}). Part of a {@link FuseReq}.
 */
final class FuseIoState {
    /** Bytes asked for. */
    int count;

    /** Where in the file. */
    long position;

    /** {@link FuseConn#attrVersion} before sending. */
    long attrVersion;

    /** The last page of a write is locked, because it is only partly valid. */
    boolean pageLocked;

    /** The handle that must live until the end. */
    @Nullable FuseFile file;

    /** The inode that must live until the end. */
    @Nullable FuseInode inode;

    /** The dirty pages that it writes. */
    @Nullable FuseWritepage writepage;

    /** The direct transfer it belongs to. */
    @Nullable FuseDirectTransfer transfer;

    void clear() {
        count = 0;
        attrVersion = 0;
        position = 0;
        pageLocked = false;
        file = null;
        inode = null;
        transfer = null;
        writepage = null;
    }
}
