package dev.fuselage.devices.fs.host;

import dev.fuselage.devices.fs.Node;
import dev.fuselage.fuse.linux.Mode;
import org.jspecify.annotations.Nullable;

/**
 * A file of the host the guest knows. Held by an O_PATH descriptor, which keeps its inode number
 * from being given to another file and gives no access to its content; or, when descriptors are
 * short, by a {@link FileHandle} until it is asked for again.
 */
final class HostNode extends Node {

    private final HostMount mount;
    private final long ino;
    private final int type;

    /** References the server holds. */
    long references;

    /** O_PATH descriptor, -1 while held by {@link #handle}. */
    int descriptor;

    /** Set once the descriptor was closed for want of room. */
    @Nullable FileHandle handle;

    /** Handles open on it: while there are any it keeps its descriptor. */
    int openHandles;

    /** Owners of POSIX locks on it. */
    @Nullable HostLockOwner lockOwners;

    /** Whether it is found by its identity; not so once its inode number names another file. */
    boolean known;

    /** Whether its file was gone when a snapshot that knew it was loaded. */
    boolean lost;

    /** Next in its bucket of the {@link NodeTable}. */
    @Nullable HostNode nextInBucket;

    /** Neighbour in the {@link HotList}, used later. */
    @Nullable HostNode newer;

    /** Neighbour in the {@link HotList}, used earlier. */
    @Nullable HostNode older;

    /** Whether it is in the {@link HotList}. */
    boolean listed;

    HostNode(HostMount mount, long ino, int type, int descriptor) {
        this.mount = mount;
        this.ino = ino;
        this.type = type;
        this.descriptor = descriptor;
    }

    @Override
    public long ino() {
        return ino;
    }

    @Override
    public long device() {
        return mount.device;
    }

    /** The mounted file system it was found through. */
    HostMount mount() {
        return mount;
    }

    /** Its {@code S_IF} type, which no inode changes. */
    int type() {
        return type;
    }

    boolean isDirectory() {
        return Mode.isDirectory(type);
    }

    boolean isRegular() {
        return Mode.isRegular(type);
    }
}
