package dev.fuselage.devices.fs.host;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.fuselage.devices.fs.FileName;
import dev.fuselage.fuse.linux.AtFlags;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.fuse.linux.OpenFlags;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The host's descriptors: opened beneath the share only, and never more than a limit of them.
 *
 * <p>A descriptor is opened in three ways, all of one step: a single name in a directory that is
 * held already (openat2 with RESOLVE_BENEATH and RESOLVE_NO_MAGICLINKS, no symbolic link followed),
 * another descriptor's file again (through /proc/self/fd), or a file handle taken earlier of a held
 * file. No path of several components is ever resolved, so there is no window in which a renamed
 * directory or a swapped-in link could lead out of the share.
 *
 * <p>At the limit, or when the host itself has no more, the node unused for longest gives its
 * descriptor up for a file handle, where the host permits those (CAP_DAC_READ_SEARCH); only when no
 * node can does a request fail, with ENFILE, or the host's EMFILE.
 */
final class HostDescriptors {

    private static final int RESOLVE_NO_MAGICLINKS = 0x02;
    private static final int RESOLVE_BENEATH = 0x08;
    private static final int OPEN_HOW_SIZE = 24;

    private final LinuxSystemCalls calls;
    private final CallStrings strings;
    private final Statx statx;
    private final FileHandles handles;
    private final HotList hot = new HotList();
    private final MemorySegment how;
    private final int limit;
    private final int pathFlags;
    private int used;

    /**
     * @param limit most descriptors open at once
     */
    HostDescriptors(
            LinuxSystemCalls calls,
            CallStrings strings,
            Statx statx,
            FileHandles handles,
            int limit,
            Arena arena) {
        this.calls = calls;
        this.strings = strings;
        this.statx = statx;
        this.handles = handles;
        this.limit = limit;
        how = arena.allocate(OPEN_HOW_SIZE, 8);
        pathFlags =
                OpenFlags.O_PATH
                        | OpenFlags.O_CLOEXEC
                        | calls.architecture().openFlags(OpenFlags.O_NOFOLLOW);
    }

    /** Descriptors open now. */
    int used() {
        return used;
    }

    /**
     * The node's descriptor, opened again if it was given up. Negative errno: -ESTALE, -ENFILE, ...
     */
    int of(HostNode node) {
        if (node.descriptor >= 0) {
            hot.touch(node);
            return node.descriptor;
        }
        FileHandle handle = node.handle;
        if (node.lost) {
            return -Errno.ESTALE;
        }
        if (handle == null) {
            throw new IllegalStateException("inode " + node.ino() + " was forgotten");
        }
        if (!admit()) {
            return -Errno.ENFILE;
        }
        int fd;
        do {
            fd = handles.open(node.mount().descriptor, handle);
        } while (exhausted(fd) && giveUpOne());
        if (fd >= 0) {
            used++;
            warm(node, fd);
        }
        return fd;
    }

    /**
     * Opens a directory by its path on this host as O_PATH. The only path ever resolved: the user
     * gave it, so symbolic links on it lead where the user wants.
     */
    int shareRoot(FileName path) {
        int flags = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC;
        return counted(
                (int)
                        calls.call(
                                SystemCall.OPENAT,
                                AtFlags.AT_FDCWD,
                                strings.name(path),
                                calls.architecture().openFlags(flags),
                                0));
    }

    /** Opens a directory itself as O_PATH, the way names in it are opened. */
    int pathBeneath(int directory) {
        return openBeneath(directory, strings.dot(), pathFlags, 0);
    }

    /** Opens a name of a directory, given by its descriptor, as O_PATH, without following it. */
    int pathIn(int directory, FileName name) {
        return openBeneath(directory, strings.name(name), pathFlags, 0);
    }

    /** Opens a file of a mount by its handle as O_PATH. */
    int byHandle(HostMount mount, FileHandle handle) {
        return admit() ? counted(handles.open(mount.descriptor, handle)) : -Errno.ENFILE;
    }

    /** Opens a name of a directory as O_PATH, without following it. */
    int path(HostNode directory, FileName name) {
        int parent = of(directory);
        return parent < 0 ? parent : openBeneath(parent, strings.name(name), pathFlags, 0);
    }

    /**
     * Makes and opens a file under a new name of a directory.
     *
     * @param directory its descriptor: got before the caller's ids were put in force, as reopening
     *     a node may need a privilege they lack
     */
    int create(int directory, FileName name, int flags, int mode) {
        return openBeneath(directory, strings.name(name), flags, mode);
    }

    /** Makes and opens a file without a name in a directory (O_TMPFILE). */
    int createUnnamed(int directory, int flags, int mode) {
        return openBeneath(directory, strings.dot(), flags, mode);
    }

    /**
     * Opens a descriptor's file anew. The caller has made sure of its type: a device's or a FIFO's
     * open does things.
     */
    int reopen(int descriptor, int flags) {
        if (!admit()) {
            return -Errno.ENFILE;
        }
        int fd;
        do {
            fd =
                    (int)
                            calls.call(
                                    SystemCall.OPENAT,
                                    AtFlags.AT_FDCWD,
                                    strings.descriptorPath(descriptor),
                                    flags | OpenFlags.O_CLOEXEC,
                                    0);
        } while (exhausted(fd) && giveUpOne());
        return counted(fd);
    }

    /** Opens a descriptor's file as O_PATH. */
    int pathOf(int descriptor) {
        return reopen(descriptor, OpenFlags.O_PATH);
    }

    /** Another descriptor of the same open file. */
    int duplicate(int descriptor) {
        if (!admit()) {
            return -Errno.ENFILE;
        }
        int fd;
        do {
            fd = (int) calls.call(SystemCall.FCNTL, descriptor, FcntlFlags.F_DUPFD_CLOEXEC, 0);
        } while (exhausted(fd) && giveUpOne());
        return counted(fd);
    }

    /** Closes a descriptor opened here. */
    int close(int descriptor) {
        used--;
        return calls.close(descriptor);
    }

    /** A node was made with a descriptor opened here: it may be asked to give it up. */
    void nodeMade(HostNode node) {
        if (node.mount().descriptor >= 0) {
            hot.add(node);
        }
    }

    /** A node is let go. */
    void nodeForgotten(HostNode node) {
        hot.remove(node);
        if (node.descriptor >= 0) {
            close(node.descriptor);
        }
        node.descriptor = -1;
        node.handle = null;
    }

    /** The node's file was opened: as long as it is, the node keeps its descriptor. */
    void opened(HostNode node) {
        node.openHandles++;
        hot.remove(node);
    }

    /** An open file of the node was closed. The locks taken through it go too. */
    void released(HostHandle handle) {
        HostNode node = handle.node();
        HostLockOwner before = null;
        for (HostLockOwner o = node.lockOwners; o != null; o = o.next) {
            if (o.through == handle) {
                closeLockOwner(node, before, o);
            } else {
                before = o;
            }
        }
        node.openHandles--;
        if (node.openHandles == 0 && node.descriptor >= 0) {
            nodeMade(node);
        }
    }

    /** Ends an owner of locks, which follows {@code before} in the node's list. */
    void closeLockOwner(HostNode node, @Nullable HostLockOwner before, HostLockOwner owner) {
        if (before == null) {
            node.lockOwners = owner.next;
        } else {
            before.next = owner.next;
        }
        close(owner.descriptor);
    }

    /**
     * Whether a node without a descriptor is the file of {@code descriptor}, which has its inode
     * number. If it is, the node takes the descriptor over.
     */
    boolean recognise(HostNode node, int descriptor) {
        FileHandle mine = node.handle;
        FileHandle found = handles.of(descriptor);
        if (mine == null || found == null || !mine.sameAs(found)) {
            return false;
        }
        warm(node, descriptor);
        return true;
    }

    /**
     * Prepares a mount for file handles, through a directory or regular file on it. Whether they
     * work here can only be tried: it takes a privilege and a file system that has them.
     */
    void prepare(HostMount mount, HostNode first) {
        if (!first.isDirectory() && !first.isRegular()) {
            return;
        }
        FileHandle handle = handles.of(first.descriptor);
        int fd = handle == null ? -1 : reopen(first.descriptor, OpenFlags.O_RDONLY);
        if (handle == null || fd < 0) {
            return;
        }
        int tried = handles.open(fd, handle);
        if (tried < 0) {
            close(fd);
            return;
        }
        calls.close(tried);
        mount.descriptor = fd;
    }

    private int openBeneath(int parent, long name, int flags, int mode) {
        if (!admit()) {
            return -Errno.ENFILE;
        }
        how.set(JAVA_LONG, 0, Integer.toUnsignedLong(flags));
        how.set(JAVA_LONG, 8, mode);
        how.set(JAVA_LONG, 16, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);
        int fd;
        do {
            fd = (int) calls.call(SystemCall.OPENAT2, parent, name, how.address(), OPEN_HOW_SIZE);
        } while (exhausted(fd) && giveUpOne());
        return counted(fd);
    }

    private int counted(int fd) {
        if (fd >= 0) {
            used++;
        }
        return fd;
    }

    private void warm(HostNode node, int descriptor) {
        node.descriptor = descriptor;
        node.handle = null;
        hot.add(node);
    }

    private static boolean exhausted(int result) {
        return result == -Errno.EMFILE || result == -Errno.ENFILE;
    }

    private boolean admit() {
        return admit(1);
    }

    /** Makes sure that so many more can be opened, as far as the limit goes. */
    boolean admit(int more) {
        boolean room = used + more <= limit;
        while (!room && giveUpOne()) {
            room = used + more <= limit;
        }
        return room;
    }

    /** Closes the descriptor of the node unused for longest. Returns whether one was closed. */
    private boolean giveUpOne() {
        for (HostNode n = hot.oldest(); n != null; n = hot.oldest()) {
            hot.remove(n);
            // A file without names lives by descriptors only: closing this one might delete it.
            if (statx.read(n.descriptor) == 0 && statx.nlink() > 0) {
                FileHandle handle = handles.of(n.descriptor);
                if (handle != null) {
                    close(n.descriptor);
                    n.descriptor = -1;
                    n.handle = handle;
                    return true;
                }
            }
        }
        return false;
    }
}
