package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.HandleResult;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.fuse.FsyncFlags;
import dev.fuselage.fuse.FuseFopen;
import dev.fuselage.fuse.FuseFsyncIn;
import dev.fuselage.fuse.FuseOpenIn;
import dev.fuselage.fuse.FuseOpenOut;
import dev.fuselage.fuse.FuseReadIn;
import dev.fuselage.fuse.FuseReleaseIn;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.machine.cost.Cost;

/** OPENDIR, READDIR, READDIRPLUS, FSYNCDIR, RELEASEDIR, SYNCFS. */
final class DirectoryHandlers {

    private final ServerState s;
    private final DirectoryFiller filler;
    private final HandleResult opened = new HandleResult();

    DirectoryHandlers(ServerState state, EntryReply entries) {
        s = state;
        filler = new DirectoryFiller(state, entries);
    }

    /** {@code FUSE_OPENDIR}. Not used: flags; a directory is opened for reading. */
    int opendir(Request r) {
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
        r.charge(s.costs.of(Cost.HOST_OPEN));
        int error = s.fs.opendir(node, opened);
        if (error != 0) {
            return error;
        }
        Wire out = r.reply();
        FuseOpenOut.FH.set(out, s.handles.add(r.nodeId(), opened.handle(), true));
        FuseOpenOut.OPEN_FLAGS.set(out, cacheFlags(s.config.policy()));
        FuseOpenOut.BACKING_ID.set(out, 0);
        opened.clear();
        return FuseOpenOut.SIZE;
    }

    /** What the policy tells the guest to do with a listing. */
    static int cacheFlags(CachePolicy policy) {
        return switch (policy) {
            case NONE, AUTO -> 0;
            case ALWAYS, METADATA -> FuseFopen.FOPEN_KEEP_CACHE | FuseFopen.FOPEN_CACHE_DIR;
        };
    }

    /** {@code FUSE_READDIR}. */
    int readdir(Request r) {
        return list(r, false);
    }

    /** {@code FUSE_READDIRPLUS}: each entry returned counts as a lookup, but for "." and "..". */
    int readdirplus(Request r) {
        return list(r, true);
    }

    /** Not used: read_flags, lock_owner, flags. */
    private int list(Request r, boolean plus) {
        if (!r.hasArgs(FuseReadIn.SIZE)) {
            return -Errno.EINVAL;
        }
        Wire in = r.args();
        long size = FuseReadIn.SIZE_FIELD.getUnsigned(in);
        if (size > Negotiation.MAX_WRITE || !r.hasRoom(size)) {
            return -Errno.ENOMEM;
        }
        Node node = s.node(r.nodeId());
        Handle handle = s.directory(FuseReadIn.FH.get(in), r.nodeId());
        if (node == null || handle == null) {
            return -Errno.EBADF;
        }
        r.charge(s.costs.of(Cost.HOST_READDIR));
        filler.begin(r, node, size, plus);
        int error = s.fs.readdir(handle, FuseReadIn.OFFSET.get(in), filler);
        long filled = filler.end();
        // Entries that were counted must reach the guest, whatever went wrong after them.
        return error != 0 && filled == 0 ? error : r.direct(filled);
    }

    /** {@code FUSE_FSYNCDIR}. */
    int fsyncdir(Request r) {
        if (!r.hasArgs(FuseFsyncIn.SIZE)) {
            return -Errno.EINVAL;
        }
        Handle handle = s.directory(FuseFsyncIn.FH.get(r.args()), r.nodeId());
        if (handle == null) {
            return -Errno.EBADF;
        }
        boolean dataOnly =
                (FuseFsyncIn.FSYNC_FLAGS.get(r.args()) & FsyncFlags.FSYNC_FDATASYNC) != 0;
        r.charge(s.costs.of(Cost.HOST_FSYNC));
        return s.fs.fsyncdir(handle, dataOnly);
    }

    /** {@code FUSE_RELEASEDIR}. Not used: flags, release_flags, lock_owner. */
    int releasedir(Request r) {
        if (!r.hasArgs(FuseReleaseIn.SIZE)) {
            return -Errno.EINVAL;
        }
        long fh = FuseReleaseIn.FH.get(r.args());
        Handle handle = s.directory(fh, r.nodeId());
        if (handle == null) {
            return -Errno.EBADF;
        }
        r.charge(s.costs.of(Cost.HOST_CLOSE));
        s.handles.remove(fh);
        s.fs.releasedir(handle);
        return 0;
    }

    /** {@code FUSE_SYNCFS}. */
    int syncfs(Request r) {
        Node node = s.node(r.nodeId());
        if (node == null) {
            return -Errno.EBADF;
        }
        r.charge(s.costs.of(Cost.HOST_FSYNC));
        return s.fs.syncfs(node);
    }
}
