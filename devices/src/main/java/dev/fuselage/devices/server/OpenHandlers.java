package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.HandleResult;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.fuse.FsyncFlags;
import dev.fuselage.fuse.FuseCreateIn;
import dev.fuselage.fuse.FuseEntryOut;
import dev.fuselage.fuse.FuseFlushIn;
import dev.fuselage.fuse.FuseFopen;
import dev.fuselage.fuse.FuseFsyncIn;
import dev.fuselage.fuse.FuseOpenIn;
import dev.fuselage.fuse.FuseOpenOut;
import dev.fuselage.fuse.FuseReleaseIn;
import dev.fuselage.fuse.InitFlags;
import dev.fuselage.fuse.OpenInFlags;
import dev.fuselage.fuse.ReleaseFlags;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.machine.cost.Cost;

/** OPEN, CREATE, TMPFILE, FLUSH, FSYNC, RELEASE: the life of an open file. */
final class OpenHandlers {

    /** What a guest's open may ask of the server's; the rest is for its own kernel. */
    private static final int PASSED_ON =
            OpenFlags.O_ACCMODE
                    | OpenFlags.O_TRUNC
                    | OpenFlags.O_NONBLOCK
                    | OpenFlags.O_SYNC
                    | OpenFlags.O_LARGEFILE;

    private final ServerState s;
    private final EntryReply entries;
    private final LockHandlers locks;
    private final HandleResult opened = new HandleResult();
    private final Wire openOut = new Wire();

    OpenHandlers(ServerState state, EntryReply entries, LockHandlers locks) {
        s = state;
        this.entries = entries;
        this.locks = locks;
    }

    /** {@code FUSE_OPEN}. */
    int open(Request r) {
        if (!r.hasArgs(FuseOpenIn.SIZE)) {
            return -Errno.EINVAL;
        }
        if (!r.hasRoom(FuseOpenOut.SIZE)) {
            return -Errno.ENOMEM;
        }
        Node node = s.node(r.nodeId());
        if (node == null) {
            return -Errno.EBADF;
        }
        if (s.handles.isFull()) {
            return -Errno.EMFILE;
        }
        int flags = hostFlags(FuseOpenIn.FLAGS.get(r.args()));
        int openFlags = openFlags(FuseOpenIn.OPEN_FLAGS.get(r.args()));
        r.charge(s.costs.of(Cost.HOST_OPEN));
        int error = s.fs.open(node, flags, openFlags, opened);
        return error != 0 ? error : putOpen(r, 0, r.nodeId());
    }

    /** {@code FUSE_CREATE}: makes and opens in one step. */
    int create(Request r) {
        return make(r, true);
    }

    /** {@code FUSE_TMPFILE}, where it is served. The name sent with it means nothing. */
    int tmpfile(Request r) {
        return s.config.tmpfileAndStatx() ? make(r, false) : -Errno.ENOSYS;
    }

    private int make(Request r, boolean named) {
        if (!r.hasArgs(FuseCreateIn.SIZE)) {
            return -Errno.EINVAL;
        }
        int error = named ? r.readName(FuseCreateIn.SIZE) : r.readAttributeName(FuseCreateIn.SIZE);
        if (error == 0) {
            error = r.extensions();
        }
        if (error != 0) {
            return error;
        }
        if (!r.hasRoom(FuseEntryOut.SIZE + FuseOpenOut.SIZE)) {
            return -Errno.ENOMEM;
        }
        Node parent = s.node(r.nodeId());
        if (parent == null) {
            return -Errno.EBADF;
        }
        if (s.handles.isFull()) {
            return -Errno.EMFILE;
        }
        chargeCreation(r);
        error = named ? create(r, parent) : tmpfile(r, parent);
        return error != 0 ? error : putEntryAndOpen(r);
    }

    private int create(Request r, Node parent) {
        Wire in = r.args();
        setUmask(r, FuseCreateIn.UMASK.get(in));
        int asked = FuseCreateIn.FLAGS.get(in);
        int flags = hostFlags(asked) | (asked & (OpenFlags.O_CREAT | OpenFlags.O_EXCL));
        int openFlags = openFlags(FuseCreateIn.OPEN_FLAGS.get(in));
        int mode = FuseCreateIn.MODE.get(in);
        return s.fs.create(r.caller(), parent, r.name(), mode, flags, openFlags, s.found, opened);
    }

    private int tmpfile(Request r, Node parent) {
        Wire in = r.args();
        setUmask(r, FuseCreateIn.UMASK.get(in));
        int asked = FuseCreateIn.FLAGS.get(in);
        int flags = hostFlags(asked) | (asked & OpenFlags.O_EXCL);
        int mode = FuseCreateIn.MODE.get(in);
        return s.fs.tmpfile(r.caller(), parent, mode, flags, s.found, opened);
    }

    private void setUmask(Request r, int umask) {
        r.caller().setUmask(s.session.has(InitFlags.DONT_MASK) ? umask : 0);
    }

    private void chargeCreation(Request r) {
        r.charge(
                s.costs.of(Cost.HOST_CREATE)
                        + s.costs.of(Cost.HOST_LOOKUP)
                        + s.costs.of(Cost.HOST_STAT));
    }

    /**
     * Flags for the server's own open. O_APPEND is left out: each WRITE says whether it appends,
     * since the guest may change the flag later. With a write-back cache the guest reads what it is
     * about to overwrite in part, so a file opened for writing must be readable.
     */
    private int hostFlags(int asked) {
        int flags = asked & PASSED_ON;
        if (s.config.allowDirectIo()) {
            flags |= asked & OpenFlags.O_DIRECT;
        }
        boolean writeOnly = (flags & OpenFlags.O_ACCMODE) == OpenFlags.O_WRONLY;
        if (writeOnly && s.session.has(InitFlags.WRITEBACK_CACHE)) {
            flags = (flags & ~OpenFlags.O_ACCMODE) | OpenFlags.O_RDWR;
        }
        return flags;
    }

    private int openFlags(int asked) {
        boolean kill = s.killsSetIds((asked & OpenInFlags.OPEN_KILL_SUIDGID) != 0);
        return kill ? FileSystem.OPEN_KILL_SUIDGID : 0;
    }

    private int putEntryAndOpen(Request r) {
        int size = entries.put(r.reply());
        return putOpen(r, size, FuseEntryOut.NODEID.get(r.reply()));
    }

    private int putOpen(Request r, int at, long nodeId) {
        Wire out = openOut.at(r.reply(), at);
        FuseOpenOut.FH.set(out, s.handles.add(nodeId, opened.handle(), false));
        FuseOpenOut.OPEN_FLAGS.set(out, cacheFlags(s.config.policy()));
        FuseOpenOut.BACKING_ID.set(out, 0);
        opened.clear();
        return at + FuseOpenOut.SIZE;
    }

    /** What the policy tells the guest to do with the content of a file. */
    static int cacheFlags(CachePolicy policy) {
        return switch (policy) {
            case NONE, METADATA -> FuseFopen.FOPEN_DIRECT_IO;
            case AUTO -> 0;
            case ALWAYS -> FuseFopen.FOPEN_KEEP_CACHE;
        };
    }

    /** {@code FUSE_FLUSH}: a descriptor was closed. */
    int flush(Request r) {
        if (!r.hasArgs(FuseFlushIn.SIZE)) {
            return -Errno.EINVAL;
        }
        Handle handle = s.file(FuseFlushIn.FH.get(r.args()), r.nodeId());
        if (handle == null) {
            return -Errno.EBADF;
        }
        if (s.session.has(InitFlags.POSIX_LOCKS)) {
            locks.releaseAll(handle, FuseFlushIn.LOCK_OWNER.get(r.args()), false);
        }
        // The host's flush is a descriptor duplicated and closed.
        r.charge(s.costs.of(Cost.HOST_SYSCALL) + s.costs.of(Cost.HOST_CLOSE));
        return s.fs.flush(handle);
    }

    /** {@code FUSE_FSYNC}. */
    int fsync(Request r) {
        if (!r.hasArgs(FuseFsyncIn.SIZE)) {
            return -Errno.EINVAL;
        }
        Handle handle = s.file(FuseFsyncIn.FH.get(r.args()), r.nodeId());
        if (handle == null) {
            return -Errno.EBADF;
        }
        boolean dataOnly =
                (FuseFsyncIn.FSYNC_FLAGS.get(r.args()) & FsyncFlags.FSYNC_FDATASYNC) != 0;
        r.charge(s.costs.of(Cost.HOST_FSYNC));
        return s.fs.fsync(handle, dataOnly);
    }

    /** {@code FUSE_RELEASE}: the last descriptor is gone. Not used: flags, those of the open. */
    int release(Request r) {
        if (!r.hasArgs(FuseReleaseIn.SIZE)) {
            return -Errno.EINVAL;
        }
        long fh = FuseReleaseIn.FH.get(r.args());
        Handle handle = s.file(fh, r.nodeId());
        if (handle == null) {
            return -Errno.EBADF;
        }
        int flags = FuseReleaseIn.RELEASE_FLAGS.get(r.args());
        if ((flags & ReleaseFlags.RELEASE_FLUSH) != 0) {
            s.fs.flush(handle);
        }
        if ((flags & ReleaseFlags.RELEASE_FLOCK_UNLOCK) != 0
                && s.session.has(InitFlags.FLOCK_LOCKS)) {
            locks.releaseAll(handle, FuseReleaseIn.LOCK_OWNER.get(r.args()), true);
        }
        r.charge(s.costs.of(Cost.HOST_CLOSE));
        s.handles.remove(fh);
        s.fs.release(handle);
        // Who waits for a lock through this handle is told that it is no more.
        s.fs.lockWaits().changed();
        return 0;
    }
}
