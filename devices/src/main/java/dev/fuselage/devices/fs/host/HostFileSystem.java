package dev.fuselage.devices.fs.host;

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
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.machine.memory.IoVector;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A directory of this host as a file system for guests.
 *
 * <h2>What a guest can reach</h2>
 *
 * The directory and what is beneath it, other file systems mounted there among them; nothing else,
 * whatever names, symbolic links, {@code ..}, magic links or renames, from either side, try. Every
 * file is found by one name in one held directory, no link is ever followed, and only regular files
 * and directories are ever opened (see {@code HostDescriptors}). A directory the guest holds stays
 * reachable when somebody on the host moves it out of the share, as an open directory does for any
 * process.
 *
 * <h2>Whose files</h2>
 *
 * Run by root, new files belong to the guest's caller and the host applies its own rules for that
 * user; the rest is done as root, since the guest's kernel has checked permissions. Run by an
 * ordinary user, everything is done as that user, whoever in the guest asks: new files belong to
 * that user, chown to another is EPERM, and what that user may not do is EACCES or EPERM for the
 * guest's root too (see {@code CallerRights}).
 *
 * <h2>Freshness</h2>
 *
 * Nothing is cached: each answer is the host's own at that moment.
 *
 * <p>Not safe for use by several threads; credentials are those of the calling thread, which must
 * be the same as when this was made.
 */
public final class HostFileSystem implements FileSystem {

    /** Tells its snapshots from those of other file systems. */
    private static final String KIND = "a directory of the host";

    private final Arena arena;
    private final Host host;
    private final HostNodes nodes;
    private final HostAttributes attributes;
    private final HostEntries entries;
    private final HostOpening opening;
    private final HostData data;
    private final HostDirectories directories;
    private final HostXattrs xattrs;
    private final HostLocks locks;
    private final LockWaits waits = new LockWaits();
    private final FileIdentities identities;

    /**
     * Shares a directory.
     *
     * @param directory on this host; symbolic links on the way to it are followed now, never again
     * @throws IOException if it cannot be shared: missing, no directory, not permitted, or a host
     *     without the system calls; the message is one line for the user
     */
    public HostFileSystem(Path directory, HostOptions options) throws IOException {
        this(directory, options, callsOf(directory));
    }

    /** As the public one, with system calls that tests may step into. */
    HostFileSystem(Path directory, HostOptions options, LinuxSystemCalls calls) throws IOException {
        arena = Arena.ofShared();
        host = Host.of(calls, options, arena);
        nodes = host.nodes();
        attributes = new HostAttributes(host);
        entries = new HostEntries(host);
        opening = new HostOpening(host);
        data = new HostData(host);
        directories = new HostDirectories(host);
        xattrs = new HostXattrs(host, attributes);
        locks = new HostLocks(host);
        identities = new FileIdentities(host);
        boolean shared = false;
        try {
            ShareRoot.open(directory, host);
            shared = true;
        } finally {
            if (!shared) {
                arena.close();
            }
        }
    }

    private static LinuxSystemCalls callsOf(Path directory) throws IOException {
        Architecture architecture = Architecture.host();
        if (architecture == null) {
            throw ShareRoot.refusal(directory, Architecture.unsupported());
        }
        return new LinuxSystemCalls(architecture);
    }

    /** Descriptors of this process that the share holds now. */
    public int descriptors() {
        return host.descriptors().used();
    }

    /** Files the guest knows now, the root among them. */
    public int nodes() {
        return nodes.size();
    }

    /** Whether new files can belong to the guest's callers; otherwise all belong to this user. */
    public boolean createsAsCaller() {
        return host.rights().canAssumeIds();
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
        return nodes.root();
    }

    @Override
    public int lookup(Node parent, FileName name, NodeResult out) {
        int error = check(name);
        return error == 0 ? nodes.find((HostNode) parent, name, out) : error;
    }

    @Override
    public void forget(Node node, long references) {
        nodes.forget((HostNode) node, references);
    }

    @Override
    public int getattr(Node node, @Nullable Handle handle, FileAttributes out) {
        return attributes.getattr((HostNode) node, (HostHandle) handle, out);
    }

    @Override
    public int setattr(
            Node node, @Nullable Handle handle, SetAttributes change, FileAttributes out) {
        return attributes.setattr((HostNode) node, (HostHandle) handle, change, out);
    }

    @Override
    public int readlink(Node node, IoVector into, long skip, int length) {
        return xattrs.readlink((HostNode) node, into, skip, length);
    }

    @Override
    public int symlink(Caller caller, Node parent, FileName name, FileName target, NodeResult out) {
        int error = check(name);
        if (error == 0 && target.length() >= FileName.PATH_MAX) {
            error = -Errno.ENAMETOOLONG;
        }
        return error == 0 ? entries.symlink(caller, (HostNode) parent, name, target, out) : error;
    }

    @Override
    public int mknod(
            Caller caller, Node parent, FileName name, int mode, int rdev, NodeResult out) {
        int error = check(name);
        return error == 0 ? entries.mknod(caller, (HostNode) parent, name, mode, rdev, out) : error;
    }

    @Override
    public int mkdir(Caller caller, Node parent, FileName name, int mode, NodeResult out) {
        int error = check(name);
        return error == 0 ? entries.mkdir(caller, (HostNode) parent, name, mode, out) : error;
    }

    @Override
    public int unlink(Node parent, FileName name) {
        int error = check(name);
        return error == 0 ? entries.unlink((HostNode) parent, name) : error;
    }

    @Override
    public int rmdir(Node parent, FileName name) {
        int error = check(name);
        return error == 0 ? entries.rmdir((HostNode) parent, name) : error;
    }

    @Override
    public int rename(
            Caller caller,
            Node oldParent,
            FileName oldName,
            Node newParent,
            FileName newName,
            int flags) {
        int error = check(oldName);
        error = error == 0 ? check(newName) : error;
        return error == 0
                ? entries.rename(
                        caller, (HostNode) oldParent, oldName, (HostNode) newParent, newName, flags)
                : error;
    }

    @Override
    public int link(Node node, Node newParent, FileName newName, NodeResult out) {
        int error = check(newName);
        return error == 0
                ? entries.link((HostNode) node, (HostNode) newParent, newName, out)
                : error;
    }

    @Override
    public int open(Node node, int flags, int openFlags, HandleResult out) {
        return opening.open((HostNode) node, flags, openFlags, out);
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
        int error = check(name);
        return error == 0
                ? opening.create(
                        caller, (HostNode) parent, name, mode, flags, openFlags, out, handle)
                : error;
    }

    @Override
    public int tmpfile(
            Caller caller, Node parent, int mode, int flags, NodeResult out, HandleResult handle) {
        return opening.tmpfile(caller, (HostNode) parent, mode, flags, out, handle);
    }

    @Override
    public long read(Handle handle, long offset, IoVector into, long skip, long length) {
        return data.read((HostHandle) handle, offset, into, skip, length);
    }

    @Override
    public long write(
            Handle handle, long offset, IoVector from, long skip, long length, int writeFlags) {
        return data.write((HostHandle) handle, offset, from, skip, length, writeFlags);
    }

    @Override
    public int flush(Handle handle) {
        return data.flush((HostHandle) handle);
    }

    @Override
    public int fsync(Handle handle, boolean dataOnly) {
        return data.fsync((HostHandle) handle, dataOnly);
    }

    @Override
    public void release(Handle handle) {
        host.handles().release((HostFile) handle);
    }

    @Override
    public int opendir(Node node, HandleResult out) {
        return directories.opendir((HostNode) node, out);
    }

    @Override
    public int readdir(Handle handle, long offset, DirectorySink sink) {
        return directories.readdir((HostDirectory) handle, offset, sink);
    }

    @Override
    public void releasedir(Handle handle) {
        directories.releasedir((HostDirectory) handle);
    }

    @Override
    public int fsyncdir(Handle handle, boolean dataOnly) {
        return data.fsync((HostHandle) handle, dataOnly);
    }

    @Override
    public int statfs(Node node, FileSystemStatistics out) {
        return attributes.statfs((HostNode) node, out);
    }

    @Override
    public int access(Node node, int mask, Caller caller) {
        return attributes.access((HostNode) node, mask, caller);
    }

    @Override
    public int getxattr(Node node, FileName name, IoVector into, long skip, int size) {
        return xattrs.getxattr((HostNode) node, name, into, skip, size);
    }

    @Override
    public int listxattr(Node node, IoVector into, long skip, int size) {
        return xattrs.listxattr((HostNode) node, into, skip, size);
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
        return xattrs.setxattr((HostNode) node, name, from, skip, length, flags, setxattrFlags);
    }

    @Override
    public int removexattr(Node node, FileName name) {
        return xattrs.removexattr((HostNode) node, name);
    }

    @Override
    public int fallocate(Handle handle, int mode, long offset, long length) {
        return data.fallocate((HostHandle) handle, mode, offset, length);
    }

    @Override
    public long lseek(Handle handle, long offset, int whence) {
        return data.lseek((HostHandle) handle, offset, whence);
    }

    @Override
    public long copyFileRange(
            Handle in, long inOffset, Handle out, long outOffset, long length, int flags) {
        return data.copyFileRange(
                (HostHandle) in, inOffset, (HostHandle) out, outOffset, length, flags);
    }

    @Override
    public int syncfs(Node node) {
        return data.syncfs((HostNode) node);
    }

    @Override
    public int getlk(Handle handle, FileLock lock) {
        return locks.getlk((HostHandle) handle, lock);
    }

    @Override
    public int setlk(Handle handle, FileLock lock) {
        int error = locks.setlk((HostHandle) handle, lock);
        if (locks.hasFreed()) {
            waits.changed();
        }
        return error;
    }

    @Override
    public boolean lockBlocker(Handle handle, FileLock lock) {
        return locks.blocker((HostHandle) handle, lock);
    }

    @Override
    public LockWaits lockWaits() {
        return waits;
    }

    @Override
    public SavedFiles save(SnapshotWriter to) {
        to.same("kind of a file system", KIND);
        to.same("inode of the shared directory", root().ino());
        return new SavedHostFiles(host, identities, locks, to);
    }

    @Override
    public LoadedFiles load(SnapshotReader from, Object client) {
        from.same("kind of a file system", KIND);
        from.same("inode of the shared directory", root().ino());
        return new LoadedHostFiles(nodes, identities, opening, directories, locks, from, client);
    }

    @Override
    public void close() {
        host.handles().close();
        nodes.close();
        arena.close();
    }

    /**
     * The server has checked names; a share depends on it, so it is checked again where it counts.
     *
     * @return 0 or a negative errno
     */
    static int check(FileName name) {
        if (name.length() > FileName.NAME_MAX) {
            return -Errno.ENAMETOOLONG;
        }
        boolean oneName =
                name.length() > 0
                        && !name.isDotOrDotDot()
                        && !name.contains('/')
                        && !name.contains(0);
        return oneName ? 0 : -Errno.EINVAL;
    }
}
