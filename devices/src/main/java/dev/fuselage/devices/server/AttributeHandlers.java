package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.FileAttributes;
import dev.fuselage.devices.fs.FileSystemStatistics;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.devices.fs.SetAttributes;
import dev.fuselage.fuse.Fattr;
import dev.fuselage.fuse.FuseAccessIn;
import dev.fuselage.fuse.FuseAttrOut;
import dev.fuselage.fuse.FuseGetattrIn;
import dev.fuselage.fuse.FuseKstatfs;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.FuseSetattrIn;
import dev.fuselage.fuse.FuseStatfsOut;
import dev.fuselage.fuse.FuseStatxIn;
import dev.fuselage.fuse.FuseStatxOut;
import dev.fuselage.fuse.GetattrFlags;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.Mode;
import dev.fuselage.machine.cost.Cost;
import org.jspecify.annotations.Nullable;

/** GETATTR, SETATTR, STATX, ACCESS, STATFS. */
final class AttributeHandlers {

    private static final int CHANGES =
            SetAttributes.MODE
                    | SetAttributes.UID
                    | SetAttributes.GID
                    | SetAttributes.SIZE
                    | SetAttributes.ATIME
                    | SetAttributes.MTIME
                    | SetAttributes.ATIME_NOW
                    | SetAttributes.MTIME_NOW
                    | SetAttributes.CTIME;

    private final ServerState s;
    private final AttributeWriter writer;
    private final FileAttributes attributes = new FileAttributes();
    private final SetAttributes change = new SetAttributes();
    private final FileSystemStatistics statistics = new FileSystemStatistics();

    AttributeHandlers(ServerState state, AttributeWriter writer) {
        s = state;
        this.writer = writer;
    }

    /** {@code FUSE_GETATTR}. A handle is a help to the file system; a wrong one does no harm. */
    int getattr(Request r) {
        if (!r.hasArgs(FuseGetattrIn.SIZE)) {
            return -Errno.EINVAL;
        }
        if (!r.hasRoom(FuseAttrOut.SIZE)) {
            return -Errno.ENOMEM;
        }
        Wire in = r.args();
        int flags = FuseGetattrIn.GETATTR_FLAGS.get(in);
        int error = stat(r, flags, FuseGetattrIn.FH.get(in));
        if (error == 0 && !s.config.quirks().isEmpty()) {
            lie(r.nodeId());
        }
        return error != 0 ? error : writer.attrOut(r.reply(), attributes);
    }

    /** What no file system says of its files, for scenarios. */
    private void lie(long nodeId) {
        int type = Mode.type(attributes.mode);
        if (type == Mode.S_IFREG && s.config.quirks().contains(ServerQuirk.SIZE_OUT_OF_RANGE)) {
            attributes.size = Long.MIN_VALUE;
        } else if (type == Mode.S_IFDIR
                && nodeId != FuseProtocol.ROOT_ID
                && s.config.quirks().contains(ServerQuirk.DIRECTORY_BECOMES_FILE)) {
            attributes.mode = Mode.S_IFREG | Mode.permissions(attributes.mode);
        }
    }

    /**
     * {@code FUSE_STATX}, where it is served. All that is known is told, whatever the mask asks.
     */
    int statx(Request r) {
        if (!s.config.tmpfileAndStatx()) {
            return -Errno.ENOSYS;
        }
        if (!r.hasArgs(FuseStatxIn.SIZE)) {
            return -Errno.EINVAL;
        }
        if (!r.hasRoom(FuseStatxOut.SIZE)) {
            return -Errno.ENOMEM;
        }
        // Not used: sx_flags and sx_mask, since nothing here is cached that could be asked to be
        // fresh.
        Wire in = r.args();
        int flags = FuseStatxIn.GETATTR_FLAGS.get(in);
        int error = stat(r, flags, FuseStatxIn.FH.get(in));
        return error != 0 ? error : writer.statxOut(r.reply(), attributes);
    }

    private int stat(Request r, int flags, long fh) {
        Node node = s.node(r.nodeId());
        if (node == null) {
            return -Errno.EBADF;
        }
        boolean hasHandle = (flags & GetattrFlags.GETATTR_FH) != 0;
        Handle handle = hasHandle ? anyHandle(fh, r.nodeId()) : null;
        r.charge(s.costs.of(Cost.HOST_STAT));
        return s.fs.getattr(node, handle, attributes);
    }

    private @Nullable Handle anyHandle(long fh, long nodeId) {
        Handle h = s.file(fh, nodeId);
        return h != null ? h : s.directory(fh, nodeId);
    }

    /** {@code FUSE_SETATTR}. */
    int setattr(Request r) {
        if (!r.hasArgs(FuseSetattrIn.SIZE)) {
            return -Errno.EINVAL;
        }
        if (!r.hasRoom(FuseAttrOut.SIZE)) {
            return -Errno.ENOMEM;
        }
        Node node = s.node(r.nodeId());
        if (node == null) {
            return -Errno.EBADF;
        }
        Handle handle = null;
        if ((FuseSetattrIn.VALID.get(r.args()) & Fattr.FATTR_FH) != 0) {
            handle = anyHandle(FuseSetattrIn.FH.get(r.args()), r.nodeId());
            if (handle == null) {
                return -Errno.EBADF;
            }
        }
        decode(r.args());
        int calls = Integer.bitCount(change.valid & CHANGES);
        r.charge(calls * s.costs.of(Cost.HOST_SETATTR) + s.costs.of(Cost.HOST_STAT));
        int error = s.fs.setattr(node, handle, change, attributes);
        return error != 0 ? error : writer.attrOut(r.reply(), attributes);
    }

    /** Not used: lock_owner, since no mandatory lock could be in the way. */
    private void decode(Wire in) {
        int valid = FuseSetattrIn.VALID.get(in);
        change.valid = valid & CHANGES;
        if (s.killsSetIds((valid & Fattr.FATTR_KILL_SUIDGID) != 0)) {
            change.valid |= SetAttributes.KILL_SUIDGID;
        }
        change.size = FuseSetattrIn.SIZE_FIELD.get(in);
        change.atime = FuseSetattrIn.ATIME.get(in);
        change.mtime = FuseSetattrIn.MTIME.get(in);
        change.ctime = FuseSetattrIn.CTIME.get(in);
        change.atimeNanos = FuseSetattrIn.ATIMENSEC.get(in);
        change.mtimeNanos = FuseSetattrIn.MTIMENSEC.get(in);
        change.ctimeNanos = FuseSetattrIn.CTIMENSEC.get(in);
        change.mode = FuseSetattrIn.MODE.get(in);
        change.uid = FuseSetattrIn.UID.get(in);
        change.gid = FuseSetattrIn.GID.get(in);
    }

    /** {@code FUSE_ACCESS}: only guests that do not check permissions themselves send it. */
    int access(Request r) {
        if (!r.hasArgs(FuseAccessIn.SIZE)) {
            return -Errno.EINVAL;
        }
        Node node = s.node(r.nodeId());
        if (node == null) {
            return -Errno.EBADF;
        }
        r.charge(s.costs.of(Cost.HOST_STAT));
        return s.fs.access(node, FuseAccessIn.MASK.get(r.args()), r.caller());
    }

    /** {@code FUSE_STATFS}. */
    int statfs(Request r) {
        if (!r.hasRoom(FuseStatfsOut.SIZE)) {
            return -Errno.ENOMEM;
        }
        Node node = s.node(r.nodeId());
        if (node == null) {
            return -Errno.EBADF;
        }
        r.charge(s.costs.of(Cost.HOST_STATFS));
        int error = s.fs.statfs(node, statistics);
        if (error != 0) {
            return error;
        }
        Wire out = r.reply();
        out.clear(0, FuseStatfsOut.SIZE);
        FuseKstatfs.BLOCKS.set(out, statistics.blocks);
        FuseKstatfs.BFREE.set(out, statistics.bfree);
        FuseKstatfs.BAVAIL.set(out, statistics.bavail);
        FuseKstatfs.FILES.set(out, statistics.files);
        FuseKstatfs.FFREE.set(out, statistics.ffree);
        FuseKstatfs.BSIZE.set(out, statistics.bsize);
        FuseKstatfs.NAMELEN.set(out, statistics.namelen);
        FuseKstatfs.FRSIZE.set(out, statistics.frsize);
        return FuseStatfsOut.SIZE;
    }
}
