package dev.fuselage.devices.fs.memory;

import dev.fuselage.devices.fs.FileAttributes;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import org.jspecify.annotations.Nullable;

/** An inode: what all types of file have. */
abstract sealed class MemoryNode extends Node
        permits DirectoryNode, RegularNode, SymlinkNode, SpecialNode {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long RELATIME_SECONDS = 24 * 60 * 60;

    private static final int SERVER_GROUP = 0;

    private final long device;
    private final long ino;
    private final int type;

    int permissions;
    int uid;
    int gid;
    int nlink = 1;

    long atime;
    long mtime;
    long ctime;
    int atimeNanos;
    int mtimeNanos;
    int ctimeNanos;
    private long btime;
    private int btimeNanos;

    /** The node made before and not discarded yet; see {@link Inodes}. */
    @Nullable MemoryNode older;

    /** The one made after. */
    @Nullable MemoryNode newer;

    /** References the callers of the file system hold. */
    long references;

    /** Handles open on it. */
    int opens;

    @Nullable ExtendedAttributes xattrs;

    private @Nullable LockTable locks;

    /**
     * A node.
     *
     * @param device number of the file system
     * @param ino its inode number
     * @param mode type and permission bits
     * @param now time of birth in nanoseconds since the epoch
     */
    MemoryNode(long device, long ino, int mode, long now) {
        this.device = device;
        this.ino = ino;
        this.type = Mode.type(mode);
        this.permissions = Mode.permissions(mode);
        btime = Math.floorDiv(now, NANOS_PER_SECOND);
        btimeNanos = (int) Math.floorMod(now, NANOS_PER_SECOND);
        atime = mtime = ctime = btime;
        atimeNanos = mtimeNanos = ctimeNanos = btimeNanos;
    }

    @Override
    public final long ino() {
        return ino;
    }

    @Override
    public final long device() {
        return device;
    }

    final int mode() {
        return type | permissions;
    }

    /** Size in bytes as {@code stat} shows it. */
    abstract long size();

    /** Allocated units of 512 bytes. */
    abstract long sectors();

    /** Device number of a device node, else 0. */
    int rdev() {
        return 0;
    }

    /** Its advisory locks. */
    final LockTable locks() {
        LockTable table = locks;
        if (table == null) {
            table = new LockTable();
            locks = table;
        }
        return table;
    }

    /** A handle on it was closed. */
    final void closed(MemoryHandle handle) {
        opens--;
        if (locks != null) {
            locks.closed(handle);
        }
    }

    /** Gives its space back; called once, when no name, reference or handle is left. */
    void discard() {}

    /** Whether nothing leads to it any more. */
    final boolean isGarbage() {
        return nlink == 0 && references == 0 && opens == 0;
    }

    final void touchMtime(long now) {
        mtime = Math.floorDiv(now, NANOS_PER_SECOND);
        mtimeNanos = (int) Math.floorMod(now, NANOS_PER_SECOND);
    }

    final void touchCtime(long now) {
        ctime = Math.floorDiv(now, NANOS_PER_SECOND);
        ctimeNanos = (int) Math.floorMod(now, NANOS_PER_SECOND);
    }

    final void touchAtime(long now) {
        atime = Math.floorDiv(now, NANOS_PER_SECOND);
        atimeNanos = (int) Math.floorMod(now, NANOS_PER_SECOND);
    }

    /** Content changed. */
    final void modified(long now) {
        touchMtime(now);
        touchCtime(now);
    }

    /**
     * Content was read: the access time moves only when it is no later than a change or a day old,
     * as a mount with {@code relatime}, the default, does ({@code relatime_need_update}).
     */
    final void accessed(long now) {
        boolean stale =
                !isAfter(atime, atimeNanos, mtime, mtimeNanos)
                        || !isAfter(atime, atimeNanos, ctime, ctimeNanos)
                        || Math.floorDiv(now, NANOS_PER_SECOND) - atime >= RELATIME_SECONDS;
        if (stale) {
            touchAtime(now);
        }
    }

    private static boolean isAfter(long seconds, int nanos, long otherSeconds, int otherNanos) {
        return seconds > otherSeconds || (seconds == otherSeconds && nanos > otherNanos);
    }

    /**
     * Removes what a change by somebody without CAP_FSETID must not leave: set-user-id, and
     * set-group-id unless it is but a mark for locking on a file of the server's group ({@code
     * setattr_should_drop_suidgid}).
     */
    final void dropSetIds() {
        permissions &= ~Mode.S_ISUID;
        if ((permissions & Mode.S_IXGRP) != 0 || gid != SERVER_GROUP) {
            permissions &= ~Mode.S_ISGID;
        }
    }

    /**
     * Removes file capabilities, which no change of content or owner survives ({@code
     * cap_inode_killpriv}).
     */
    final void dropCapabilities() {
        if (xattrs != null) {
            xattrs.remove(ExtendedAttributes.SECURITY_CAPABILITY);
        }
    }

    final void fill(FileAttributes out) {
        out.ino = ino;
        out.size = size();
        out.blocks = sectors();
        out.atime = atime;
        out.mtime = mtime;
        out.ctime = ctime;
        out.btime = btime;
        out.atimeNanos = atimeNanos;
        out.mtimeNanos = mtimeNanos;
        out.ctimeNanos = ctimeNanos;
        out.btimeNanos = btimeNanos;
        out.hasBtime = true;
        out.mode = mode();
        out.nlink = nlink;
        out.uid = uid;
        out.gid = gid;
        out.rdev = rdev();
        out.blksize = BlockStore.BLOCK;
    }

    /** Writes all but what leads to it: references, handles and names. */
    final void save(SnapshotWriter to) {
        to.putInt(permissions);
        to.putInt(uid);
        to.putInt(gid);
        to.putInt(nlink);
        to.putLongs(new long[] {atime, mtime, ctime, btime});
        to.putInts(new int[] {atimeNanos, mtimeNanos, ctimeNanos, btimeNanos});
        ExtendedAttributes attributes = xattrs;
        to.putBoolean(attributes != null);
        if (attributes != null) {
            attributes.save(to);
        }
        saveContent(to);
    }

    final void load(AttributeSpace space, SnapshotReader from) {
        permissions = from.getInt();
        uid = from.getInt();
        gid = from.getInt();
        nlink = from.getInt();
        long[] times = new long[4];
        from.getLongs(times);
        atime = times[0];
        mtime = times[1];
        ctime = times[2];
        btime = times[3];
        int[] nanos = new int[4];
        from.getInts(nanos);
        atimeNanos = nanos[0];
        mtimeNanos = nanos[1];
        ctimeNanos = nanos[2];
        btimeNanos = nanos[3];
        xattrs = null;
        if (from.getBoolean()) {
            xattrs = new ExtendedAttributes(space);
            xattrs.load(from);
        }
        loadContent(from);
    }

    /** Writes what its type has besides; nothing unless overridden. */
    void saveContent(SnapshotWriter to) {}

    void loadContent(SnapshotReader from) {}
}
