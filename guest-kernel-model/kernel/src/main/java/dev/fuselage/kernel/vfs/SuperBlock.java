package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.wait.Mutex;
import dev.fuselage.kernel.wait.RwSemaphore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mounted file system, whichever and however many mounts show it (struct super_block). */
public final class SuperBlock {
    private final Vfs vfs;
    final int serial;

    /** Its type. */
    public final FileSystemType type;

    /** SB_* bits. */
    public int flags;

    /**
     * Device number that stat shows, in the form of {@link dev.fuselage.fuse.linux.DeviceNumber}.
     */
    public final int dev;

    /** What /proc/mounts shows behind the type and a dot; "" for nothing (s_subtype). */
    public String subtype = "";

    /** Name in messages (s_id). */
    public String id;

    /** Magic number. */
    public long magic;

    /** Block size in bytes. */
    public int blocksize = 4096;

    /** Its logarithm. */
    public int blocksizeBits = 12;

    /** Largest file in bytes. */
    public long maxBytes = Long.MAX_VALUE;

    /** Granularity of times in nanoseconds. */
    public int timeGran = 1;

    /** Operations of new dentries. */
    public @Nullable DentryOperations dentryOperations;

    /** How extended attributes are reached; asked in order. */
    public XattrHandler[] xattrHandlers = {};

    /** What the file system remembers (s_fs_info). */
    public @Nullable Object fsInfo;

    @Nullable Dentry root;
    final DentryList dentryLru = new DentryList();
    final InodeList inodeLru = new InodeList();
    @Nullable Inode inodes;
    int active = 1;

    /** Inodes with marks of those who want to be told (s_fsnotify_connectors). */
    int notifyMarks;

    long shrinkDeferred;
    private long lastIno;
    private long lastDirectoryOffset = 1;

    private final RwSemaphore umount;
    private final Mutex renameMutex;
    private BackingDevice bdi;
    private @Nullable SuperOperations op;

    SuperBlock(Vfs vfs, FileSystemType type, int dev, int serial) {
        this.vfs = vfs;
        this.type = type;
        this.dev = dev;
        this.serial = serial;
        this.id = type.name();
        this.bdi = vfs.noBackingDevice();
        this.umount = new RwSemaphore(vfs.scheduler(), "s_umount", this);
        this.renameMutex = new Mutex(vfs.scheduler(), "s_vfs_rename_mutex", this);
    }

    /** The VFS it belongs to. */
    public Vfs vfs() {
        return vfs;
    }

    /** A new inode number, for file systems in memory (get_next_ino). */
    public long nextIno() {
        return ++lastIno;
    }

    /** A place in a directory behind all others; 0 and 1 are the dots. */
    long nextDirectoryOffset() {
        return ++lastDirectoryOffset;
    }

    /** Its operations. */
    public SuperOperations op() {
        SuperOperations o = op;
        if (o == null) {
            throw new IllegalStateException("superblock " + id + " is used before it is filled");
        }
        return o;
    }

    /** Sets its operations (s_op). */
    public void setOp(SuperOperations operations) {
        op = operations;
    }

    /** Its backing device. */
    public BackingDevice bdi() {
        return bdi;
    }

    /** Sets its backing device (s_bdi). */
    public void setBdi(BackingDevice device) {
        bdi = device;
    }

    /** Its root; null before it is filled and once it is being shut down. */
    public @Nullable Dentry root() {
        return root;
    }

    /** Sets its root (s_root). */
    public void setRoot(Dentry dentry) {
        root = dentry;
    }

    /** Sets the block size, a power of two (sb_set_blocksize). */
    public void setBlocksize(int bytes) {
        blocksize = bytes;
        blocksizeBits = Integer.numberOfTrailingZeros(bytes);
    }

    /** Held while it is mounted, unmounted or written back as a whole (s_umount). */
    public RwSemaphore umountLock() {
        return umount;
    }

    /** Held while a directory moves to another parent (s_vfs_rename_mutex). */
    public Mutex renameMutex() {
        return renameMutex;
    }

    /** Mounts and others that keep it (s_active), for tests and reports. */
    public int active() {
        return active;
    }

    /** The inodes in memory, in no order that means anything; for reports. */
    public List<Inode> cachedInodes() {
        List<Inode> all = new ArrayList<>();
        for (Inode inode = inodes; inode != null; inode = inode.sbNext) {
            all.add(inode);
        }
        return all;
    }

    @Override
    public String toString() {
        return id;
    }
}
