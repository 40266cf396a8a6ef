package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.StatxMask;
import dev.fuselage.kernel.mm.Truncate;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.BadInode;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.vfs.InodeFlags;
import dev.fuselage.kernel.vfs.SuperBlock;
import dev.fuselage.kernel.vfs.Timespec;
import dev.fuselage.kernel.wait.Mutex;
import org.jspecify.annotations.Nullable;

/**
 * An inode of a FUSE file system ({@code struct fuse_inode}): its node id, how many look-ups the
 * server counts for it, and how far its attributes can be trusted.
 *
 * <p>Attributes are valid until {@link #attrExpiry}, except those in {@link #invalidMask}. A reply
 * is taken in only if no newer one was since its request was sent ({@link #attrVersion}) and
 * nothing is changing the size.
 */
public final class FuseInode extends Inode {
    /** Attributes that a change of data may change ({@code FUSE_STATX_MODIFY}). */
    static final int MODIFY =
            StatxMask.STATX_MTIME | StatxMask.STATX_CTIME | StatxMask.STATX_BLOCKS;

    /** Attributes that a change of data or size may change ({@code FUSE_STATX_MODSIZE}). */
    static final int MODSIZE = MODIFY | StatxMask.STATX_SIZE;

    /**
     * State: the next listing of this directory should bring attributes ({@code
     * FUSE_I_ADVISE_RDPLUS}).
     */
    static final int ADVISE_RDPLUS = 1;

    /** State: known from such a listing, and not used since ({@code FUSE_I_INIT_RDPLUS}). */
    static final int INIT_RDPLUS = 1 << 1;

    /** State: something that changes the size is under way ({@code FUSE_I_SIZE_UNSTABLE}). */
    static final int SIZE_UNSTABLE = 1 << 2;

    /** State: the server sent nonsense about it; every operation fails ({@code FUSE_I_BAD}). */
    static final int BAD = 1 << 3;

    /** State: the birth time is known ({@code FUSE_I_BTIME}). */
    static final int BTIME = 1 << 4;

    /** State: the page cache is or is about to be in use ({@code FUSE_I_CACHE_IO_MODE}). */
    static final int CACHE_IO_MODE = 1 << 5;

    /** {@code FUSE_NAME_MAX}. */
    static final int NAME_MAX = 1024;

    private final FuseMount fm;
    long nodeid;

    /** References the server holds for us: one FORGET gives all of them back. */
    long nlookup;

    /** Jiffies until which the attributes are valid ({@code i_time}). */
    private long attrExpiry;

    /**
     * STATX_* bits of the attributes that are not valid whatever the time is ({@code inval_mask}).
     */
    private int invalidMask = -1;

    /** {@link FuseConn#attrVersion} of the last change. */
    private long attrVersion;

    /** The mode as the server has it. */
    int origMode;

    /** The inode number as the server has it. */
    long origIno;

    final Timespec btime = new Timespec();
    private int state2;
    @Nullable FuseSubmountLookup submountLookup;
    private final FuseIoMode ioMode;
    private final FuseDirCache dirCache = new FuseDirCache();
    private final Timespec oldMtime = new Timespec();
    private @Nullable Mutex mutex;

    /** Made when pages can first become dirty. */
    private @Nullable FuseWriteback writeback;

    FuseInode(SuperBlock sb) {
        super(sb);
        this.fm = FuseMount.of(sb);
        this.ioMode = new FuseIoMode(this);
    }

    static FuseInode of(Inode inode) {
        if (inode instanceof FuseInode fi) {
            return fi;
        }
        throw new IllegalStateException(inode + " is not of FUSE");
    }

    FuseMount mount() {
        return fm;
    }

    FuseConn conn() {
        return fm.conn();
    }

    /** How its open files share it between page cache and direct transfers. */
    FuseIoMode ioMode() {
        return ioMode;
    }

    /** What is cached of the directory's listing. */
    FuseDirCache dirCache() {
        return dirCache;
    }

    // ---- writing dirty pages

    /** Its WRITEs of dirty pages. */
    FuseWriteback writeback() {
        FuseWriteback w = writeback;
        if (w == null) {
            w = new FuseWriteback(this);
            writeback = w;
        }
        return w;
    }

    /** Waits until a page is not being written. */
    void waitOnPageWriteback(long index) {
        FuseWriteback w = writeback;
        if (w != null) {
            w.waitOnPage(index);
        }
    }

    /** Whether pages of a range, both ends inclusive, are being written. */
    boolean isRangeWriteback(long first, long last) {
        FuseWriteback w = writeback;
        return w != null && w.isRangeWriteback(first, last);
    }

    /** Waits for the WRITEs that were sent ({@code fuse_sync_writes}); the inode is locked. */
    @KernelFunction("fuse_sync_writes")
    void syncWrites() {
        FuseWriteback w = writeback;
        if (w != null) {
            w.setNowrite();
            w.releaseNowrite();
        }
    }

    /** {@code fuse_writeback_range}: the inode is locked; to the end, whatever the range. */
    @KernelFunction("fuse_writeback_range")
    int writeBackFrom(long start) {
        int error = mapping.writeAndWait(start, Long.MAX_VALUE);
        if (error == 0) {
            syncWrites();
        }
        return error;
    }

    // ---- state bits

    boolean has(int bit) {
        return (state2 & bit) != 0;
    }

    void set(int bit) {
        state2 |= bit;
    }

    void clear(int bit) {
        state2 &= ~bit;
    }

    /** Clears a bit and says whether it was set ({@code test_and_clear_bit}). */
    boolean take(int bit) {
        boolean was = has(bit);
        clear(bit);
        return was;
    }

    boolean isBad() {
        return has(BAD);
    }

    /** {@code fuse_make_bad}: from now on every operation fails with -EIO. */
    void makeBad() {
        set(BAD);
        if (conn().badInodeOnLiveInode) {
            BadInode.make(this);
        }
    }

    // ---- the lock of old protocols

    /**
     * Keeps others from looking up and listing in this directory, for servers that take one such
     * request at a time ({@code fuse_lock_inode}).
     */
    @KernelFunction("fuse_lock_inode")
    boolean lockForOldServer() {
        if (conn().features.parallelDirops) {
            return false;
        }
        Mutex m = mutex;
        if (m == null) {
            m = new Mutex(conn().scheduler(), "fi->mutex", this);
            mutex = m;
        }
        m.lock();
        return true;
    }

    /** {@code fuse_unlock_inode}. */
    void unlockForOldServer(boolean locked) {
        Mutex m = mutex;
        if (locked && m != null) {
            m.unlock();
        }
    }

    // ---- validity of attributes

    /** Whether the time of the attributes is over. */
    boolean isAttrExpired() {
        return conn().isExpired(attrExpiry);
    }

    /** Whether any of those attributes was declared invalid. */
    boolean isInvalid(int mask) {
        return (invalidMask & mask) != 0;
    }

    int invalidMask() {
        return invalidMask;
    }

    /** {@code fuse_invalidate_attr_mask}. */
    void invalidate(int mask) {
        invalidMask |= mask;
    }

    /** {@code fuse_invalidate_attr}. */
    void invalidateAttr() {
        invalidate(StatxMask.STATX_BASIC_STATS);
    }

    /** Something was read ({@code fuse_invalidate_atime}). */
    void invalidateAtime() {
        if (!isReadOnly()) {
            invalidate(StatxMask.STATX_ATIME);
        }
    }

    /** Something changed that is not data, or one of its names ({@code fuse_update_ctime}). */
    void ctimeChanged() {
        invalidate(StatxMask.STATX_CTIME);
    }

    /** An entry of this directory changed ({@code fuse_dir_changed}). */
    void dirChanged() {
        invalidateAttr();
        incVersion();
    }

    long attrVersion() {
        return attrVersion;
    }

    /** A change made here: replies to requests sent before are out of date. */
    void bumpAttrVersion() {
        attrVersion = conn().nextAttrVersion();
    }

    /**
     * What the kernel itself keeps for a file whose writes stay in the cache ({@code
     * fuse_get_cache_mask}).
     */
    int cacheMask() {
        if (!conn().features.writebackCache || !isRegular()) {
            return 0;
        }
        return StatxMask.STATX_MTIME | StatxMask.STATX_CTIME | StatxMask.STATX_SIZE;
    }

    /**
     * Takes in attributes of a reply, unless it is out of date, and drops the pages that it shows
     * to be stale ({@code fuse_change_attributes}).
     *
     * @param birth where the birth time is, or null if the reply does not tell
     * @param expiry jiffies until which they are valid
     * @param version {@link FuseConn#attrVersion} before the request was sent; 0 for a reply that
     *     is never out of date
     */
    @KernelFunction("fuse_change_attributes")
    void changeAttributes(FuseAttrs attr, @Nullable FuseBirth birth, long expiry, long version) {
        int cacheMask = cacheMask();
        if ((cacheMask & StatxMask.STATX_SIZE) != 0) {
            attr.size = size;
        }
        if ((cacheMask & StatxMask.STATX_MTIME) != 0) {
            attr.mtime.set(mtime);
        }
        if ((cacheMask & StatxMask.STATX_CTIME) != 0) {
            attr.ctime.set(ctime);
        }
        if ((version != 0 && attrVersion > version) || has(SIZE_UNSTABLE)) {
            return;
        }
        oldMtime.set(mtime);
        changeCommon(attr, birth, expiry, cacheMask);
        long oldSize = size;
        if ((cacheMask & StatxMask.STATX_SIZE) == 0) {
            size = attr.size;
        }
        if (cacheMask == 0 && isRegular()) {
            dropStalePages(attr, oldSize, !oldMtime.isSame(attr.mtime));
        }
    }

    private void dropStalePages(FuseAttrs attr, long oldSize, boolean mtimeChanged) {
        boolean drop = false;
        if (oldSize != attr.size) {
            Truncate.truncatePagecache(this, attr.size);
            drop = !conn().features.explicitInvalData;
        } else if (conn().features.autoInvalData) {
            drop = mtimeChanged;
        }
        if (drop) {
            int _ = Truncate.invalidateInodePages2(mapping);
        }
    }

    /** All attributes but the size ({@code fuse_change_attributes_common}). */
    void changeCommon(FuseAttrs attr, @Nullable FuseBirth birth, long expiry, int cacheMask) {
        bumpAttrVersion();
        attrExpiry = expiry;
        invalidMask &= ~StatxMask.STATX_BASIC_STATS;
        ino = attr.ino;
        mode = Mode.type(mode) | Mode.permissions(attr.mode);
        nlink = attr.nlink;
        uid = attr.uid;
        gid = attr.gid;
        blocks = attr.blocks;
        atime.set(attr.atime);
        if ((cacheMask & StatxMask.STATX_MTIME) == 0) {
            mtime.set(attr.mtime);
        }
        if ((cacheMask & StatxMask.STATX_CTIME) == 0) {
            ctime.set(attr.ctime);
        }
        if (birth != null) {
            invalidMask &= ~StatxMask.STATX_BTIME;
            if (birth.isKnown()) {
                set(BTIME);
                btime.set(birth.time());
            }
        }
        blkbits = attr.blksize != 0 ? log2(attr.blksize) : sb.blocksizeBits;
        origMode = mode;
        if (!conn().defaultPermissions) {
            mode &= ~Mode.S_ISVTX;
        }
        origIno = attr.ino;
        flags &= ~InodeFlags.S_NOSEC;
    }

    static int log2(int value) {
        return 31 - Integer.numberOfLeadingZeros(value);
    }

    /**
     * The node id stands for another object than this inode was made for ({@code
     * fuse_stale_inode}).
     */
    boolean isStale(int newGeneration, FuseAttrs attr) {
        return generation != newGeneration || Mode.type(mode) != Mode.type(attr.mode);
    }

    /** The reply describes another type of object ({@code inode_wrong_type}). */
    boolean isWrongType(int newMode) {
        return Mode.type(mode) != Mode.type(newMode);
    }

    /** The attributes to copy into the root of a submount ({@code fuse_fill_attr_from_inode}). */
    void fill(FuseAttrs out) {
        out.clear();
        out.ino = ino;
        out.size = size;
        out.blocks = blocks;
        out.atime.set(atime);
        out.mtime.set(mtime);
        out.ctime.set(ctime);
        out.mode = mode;
        out.nlink = nlink;
        out.uid = uid;
        out.gid = gid;
        out.rdev = rdev;
        out.blksize = 1 << blkbits;
    }

    /**
     * Grows the file to where a write ended and declares what it changed invalid ({@code
     * fuse_write_update_attr}); true when it grew.
     */
    boolean writeUpdate(long end, long written) {
        bumpAttrVersion();
        boolean grew = written > 0 && end > size;
        if (grew) {
            size = end;
        }
        invalidate(MODSIZE);
        return grew;
    }

    /** A READ came back short: the file ends here ({@code fuse_read_update_size}). */
    void readUpdateSize(long end, long version) {
        if (version >= attrVersion && end < size && !has(SIZE_UNSTABLE)) {
            bumpAttrVersion();
            size = end;
        }
    }
}
