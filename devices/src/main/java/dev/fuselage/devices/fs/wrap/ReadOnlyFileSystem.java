package dev.fuselage.devices.fs.wrap;

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
import dev.fuselage.fuse.linux.AccessMode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.machine.memory.IoVector;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import org.jspecify.annotations.Nullable;

/**
 * Shows another file system and changes nothing in it: whatever would is EROFS. It owns the other
 * one.
 *
 * <p>Written out in full instead of forwarding what is left over: an operation added to the
 * interface must be decided on here before anything compiles.
 */
public final class ReadOnlyFileSystem implements FileSystem {

    private final FileSystem inner;

    /** Around {@code inner}. */
    public ReadOnlyFileSystem(FileSystem inner) {
        this.inner = inner;
    }

    @Override
    public int requestBegins(long number) {
        return inner.requestBegins(number);
    }

    @Override
    public long takeExtraCost() {
        return inner.takeExtraCost();
    }

    @Override
    public Node root() {
        return inner.root();
    }

    @Override
    public int lookup(Node parent, FileName name, NodeResult out) {
        return inner.lookup(parent, name, out);
    }

    @Override
    public void forget(Node node, long references) {
        inner.forget(node, references);
    }

    @Override
    public int getattr(Node node, @Nullable Handle handle, FileAttributes out) {
        return inner.getattr(node, handle, out);
    }

    @Override
    public int setattr(
            Node node, @Nullable Handle handle, SetAttributes change, FileAttributes out) {
        return -Errno.EROFS;
    }

    @Override
    public int readlink(Node node, IoVector into, long skip, int length) {
        return inner.readlink(node, into, skip, length);
    }

    @Override
    public int symlink(Caller caller, Node parent, FileName name, FileName target, NodeResult out) {
        return -Errno.EROFS;
    }

    @Override
    public int mknod(
            Caller caller, Node parent, FileName name, int mode, int rdev, NodeResult out) {
        return -Errno.EROFS;
    }

    @Override
    public int mkdir(Caller caller, Node parent, FileName name, int mode, NodeResult out) {
        return -Errno.EROFS;
    }

    @Override
    public int unlink(Node parent, FileName name) {
        return -Errno.EROFS;
    }

    @Override
    public int rmdir(Node parent, FileName name) {
        return -Errno.EROFS;
    }

    @Override
    public int rename(
            Caller caller,
            Node oldParent,
            FileName oldName,
            Node newParent,
            FileName newName,
            int flags) {
        return -Errno.EROFS;
    }

    @Override
    public int link(Node node, Node newParent, FileName newName, NodeResult out) {
        return -Errno.EROFS;
    }

    @Override
    public int open(Node node, int flags, int openFlags, HandleResult out) {
        boolean reads = (flags & OpenFlags.O_ACCMODE) == OpenFlags.O_RDONLY;
        boolean changes = !reads || (flags & OpenFlags.O_TRUNC) != 0;
        return changes ? -Errno.EROFS : inner.open(node, flags, openFlags, out);
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
        return -Errno.EROFS;
    }

    @Override
    public int tmpfile(
            Caller caller, Node parent, int mode, int flags, NodeResult out, HandleResult handle) {
        return -Errno.EROFS;
    }

    @Override
    public long read(Handle handle, long offset, IoVector into, long skip, long length) {
        return inner.read(handle, offset, into, skip, length);
    }

    @Override
    public long write(
            Handle handle, long offset, IoVector from, long skip, long length, int writeFlags) {
        return -Errno.EROFS;
    }

    @Override
    public int flush(Handle handle) {
        return inner.flush(handle);
    }

    @Override
    public int fsync(Handle handle, boolean dataOnly) {
        return inner.fsync(handle, dataOnly);
    }

    @Override
    public void release(Handle handle) {
        inner.release(handle);
    }

    @Override
    public int opendir(Node node, HandleResult out) {
        return inner.opendir(node, out);
    }

    @Override
    public int readdir(Handle handle, long offset, DirectorySink sink) {
        return inner.readdir(handle, offset, sink);
    }

    @Override
    public void releasedir(Handle handle) {
        inner.releasedir(handle);
    }

    @Override
    public int fsyncdir(Handle handle, boolean dataOnly) {
        return inner.fsyncdir(handle, dataOnly);
    }

    @Override
    public int statfs(Node node, FileSystemStatistics out) {
        return inner.statfs(node, out);
    }

    @Override
    public int access(Node node, int mask, Caller caller) {
        boolean changes = (mask & AccessMode.W_OK) != 0;
        return changes ? -Errno.EROFS : inner.access(node, mask, caller);
    }

    @Override
    public int getxattr(Node node, FileName name, IoVector into, long skip, int size) {
        return inner.getxattr(node, name, into, skip, size);
    }

    @Override
    public int listxattr(Node node, IoVector into, long skip, int size) {
        return inner.listxattr(node, into, skip, size);
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
        return -Errno.EROFS;
    }

    @Override
    public int removexattr(Node node, FileName name) {
        return -Errno.EROFS;
    }

    @Override
    public int fallocate(Handle handle, int mode, long offset, long length) {
        return -Errno.EROFS;
    }

    @Override
    public long lseek(Handle handle, long offset, int whence) {
        return inner.lseek(handle, offset, whence);
    }

    @Override
    public long copyFileRange(
            Handle in, long inOffset, Handle out, long outOffset, long length, int flags) {
        return -Errno.EROFS;
    }

    @Override
    public int syncfs(Node node) {
        return inner.syncfs(node);
    }

    @Override
    public int getlk(Handle handle, FileLock lock) {
        return inner.getlk(handle, lock);
    }

    @Override
    public int setlk(Handle handle, FileLock lock) {
        return inner.setlk(handle, lock);
    }

    @Override
    public boolean lockBlocker(Handle handle, FileLock lock) {
        return inner.lockBlocker(handle, lock);
    }

    @Override
    public LockWaits lockWaits() {
        return inner.lockWaits();
    }

    @Override
    public SavedFiles save(SnapshotWriter to) {
        return inner.save(to);
    }

    @Override
    public LoadedFiles load(SnapshotReader from, Object client) {
        return inner.load(from, client);
    }

    @Override
    public void close() {
        inner.close();
    }
}
