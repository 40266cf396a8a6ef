package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file system shown at a place of the tree (struct mount): its superblock, the dentry shown as
 * its root, and where it sits.
 *
 * <p>It is counted: being attached to the tree is one reference, each path, open file and child
 * mount holds one. The superblock stays active until the last is gone.
 */
public final class Mount {
    /** No set-id bits. */
    public static final int MNT_NOSUID = 0x01;

    /** No device nodes. */
    public static final int MNT_NODEV = 0x02;

    /** No programs. */
    public static final int MNT_NOEXEC = 0x04;

    /** No access times. */
    public static final int MNT_NOATIME = 0x08;

    /** No access times of directories. */
    public static final int MNT_NODIRATIME = 0x10;

    /** Access times only when they would be older than a change. */
    public static final int MNT_RELATIME = 0x20;

    /** Read-only. */
    public static final int MNT_READONLY = 0x40;

    /** Unmounted together with its parent (automounts). */
    public static final int MNT_SHRINKABLE = 0x100;

    private final SuperBlock sb;
    private final Dentry root;
    private final int id;
    private final String source;

    int flags;
    int count = 1;
    int writers;
    boolean attached;
    @Nullable Mount parent;
    @Nullable Dentry mountpoint;
    final List<Mount> children = new ArrayList<>();

    /** Takes over a reference to the root and one to the active superblock. */
    Mount(SuperBlock sb, Dentry root, int id, String source, int flags) {
        this.sb = sb;
        this.root = root;
        this.id = id;
        this.source = source;
        this.flags = flags;
    }

    /** The file system. */
    public SuperBlock sb() {
        return sb;
    }

    /** What it shows as its root. */
    public Dentry root() {
        return root;
    }

    /** Its number in /proc/self/mountinfo. */
    public int id() {
        return id;
    }

    /** What was mounted, as in the first column of /proc/mounts. */
    public String source() {
        return source;
    }

    /** MNT_* bits. */
    public int flags() {
        return flags;
    }

    /** The mount it sits on; null for the root and when detached. */
    public @Nullable Mount parent() {
        return parent;
    }

    /** The dentry it sits on; null for the root and when detached. */
    public @Nullable Dentry mountpoint() {
        return mountpoint;
    }

    /** Takes a reference (mntget). */
    public Mount get() {
        count++;
        return this;
    }

    /** Drops a reference (mntput); the last gives up the superblock. */
    public void put() {
        if (count <= 0) {
            throw new IllegalStateException(
                    "mount of " + source + " put with " + count + " references");
        }
        if (--count == 0) {
            sb.vfs().mounts().free(this);
        }
    }

    /** References, for tests and reports. */
    public int count() {
        return count;
    }

    /** Whether nothing may be written through it (mnt_is_readonly). */
    public boolean isReadOnly() {
        return (flags & MNT_READONLY) != 0 || (sb.flags & SbFlags.SB_RDONLY) != 0;
    }

    /** Announces a change (mnt_want_write); 0 or -EROFS. */
    public int wantWrite() {
        if (isReadOnly()) {
            return -Errno.EROFS;
        }
        writers++;
        return 0;
    }

    /** Ends {@link #wantWrite}. */
    public void dropWrite() {
        writers--;
    }

    boolean forbidsAtime(boolean dir) {
        return (flags & MNT_NOATIME) != 0 || (dir && (flags & MNT_NODIRATIME) != 0);
    }

    boolean isRelatime() {
        return (flags & MNT_RELATIME) != 0;
    }

    @Override
    public String toString() {
        return "mount " + id + " of " + source;
    }
}
