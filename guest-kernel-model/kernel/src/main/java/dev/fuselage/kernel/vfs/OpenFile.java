package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.mm.AddressSpace;
import dev.fuselage.kernel.mm.ReadaheadState;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.wait.Mutex;
import dev.fuselage.machine.time.Operation;
import dev.fuselage.machine.time.Shared;
import org.jspecify.annotations.Nullable;

/**
 * An open file (struct file): a path, how it was opened, and a position. Descriptors that dup(2)
 * and fork(2) made share one.
 *
 * <p>It is counted; after the last {@link #put} it is released, at once by close(2), else when the
 * current system call returns.
 */
public final class OpenFile extends Shared {
    /** What opens a file in the place of {@link FileOperations#open}. */
    @FunctionalInterface
    public interface Opener {
        /** Opens; 0 or negative. */
        int open(Inode inode, OpenFile file);
    }

    /**
     * The open of files that need none (generic_file_open): refuses only what a 32-bit program
     * could not address, so nothing here.
     */
    public static final Opener GENERIC_OPEN = (inode, file) -> 0;

    private final Vfs vfs;

    /** O_* bits; those that only matter to open are gone once it is open. */
    public int flags;

    /** {@link FileMode} bits. */
    public int mode;

    /** Byte offset of the next read or write. */
    public long pos;

    /** Where it is; holds references once open. */
    public final Path path = new Path();

    /** Readahead of this file. */
    public final ReadaheadState ra = new ReadaheadState();

    /** What the file system remembers (private_data). */
    public @Nullable Object privateData;

    /** Who opened it. */
    public final Credentials credentials;

    /** The pages it reads and writes. */
    private @Nullable AddressSpace mapping;

    private @Nullable Inode inode;
    private FileOperations op = EmptyFileOperations.INSTANCE;
    private int count = 1;
    private int iocbFlags;
    private @Nullable Mutex posLock;
    private @Nullable FileOwner owner;
    @Nullable OpenFile nextReleased;

    /** Set once a flock or POSIX lock was asked for: closing has to look for locks. */
    boolean maybeLocked;

    /**
     * A file that is about to be opened (alloc_empty_file): the access mode gives the first FMODE
     * bits.
     */
    OpenFile(Vfs vfs, int flags, Credentials credentials) {
        this.vfs = vfs;
        this.flags = flags;
        this.credentials = credentials;
        this.mode = accessMode(flags);
    }

    /** OPEN_FMODE: O_RDONLY, O_WRONLY, O_RDWR as FMODE_READ and FMODE_WRITE. */
    private static int accessMode(int flags) {
        return (flags + 1) & OpenFlags.O_ACCMODE;
    }

    /** The inode of an open file. */
    public Inode inode() {
        Inode i = inode;
        if (i == null) {
            throw new IllegalStateException("file is not open");
        }
        return i;
    }

    /** Its name. */
    public Dentry dentry() {
        return path.entry();
    }

    /** The page cache that it reads and writes (f_mapping). */
    public AddressSpace mapping() {
        AddressSpace m = mapping;
        if (m == null) {
            throw new IllegalStateException("file is not open");
        }
        return m;
    }

    /** What can be done with it. */
    public FileOperations op() {
        return op;
    }

    /** Replaces what can be done with it, from its open (replace_fops). */
    public void setOp(FileOperations operations) {
        op = operations;
    }

    /** Whether all these FMODE bits are set. */
    public boolean has(int modeBits) {
        return (mode & modeBits) == modeBits;
    }

    /** Whether open has succeeded. */
    public boolean isOpened() {
        return (mode & FileMode.FMODE_OPENED) != 0;
    }

    /** IOCB_* bits of a read or write through it (iocb_flags). */
    public int iocbFlags() {
        return iocbFlags;
    }

    /** Changes the flags that can be changed while it is open. */
    public void setFlags(int newFlags) {
        flags = newFlags;
        flagsChanged();
    }

    /** Recomputes {@link #iocbFlags} after the flags changed. */
    void flagsChanged() {
        int result = 0;
        result |= (flags & OpenFlags.O_APPEND) != 0 ? Kiocb.IOCB_APPEND : 0;
        result |= (flags & OpenFlags.O_DIRECT) != 0 ? Kiocb.IOCB_DIRECT : 0;
        result |= (flags & OpenFlags.O_DSYNC) != 0 ? Kiocb.IOCB_DSYNC : 0;
        result |= (flags & OpenFlags.O_SYNC) == OpenFlags.O_SYNC ? Kiocb.IOCB_SYNC : 0;
        iocbFlags = result;
    }

    // ---- opening

    /** Opens a path (vfs_open); the file takes its own references. */
    int open(Path where) {
        path.set(where);
        return doOpen(null);
    }

    /**
     * Opens the file from {@link InodeOperations#atomicOpen} (finish_open); takes its own reference
     * to the dentry.
     *
     * @param opener in the place of the file's open operation; null for that
     */
    public int finishOpen(Dentry dentry, @Nullable Opener opener) {
        if (isOpened()) {
            throw new IllegalStateException("file is open already");
        }
        path.dentry = dentry;
        return doOpen(opener);
    }

    /**
     * Ends {@link InodeOperations#atomicOpen} with a look-up only (finish_no_open); the dentry's
     * reference is consumed, null means the one that was given.
     */
    public int finishNoOpen(@Nullable Dentry dentry) {
        if (dentry != null && dentry.isError()) {
            return dentry.error();
        }
        path.dentry = dentry;
        return 0;
    }

    @KernelFunction("do_dentry_open")
    private int doOpen(@Nullable Opener opener) {
        path.get();
        Inode node = path.entry().inode();
        inode = node;
        mapping = node.mapping;
        if ((flags & OpenFlags.O_PATH) != 0) {
            mode = FileMode.FMODE_PATH | FileMode.FMODE_OPENED;
            op = PathFileOperations.INSTANCE;
            return 0;
        }
        int error = takeWriteAccess(node);
        if (error == 0) {
            if (node.isRegular() || node.isDir()) {
                mode |= FileMode.FMODE_ATOMIC_POS;
            }
            op = node.fop;
            mode |= FileMode.FMODE_LSEEK | FileMode.FMODE_PREAD | FileMode.FMODE_PWRITE;
            error = opener == null ? op.open(node, this) : opener.open(node, this);
            if (error != 0) {
                dropWriteAccess(node);
            }
        }
        if (error != 0) {
            path.put();
            inode = null;
            mapping = null;
            return error;
        }
        opened();
        return (flags & OpenFlags.O_DIRECT) != 0 && !has(FileMode.FMODE_CAN_ODIRECT)
                ? -Errno.EINVAL
                : 0;
    }

    private void opened() {
        mode |= FileMode.FMODE_OPENED;
        if (has(FileMode.FMODE_READ) && op.hasReadIter()) {
            mode |= FileMode.FMODE_CAN_READ;
        }
        if (has(FileMode.FMODE_WRITE) && op.hasWriteIter()) {
            mode |= FileMode.FMODE_CAN_WRITE;
        }
        if (!op.hasLlseek()) {
            mode &= ~FileMode.FMODE_LSEEK;
        }
        if (mapping().ops().hasDirectIo()) {
            mode |= FileMode.FMODE_CAN_ODIRECT;
        }
        flags &= ~(OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOCTTY | OpenFlags.O_TRUNC);
        flagsChanged();
        ra.init(mapping().host().sb.bdi().raPages);
    }

    private int takeWriteAccess(Inode node) {
        if (!has(FileMode.FMODE_WRITE) || Mode.isSpecial(node.mode)) {
            return 0;
        }
        if (node.writeCount < 0) {
            return -Errno.ETXTBSY;
        }
        int error = path.mount().wantWrite();
        if (error == 0) {
            node.writeCount++;
            mode |= FileMode.FMODE_WRITER;
        }
        return error;
    }

    /** Keeps writers away (deny_write_access): 0, or -ETXTBSY while there are any. */
    public int denyWrite() {
        Inode node = inode();
        if (node.writeCount > 0) {
            return -Errno.ETXTBSY;
        }
        node.writeCount--;
        return 0;
    }

    /** Ends {@link #denyWrite} (allow_write_access). */
    public void allowWrite() {
        inode().writeCount++;
    }

    private void dropWriteAccess(Inode node) {
        if (has(FileMode.FMODE_WRITER)) {
            node.writeCount--;
            path.mount().dropWrite();
            mode &= ~FileMode.FMODE_WRITER;
        }
    }

    /** No seeking, and reads and writes at an offset fail (nonseekable_open). */
    public int nonseekable() {
        mode &= ~(FileMode.FMODE_LSEEK | FileMode.FMODE_PREAD | FileMode.FMODE_PWRITE);
        return 0;
    }

    /** As {@link #nonseekable}, and without a position (stream_open). */
    public int stream() {
        int _ = nonseekable();
        mode &= ~FileMode.FMODE_ATOMIC_POS;
        mode |= FileMode.FMODE_STREAM;
        return 0;
    }

    // ---- life

    /** Takes a reference (get_file). */
    public OpenFile get() {
        count++;
        return this;
    }

    /** Who gets its signals (f_owner). */
    public FileOwner owner() {
        FileOwner o = owner;
        if (o == null) {
            o = new FileOwner();
            owner = o;
        }
        return o;
    }

    /** Whether it was open and is no more: nobody may use it. */
    boolean isReleased() {
        return inode == null;
    }

    /** References, for tests and reports. */
    public int count() {
        return count;
    }

    /**
     * Drops a reference (fput): after the last, the file is released when the current system call
     * returns.
     */
    public void put() {
        vfs.scheduler().touch(this, Operation.CHANGE);
        if (--count == 0) {
            vfs.releaseLater(this);
        }
    }

    /**
     * Drops a reference and releases the file at once after the last (__fput_sync), as close(2)
     * does.
     */
    @KernelFunction("__fput_sync")
    public void putSync() {
        vfs.scheduler().touch(this, Operation.CHANGE);
        if (--count == 0) {
            release();
        }
    }

    /** Ends the file (__fput). */
    @KernelFunction("__fput")
    void release() {
        if (!isOpened()) {
            return;
        }
        Inode node = inode();
        FileLocks.removeFile(this);
        if (!has(FileMode.FMODE_PATH)) {
            op.release(node, this);
        }
        dropWriteAccess(node);
        path.put();
        inode = null;
        mapping = null;
    }

    /**
     * Held while the position is used, when several may (f_pos_lock); null when nobody else can.
     */
    @KernelFunction("fdget_pos")
    public @Nullable Mutex lockForPosition() {
        if (!has(FileMode.FMODE_ATOMIC_POS) || (count == 1 && !op.hasIterate())) {
            return null;
        }
        Mutex lock = posLock;
        if (lock == null) {
            lock = new Mutex(vfs.scheduler(), "f_pos_lock", this);
            posLock = lock;
        }
        lock.lock();
        return lock;
    }

    @Override
    public String describe() {
        return toString();
    }

    @Override
    public String toString() {
        return "file " + path.dentry;
    }
}
