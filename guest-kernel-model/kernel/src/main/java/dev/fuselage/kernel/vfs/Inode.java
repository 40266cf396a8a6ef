package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.kernel.mm.AddressSpace;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.wait.RwSemaphore;
import dev.fuselage.kernel.wait.WaitQueue;
import org.jspecify.annotations.Nullable;

/**
 * A file, directory, link or special file in memory (struct inode). File systems extend it with
 * what they remember per inode.
 *
 * <p>It is counted: every positive dentry and every user holds a reference. {@link
 * SuperOperations#dropInode} decides at the last {@link #put} whether it stays cached. The fields
 * are plain, as in C; who changes them holds {@link #lock} where Linux asks for it.
 */
public class Inode {
    /** Attributes changed, data integrity does not need them. */
    public static final int I_DIRTY_SYNC = 1;

    /** Attributes changed that fdatasync needs. */
    public static final int I_DIRTY_DATASYNC = 1 << 1;

    /** Pages are dirty. */
    public static final int I_DIRTY_PAGES = 1 << 2;

    /** Being set up; others wait. */
    public static final int I_NEW = 1 << 3;

    static final int I_WILL_FREE = 1 << 4;
    static final int I_FREEING = 1 << 5;
    static final int I_CLEAR = 1 << 6;

    /** A task writes it back. */
    static final int I_SYNC = 1 << 7;

    static final int I_REFERENCED = 1 << 8;
    static final int I_LINKABLE = 1 << 10;
    static final int I_DONTCACHE = 1 << 16;

    /** Any of the dirty bits. */
    public static final int I_DIRTY = I_DIRTY_SYNC | I_DIRTY_DATASYNC | I_DIRTY_PAGES;

    /** The superblock. */
    public final SuperBlock sb;

    /** Inode number. */
    public long ino;

    /** Type and permissions. */
    public int mode;

    /** S_* bits, {@link InodeFlags}. */
    public int flags;

    /** Owner. */
    public int uid;

    /** Group. */
    public int gid;

    /** Links. */
    public int nlink = 1;

    /**
     * Device number of a device node, in the form of {@link dev.fuselage.fuse.linux.DeviceNumber}.
     */
    public int rdev;

    /** Size in bytes (i_size_read, i_size_write). */
    public long size;

    /** 512-byte blocks. */
    public long blocks;

    /** log2 of the block size that stat shows. */
    public int blkbits;

    /** Generation. */
    public int generation;

    /** Change counter (i_version). */
    public long version;

    /** Access time. */
    public final Timespec atime = new Timespec();

    /** Modification time. */
    public final Timespec mtime = new Timespec();

    /** Change time. */
    public final Timespec ctime = new Timespec();

    /** What can be done with it. */
    public InodeOperations op = EmptyInodeOperations.INSTANCE;

    /** What can be done with its open files. */
    public FileOperations fop = EmptyFileOperations.INSTANCE;

    /** Its pages. */
    public final AddressSpace data;

    /** The pages its files use: {@link #data} unless a file system shares them. */
    public AddressSpace mapping;

    /** I_* bits. */
    public int state;

    /** The pipe of a FIFO or pipe. */
    @Nullable PipeInode pipe;

    /** Body of a link that needs no operation (i_link). */
    public @Nullable String link;

    /** Locks of its files. */
    @Nullable FileLocks locks;

    /** Who is told of what happens in this directory (i_fsnotify_marks). */
    @Nullable DnotifyMark dnotify;

    @Nullable Dentry aliases;
    int count = 1;

    /** Writers when positive, deniers of writing when negative (i_writecount). */
    int writeCount;

    /** Rank among inodes when two are locked; by address in C. */
    final long order;

    long key;
    boolean hashed;
    @Nullable Inode hashNext;
    @Nullable Inode sbNext;
    @Nullable Inode sbPrev;
    boolean onSbList;
    @Nullable Inode lruNext;
    @Nullable Inode lruPrev;
    boolean onLru;
    @Nullable WaitQueue stateWait;
    @Nullable Task stateTask;
    @Nullable WaitQueue syncWait;
    @Nullable Task syncTask;

    private final RwSemaphore rwsem;

    /** A new inode with one reference, on no list. */
    @SuppressWarnings("this-escape") // locks and pages only remember whose they are
    public Inode(SuperBlock sb) {
        this.sb = sb;
        this.order = sb.vfs().nextInodeOrder();
        this.blkbits = sb.blocksizeBits;
        this.rwsem = sb.vfs().newInodeLock(this);
        this.data = new AddressSpace(this, sb.vfs().pages());
        this.mapping = data;
    }

    // ---- what it is

    /** A directory. */
    public final boolean isDir() {
        return Mode.isDirectory(mode);
    }

    /** A regular file. */
    public final boolean isRegular() {
        return Mode.isRegular(mode);
    }

    /** A symbolic link. */
    public final boolean isLink() {
        return Mode.isSymbolicLink(mode);
    }

    /** The file system cannot be written (IS_RDONLY). */
    public final boolean isReadOnly() {
        return (sb.flags & SbFlags.SB_RDONLY) != 0;
    }

    /** IS_NOSEC. */
    public final boolean isNosec() {
        return (flags & InodeFlags.S_NOSEC) != 0;
    }

    /** IS_APPEND. */
    public final boolean isAppend() {
        return (flags & InodeFlags.S_APPEND) != 0;
    }

    /** IS_IMMUTABLE. */
    public final boolean isImmutable() {
        return (flags & InodeFlags.S_IMMUTABLE) != 0;
    }

    /** A removed directory (IS_DEADDIR). */
    public final boolean isDeadDir() {
        return (flags & InodeFlags.S_DEAD) != 0;
    }

    /** IS_SYNC. */
    public final boolean isSync() {
        return (flags & InodeFlags.S_SYNC) != 0 || (sb.flags & SbFlags.SB_SYNCHRONOUS) != 0;
    }

    /** The file system applies the umask itself (IS_POSIXACL). */
    public final boolean isPosixAcl() {
        return (sb.flags & SbFlags.SB_POSIXACL) != 0;
    }

    /** IS_AUTOMOUNT. */
    public final boolean isAutomount() {
        return (flags & InodeFlags.S_AUTOMOUNT) != 0;
    }

    // ---- the lock

    /** Locks for change (inode_lock). */
    public final void lock() {
        rwsem.downWrite();
    }

    /** Ends {@link #lock}. */
    public final void unlock() {
        rwsem.upWrite();
    }

    /** Locks against change (inode_lock_shared). */
    public final void lockShared() {
        rwsem.downRead();
    }

    /** Ends {@link #lockShared}. */
    public final void unlockShared() {
        rwsem.upRead();
    }

    /** Locks for change unless that needs waiting (inode_trylock). */
    public final boolean tryLock() {
        return rwsem.tryDownWrite();
    }

    /** Locks against change unless that needs waiting (inode_trylock_shared). */
    public final boolean tryLockShared() {
        return rwsem.tryDownRead();
    }

    /** The lock itself (i_rwsem). */
    public final RwSemaphore rwsem() {
        return rwsem;
    }

    // ---- life

    /** Takes another reference (ihold). */
    public final Inode get() {
        if (count < 1) {
            throw new IllegalStateException("inode " + ino + " held with " + count + " references");
        }
        count++;
        return this;
    }

    /** Takes a reference unless the inode is going (igrab). */
    public final @Nullable Inode grab() {
        if ((state & (I_FREEING | I_WILL_FREE)) != 0) {
            return null;
        }
        count++;
        return this;
    }

    /** Drops a reference; the last one may evict the inode, and so block (iput). */
    public final void put() {
        sb.vfs().inodes().put(this);
    }

    /** References, for tests and reports. */
    public final int count() {
        return count;
    }

    /** The id it is hashed by. */
    public final long key() {
        return key;
    }

    /** Whether look-ups by id find it. */
    public final boolean isHashed() {
        return hashed;
    }

    /** Takes it out of the table of ids (remove_inode_hash). */
    public final void unhash() {
        sb.vfs().inodes().unhash(this);
    }

    /** Ends the set-up of an inode of {@link InodeCache#iget} (unlock_new_inode). */
    public final void unlockNew() {
        sb.vfs().inodes().unlockNew(this);
    }

    /** The set-up failed: unhashes it and drops the reference (iget_failed). */
    public final void igetFailed() {
        sb.vfs().inodes().igetFailed(this);
    }

    /** Last step of evicting: no pages may be left (clear_inode). */
    public final void clear() {
        if (data.pageCount() != 0) {
            throw new IllegalStateException(
                    "inode " + ino + " cleared with " + data.pageCount() + " pages");
        }
        state = I_FREEING | I_CLEAR;
    }

    // ---- links

    /** One link fewer (drop_nlink). */
    public final void dropNlink() {
        if (nlink == 0) {
            throw new IllegalStateException("inode " + ino + " has no link to drop");
        }
        nlink--;
    }

    /** No links (clear_nlink). */
    public final void clearNlink() {
        nlink = 0;
    }

    /** One link more (inc_nlink). */
    public final void incNlink() {
        nlink++;
    }

    // ---- times

    /**
     * Sets the times named by {@link TimeFlags} to now; returns which changed
     * (inode_update_timestamps).
     */
    public final int updateTimestamps(int which) {
        int updated = 0;
        Timespec now = sb.vfs().currentTime(sb);
        if ((which & (TimeFlags.S_MTIME | TimeFlags.S_CTIME | TimeFlags.S_VERSION)) != 0) {
            if (!now.isSame(ctime)) {
                ctime.set(now);
                updated |= TimeFlags.S_CTIME;
            }
            if (!now.isSame(mtime)) {
                mtime.set(now);
                updated |= TimeFlags.S_MTIME;
            }
        }
        if ((which & TimeFlags.S_ATIME) != 0 && !now.isSame(atime)) {
            atime.set(now);
            updated |= TimeFlags.S_ATIME;
        }
        return updated;
    }

    /** {@link #updateTimestamps} and marks the inode dirty (generic_update_time); returns 0. */
    public final int genericUpdateTime(int which) {
        if (updateTimestamps(which) != 0) {
            markDirty(I_DIRTY_SYNC);
        }
        return 0;
    }

    /** Sets the change time to now (inode_set_ctime_current). */
    public final void setCtimeCurrent() {
        ctime.set(sb.vfs().currentTime(sb));
    }

    /** Counts a change (inode_inc_iversion). */
    public final void incVersion() {
        version++;
    }

    /** Marks it dirty (__mark_inode_dirty); the flags say what. */
    public final void markDirty(int dirty) {
        if ((state & I_DIRTY) == 0) {
            sb.bdi().inodeDirtied();
        }
        state |= dirty;
        sb.op().dirtyInode(this, dirty);
    }

    /**
     * Writes its pages and attributes (write_inode_now); with {@code sync} until both are stable.
     */
    @KernelFunction("write_inode_now")
    public final int writeNow(boolean sync) {
        return InodeWriteback.write(this, sync);
    }

    @Override
    public String toString() {
        return "inode " + ino + " of " + sb.id;
    }
}
