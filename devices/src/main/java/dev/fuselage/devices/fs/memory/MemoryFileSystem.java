package dev.fuselage.devices.fs.memory;

import dev.fuselage.devices.fs.Caller;
import dev.fuselage.devices.fs.DirectorySink;
import dev.fuselage.devices.fs.FileAttributes;
import dev.fuselage.devices.fs.FileLock;
import dev.fuselage.devices.fs.FileName;
import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.FileSystemStatistics;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.HandleResult;
import dev.fuselage.devices.fs.LoadedFiles;
import dev.fuselage.devices.fs.LockWaits;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.devices.fs.NodeResult;
import dev.fuselage.devices.fs.SavedFiles;
import dev.fuselage.devices.fs.SetAttributes;
import dev.fuselage.devices.fs.memory.DirectoryEntries.Entry;
import dev.fuselage.fuse.linux.DirentType;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.machine.memory.IoVector;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import org.jspecify.annotations.Nullable;

/**
 * A file system in memory that behaves as ext4 does where a user can tell: all types of file, hard
 * links, sparse files, unlinked open files, extended attributes, ACLs, locks, renameat2 and
 * fallocate modes.
 *
 * <p>Deterministic: inode numbers count up from 1, the root, and are never used twice; times come
 * from the clock it was given; directories list in order of insertion. Several servers may share
 * one.
 */
public final class MemoryFileSystem implements FileSystem {

    /** Capacity unless told otherwise: 16 GiB. Memory is taken only for what is written. */
    public static final long DEFAULT_CAPACITY = 16L << 30;

    /** Number of inodes unless told otherwise. */
    public static final long DEFAULT_INODES = 1 << 20;

    /** Tells its snapshots from those of other file systems. */
    private static final String KIND = "in memory";

    private static final FileName DOT = FileName.of(".");
    private static final FileName DOT_DOT = FileName.of("..");

    private final BlockStore store;
    private final Inodes inodes;
    private final Namespace names;
    private final Content content;
    private final Attributes attributes;
    private final LockWaits waits = new LockWaits();

    /** An empty file system of the default size. */
    public MemoryFileSystem(FileSystemClock clock) {
        this(clock, DEFAULT_CAPACITY, DEFAULT_INODES);
    }

    /**
     * An empty file system.
     *
     * @param capacity most bytes of content it takes before ENOSPC; rounded down to 4 KiB
     * @param maxInodes most files it takes before ENOSPC, the root included
     */
    public MemoryFileSystem(FileSystemClock clock, long capacity, long maxInodes) {
        if (capacity < 0 || maxInodes < 1) {
            throw new IllegalArgumentException(
                    "capacity " + capacity + " bytes, " + maxInodes + " inodes");
        }
        store = new BlockStore(capacity / BlockStore.BLOCK);
        inodes = new Inodes(clock, store, maxInodes);
        names = new Namespace(inodes);
        content = new Content(inodes);
        attributes = new Attributes(inodes, content);
    }

    private static MemoryNode own(Node node) {
        return (MemoryNode) node;
    }

    private static MemoryHandle own(Handle handle) {
        return (MemoryHandle) handle;
    }

    @Override
    public int requestBegins(long number) {
        return 0;
    }

    @Override
    public long takeExtraCost() {
        return 0;
    }

    @Override
    public Node root() {
        return inodes.root();
    }

    // ------------------------------------------------------------------ names

    @Override
    public int lookup(Node parent, FileName name, NodeResult out) {
        return names.lookup(own(parent), name, out);
    }

    @Override
    public void forget(Node node, long references) {
        inodes.forget(own(node), references);
    }

    @Override
    public int symlink(Caller caller, Node parent, FileName name, FileName target, NodeResult out) {
        if (target.length() == 0) {
            return -Errno.ENOENT;
        }
        if (target.length() >= FileName.PATH_MAX) {
            return -Errno.ENAMETOOLONG;
        }
        int mode = Mode.S_IFLNK | Mode.S_IRWXUGO;
        return names.make(caller, own(parent), name, mode, 0, target, out);
    }

    @Override
    public int mknod(
            Caller caller, Node parent, FileName name, int mode, int rdev, NodeResult out) {
        int type = Mode.type(mode) == 0 ? Mode.S_IFREG : Mode.type(mode);
        if (type == Mode.S_IFDIR) {
            return -Errno.EPERM;
        }
        if (type != Mode.S_IFREG && !Mode.isSpecial(type)) {
            return -Errno.EINVAL;
        }
        boolean device = type == Mode.S_IFCHR || type == Mode.S_IFBLK;
        int full = type | Mode.permissions(mode);
        return names.make(caller, own(parent), name, full, device ? rdev : 0, null, out);
    }

    @Override
    public int mkdir(Caller caller, Node parent, FileName name, int mode, NodeResult out) {
        // As on Linux, a new directory gets neither set-user-id nor set-group-id from mkdir itself.
        int permissions = mode & (Mode.S_IRWXUGO | Mode.S_ISVTX);
        return names.make(caller, own(parent), name, Mode.S_IFDIR | permissions, 0, null, out);
    }

    @Override
    public int unlink(Node parent, FileName name) {
        return names.unlink(own(parent), name);
    }

    @Override
    public int rmdir(Node parent, FileName name) {
        return names.rmdir(own(parent), name);
    }

    @Override
    public int rename(
            Caller caller,
            Node oldParent,
            FileName oldName,
            Node newParent,
            FileName newName,
            int flags) {
        return names.rename(caller, own(oldParent), oldName, own(newParent), newName, flags);
    }

    @Override
    public int link(Node node, Node newParent, FileName newName, NodeResult out) {
        return names.link(own(node), own(newParent), newName, out);
    }

    // ------------------------------------------------------------------ attributes

    @Override
    public int getattr(Node node, @Nullable Handle handle, FileAttributes out) {
        own(node).fill(out);
        return 0;
    }

    @Override
    public int setattr(
            Node node, @Nullable Handle handle, SetAttributes change, FileAttributes out) {
        boolean readOnlyHandle = handle != null && !own(handle).writable();
        int error = attributes.set(own(node), readOnlyHandle, change);
        if (error == 0) {
            own(node).fill(out);
        }
        return error;
    }

    @Override
    public int readlink(Node node, IoVector into, long skip, int length) {
        return attributes.readlink(own(node), into, skip, length);
    }

    @Override
    public int statfs(Node node, FileSystemStatistics out) {
        out.blocks = store.capacityBlocks();
        out.bfree = store.freeBlocks();
        out.bavail = store.freeBlocks();
        out.files = inodes.maxInodes();
        out.ffree = inodes.freeInodes();
        out.bsize = BlockStore.BLOCK;
        out.frsize = BlockStore.BLOCK;
        out.namelen = FileName.NAME_MAX;
        return 0;
    }

    @Override
    public int access(Node node, int mask, Caller caller) {
        return Attributes.access(own(node), mask, caller);
    }

    @Override
    public int getxattr(Node node, FileName name, IoVector into, long skip, int size) {
        return attributes.getxattr(own(node), name, into, skip, size);
    }

    @Override
    public int listxattr(Node node, IoVector into, long skip, int size) {
        ExtendedAttributes x = own(node).xattrs;
        return x == null ? 0 : x.list(into, skip, size);
    }

    @Override
    public int setxattr(
            Node node,
            FileName name,
            IoVector from,
            long skip,
            int length,
            int flags,
            int setxattrFlags) {
        return attributes.setxattr(own(node), name, from, skip, length, flags, setxattrFlags);
    }

    @Override
    public int removexattr(Node node, FileName name) {
        return attributes.removexattr(own(node), name);
    }

    // ------------------------------------------------------------------ regular files

    @Override
    public int open(Node node, int flags, int openFlags, HandleResult out) {
        int error = content.open(own(node), flags, openFlags);
        if (error == 0) {
            out.set(new MemoryHandle(own(node), flags));
        }
        return error;
    }

    @Override
    public int create(
            Caller caller,
            Node parent,
            FileName name,
            int mode,
            int flags,
            int openFlags,
            NodeResult out,
            HandleResult handle) {
        int full = Mode.S_IFREG | Mode.permissions(mode);
        int error = names.make(caller, own(parent), name, full, 0, null, out);
        if (error == 0) {
            handle.set(new MemoryHandle(own(out.node()), flags));
            return 0;
        }
        if (error != -Errno.EEXIST || (flags & OpenFlags.O_EXCL) != 0) {
            return error;
        }
        error = names.lookup(own(parent), name, out);
        if (error != 0) {
            return error;
        }
        MemoryNode existing = own(out.node());
        error = open(existing, flags, openFlags, handle);
        if (error == 0) {
            existing.fill(out.attributes);
        } else {
            inodes.forget(existing, 1);
        }
        return error;
    }

    @Override
    public int tmpfile(
            Caller caller, Node parent, int mode, int flags, NodeResult out, HandleResult handle) {
        if (!(own(parent) instanceof DirectoryNode dir)) {
            return -Errno.ENOTDIR;
        }
        if (dir.isRemoved()) {
            return -Errno.ENOENT;
        }
        if (!OpenFlags.canWrite(flags)) {
            return -Errno.EINVAL;
        }
        int full = Mode.S_IFREG | Mode.permissions(mode);
        if (!(inodes.make(caller, dir, full, 0, null) instanceof RegularNode file)) {
            return -Errno.ENOSPC;
        }
        file.nlink = 0;
        file.linkable = (flags & OpenFlags.O_EXCL) == 0;
        handle.set(new MemoryHandle(file, flags));
        return inodes.give(file, out);
    }

    @Override
    public long read(Handle handle, long offset, IoVector into, long skip, long length) {
        return content.read(handle, offset, into, skip, length);
    }

    @Override
    public long write(
            Handle handle, long offset, IoVector from, long skip, long length, int writeFlags) {
        return content.write(handle, offset, from, skip, length, writeFlags);
    }

    @Override
    public int flush(Handle handle) {
        return 0;
    }

    @Override
    public int fsync(Handle handle, boolean dataOnly) {
        return 0;
    }

    @Override
    public void release(Handle handle) {
        inodes.closed(own(handle));
    }

    @Override
    public int fallocate(Handle handle, int mode, long offset, long length) {
        return content.fallocate(handle, mode, offset, length);
    }

    @Override
    public long lseek(Handle handle, long offset, int whence) {
        return content.lseek(handle, offset, whence);
    }

    @Override
    public long copyFileRange(
            Handle in, long inOffset, Handle out, long outOffset, long length, int flags) {
        return content.copyFileRange(in, inOffset, out, outOffset, length, flags);
    }

    // ------------------------------------------------------------------ directories

    @Override
    public int opendir(Node node, HandleResult out) {
        if (!(node instanceof DirectoryNode dir)) {
            return -Errno.ENOTDIR;
        }
        out.set(new MemoryHandle(dir, OpenFlags.O_RDONLY));
        return 0;
    }

    @Override
    public int readdir(Handle handle, long offset, DirectorySink sink) {
        if (!(own(handle).node() instanceof DirectoryNode dir)) {
            return -Errno.ENOTDIR;
        }
        if (dir.isRemoved()) {
            return -Errno.ENOENT;
        }
        dir.accessed(inodes.now());
        if (offset < 1 && !sink.entry(DOT, dir.ino(), DirentType.DT_DIR, 1)) {
            return 0;
        }
        if (offset < 2 && !sink.entry(DOT_DOT, dir.parent.ino(), DirentType.DT_DIR, 2)) {
            return 0;
        }
        Entry e = dir.entries.after(Math.max(offset, 2));
        while (e != null) {
            int type = DirentType.ofMode(e.node.mode());
            if (!sink.entry(e.name, e.node.ino(), type, e.cookie)) {
                return 0;
            }
            e = dir.entries.after(e.cookie);
        }
        return 0;
    }

    @Override
    public void releasedir(Handle handle) {
        inodes.closed(own(handle));
    }

    @Override
    public int fsyncdir(Handle handle, boolean dataOnly) {
        return 0;
    }

    @Override
    public int syncfs(Node node) {
        return 0;
    }

    // ------------------------------------------------------------------ locks

    @Override
    public int getlk(Handle handle, FileLock lock) {
        return own(handle).node().locks().get(lock);
    }

    @Override
    public int setlk(Handle handle, FileLock lock) {
        LockTable table = own(handle).node().locks();
        int error = table.set(own(handle), lock);
        if (table.hasFreed()) {
            waits.changed();
        }
        return error;
    }

    @Override
    public boolean lockBlocker(Handle handle, FileLock lock) {
        return own(handle).node().locks().blocker(lock);
    }

    @Override
    public LockWaits lockWaits() {
        return waits;
    }

    // ------------------------------------------------------------------ snapshots

    @Override
    public SavedFiles save(SnapshotWriter to) {
        to.same("kind of a file system", KIND);
        inodes.save(to);
        return new SavedMemoryFiles(to);
    }

    @Override
    public LoadedFiles load(SnapshotReader from, Object client) {
        from.same("kind of a file system", KIND);
        inodes.load(from);
        return new LoadedMemoryFiles(inodes.loaded(from), from, client);
    }

    @Override
    public void close() {
        store.close();
    }
}
