package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.wait.WaitQueue;
import org.jspecify.annotations.Nullable;

/**
 * A cached name (struct dentry): a component under its parent, and the inode it names, or none (a
 * negative entry).
 *
 * <p>It is counted: users, mounts and children hold references. At the last {@link #put} it is kept
 * on its superblock's LRU list if it is hashed and its file system does not object; otherwise it is
 * killed and the parent loses a reference in turn. The structure of the cache is in {@link
 * DentryCache}; methods here are the calls file systems make.
 */
public final class Dentry {
    static final int DCACHE_OP_REVALIDATE = 1;
    static final int DCACHE_OP_WEAK_REVALIDATE = 1 << 1;
    static final int DCACHE_OP_DELETE = 1 << 2;
    static final int DCACHE_REFERENCED = 1 << 3;
    static final int DCACHE_DONTCACHE = 1 << 4;
    static final int DCACHE_CANT_MOUNT = 1 << 5;
    static final int DCACHE_LRU_LIST = 1 << 6;
    static final int DCACHE_SHRINK_LIST = 1 << 7;
    static final int DCACHE_MOUNTED = 1 << 8;
    static final int DCACHE_NEED_AUTOMOUNT = 1 << 9;
    static final int DCACHE_DENTRY_KILLED = 1 << 10;
    static final int DCACHE_PAR_LOOKUP = 1 << 11;
    static final int DCACHE_DISCONNECTED = 1 << 12;
    static final int DCACHE_HASHED = 1 << 13;
    static final int DCACHE_GENOCIDE = 1 << 14;

    private static final int ERRORS = 4096;
    private static final Dentry[] ERROR = new Dentry[ERRORS];

    static {
        for (int i = 1; i < ERRORS; i++) {
            ERROR[i] = new Dentry(-i);
        }
    }

    private final @Nullable SuperBlock sb;
    private final int error;
    final @Nullable DentryOperations op;
    final int serial;

    Dentry parent;
    String name;
    int hash;
    @Nullable Inode inode;
    int flags;
    int count = 1;

    @Nullable Dentry hashNext;
    @Nullable Dentry firstChild;
    @Nullable Dentry siblingNext;
    @Nullable Dentry siblingPrev;
    @Nullable Dentry aliasNext;
    @Nullable Dentry aliasPrev;
    @Nullable Dentry lruNext;
    @Nullable Dentry lruPrev;
    @Nullable DentryList lruList;
    @Nullable Dentry inLookupNext;
    @Nullable WaitQueue lookupWait;
    @Nullable Task lookupTask;

    /** Position in a directory of {@link RamFs}. */
    long directoryOffset;

    /** One word for the file system (d_fsdata): FUSE keeps the expiry time of the entry here. */
    public long fsdata;

    @SuppressWarnings("NullAway") // an error is never used as a dentry
    private Dentry(int error) {
        this.error = error;
        this.sb = null;
        this.op = null;
        this.serial = 0;
        this.name = "";
        this.parent = this;
    }

    /**
     * A dentry outside any directory, with one reference. {@link DentryCache#alloc} makes those
     * inside.
     */
    Dentry(SuperBlock sb, @Nullable DentryOperations op, String name, int serial) {
        this.error = 0;
        this.sb = sb;
        this.op = op;
        this.serial = serial;
        this.name = name;
        this.hash = name.hashCode();
        this.parent = this;
        if (op != null) {
            flags |=
                    (op.hasRevalidate() ? DCACHE_OP_REVALIDATE : 0)
                            | (op.hasWeakRevalidate() ? DCACHE_OP_WEAK_REVALIDATE : 0)
                            | (op.hasDelete() ? DCACHE_OP_DELETE : 0);
        }
    }

    /** A negative errno in the place of a dentry (ERR_PTR); compare with {@link #isError}. */
    public static Dentry error(int negativeErrno) {
        return ERROR[-negativeErrno];
    }

    /** Whether this is an error and no dentry (IS_ERR). */
    public boolean isError() {
        return error != 0;
    }

    /** The negative errno of an error, 0 for a dentry (PTR_ERR). */
    public int error() {
        return error;
    }

    /** The superblock. */
    public SuperBlock sb() {
        SuperBlock s = sb;
        if (s == null) {
            throw new IllegalStateException("error " + error + " used as a dentry");
        }
        return s;
    }

    /** The name in the parent; "/" for a root. */
    public String name() {
        return name;
    }

    /** The parent; itself for a root. */
    public Dentry parent() {
        return parent;
    }

    /** The inode of a positive entry (d_inode). */
    public Inode inode() {
        Inode i = inode;
        if (i == null) {
            throw new IllegalStateException("negative dentry " + name + " has no inode");
        }
        return i;
    }

    /** The inode, or null for a negative entry. */
    public @Nullable Inode inodeOrNull() {
        return inode;
    }

    /** Whether it names nothing (d_is_negative). */
    public boolean isNegative() {
        return inode == null;
    }

    /** Whether it names something (d_is_positive). */
    public boolean isPositive() {
        return inode != null;
    }

    /** Whether it names a directory that can be looked into (d_is_dir). */
    public boolean isDir() {
        Inode i = inode;
        return i != null && i.isDir();
    }

    /** Whether it names a symbolic link (d_is_symlink). */
    public boolean isSymlink() {
        Inode i = inode;
        return i != null && !i.isDir() && i.op.hasGetLink();
    }

    /** Whether it has no parent (IS_ROOT). */
    public boolean isRoot() {
        return parent == this;
    }

    /** Whether look-ups cannot find it (d_unhashed). */
    public boolean isUnhashed() {
        return (flags & DCACHE_HASHED) == 0;
    }

    /** Whether its name was removed (d_unlinked). */
    public boolean isUnlinked() {
        return isUnhashed() && !isRoot();
    }

    /** Whether a parallel look-up of it is under way (d_in_lookup). */
    public boolean isInLookup() {
        return (flags & DCACHE_PAR_LOOKUP) != 0;
    }

    /** Whether something is mounted on it in some mount (d_mountpoint). */
    public boolean isMountpoint() {
        return (flags & DCACHE_MOUNTED) != 0;
    }

    /** References held, for tests and reports. */
    public int count() {
        return count;
    }

    /**
     * Whether {@link DentryOperations#delete} is asked at the last put (DCACHE_OP_DELETE). FUSE
     * switches it per entry.
     */
    public void setOpDelete(boolean on) {
        flags = on ? flags | DCACHE_OP_DELETE : flags & ~DCACHE_OP_DELETE;
    }

    /** Takes a reference (dget). */
    public Dentry get() {
        count++;
        return this;
    }

    /** Drops a reference (dput). May evict inodes, and so block. */
    @KernelFunction("dput")
    public void put() {
        sb().vfs().dentries().put(this);
    }

    /** The parent with a reference (dget_parent). */
    public Dentry getParent() {
        return parent.get();
    }

    /** Unhashes, so that look-ups no longer find it (d_drop). */
    public void drop() {
        sb().vfs().dentries().drop(this);
    }

    /**
     * Unhashes it, kills the unused entries below and detaches what is mounted there
     * (d_invalidate).
     */
    @KernelFunction("d_invalidate")
    public void invalidate() {
        sb().vfs().dentries().shrinking().invalidate(this);
    }

    /**
     * Hashes it and gives it an inode, or makes it a hashed negative entry (d_add). The inode's
     * reference becomes the dentry's.
     */
    public void add(@Nullable Inode newInode) {
        sb().vfs().dentries().add(this, newInode);
    }

    /** Gives a negative entry an inode, whose reference becomes the dentry's (d_instantiate). */
    public void instantiate(Inode newInode) {
        sb().vfs().dentries().instantiate(this, newInode);
    }

    /** {@link #instantiate} and {@link Inode#unlockNew} in one (d_instantiate_new). */
    public void instantiateNew(Inode newInode) {
        instantiate(newInode);
        newInode.unlockNew();
    }

    /** Hashes it again (d_rehash). */
    public void rehash() {
        sb().vfs().dentries().rehash(this);
    }

    /**
     * Gives this unhashed dentry an inode; when the inode is a directory that has a name already,
     * moves that name here (d_splice_alias).
     *
     * @return null when this dentry was used; the moved alias with a reference; or an error. The
     *     inode's reference is consumed.
     */
    public @Nullable Dentry spliceAlias(@Nullable Inode newInode) {
        return sb().vfs().dentries().spliceAlias(newInode, this);
    }

    /**
     * The cached child of that name with a reference, or null (d_lookup). Does not ask revalidate.
     */
    public @Nullable Dentry lookup(Qstr childName) {
        return sb().vfs().dentries().lookup(this, childName);
    }

    /** A new child, unhashed and negative, with one reference (d_alloc). */
    public Dentry allocChild(Qstr childName) {
        return sb().vfs().dentries().alloc(this, childName);
    }

    /**
     * A child for a look-up that other tasks may do at the same time (d_alloc_parallel): either one
     * that is hashed, or a new one in look-up, which the caller ends with {@link #lookupDone}.
     */
    public Dentry allocParallel(Qstr childName) {
        return sb().vfs().dentries().allocParallel(this, childName);
    }

    /** Ends the look-up of a dentry of {@link #allocParallel} (d_lookup_done). */
    public void lookupDone() {
        sb().vfs().dentries().lookupDone(this);
    }

    /** Forgets the unused entries below (shrink_dcache_parent). */
    public void shrinkParent() {
        sb().vfs().dentries().shrinking().shrinkParent(this);
    }

    /** Whether {@code ancestor} is this or above it (is_subdir). */
    public boolean isSubdirOf(Dentry ancestor) {
        return this == ancestor || DentryCache.ancestor(ancestor, this) != null;
    }

    @Override
    public String toString() {
        return error != 0
                ? "error " + error
                : name + (inode == null ? " (negative)" : " ino " + inode.ino);
    }
}
