package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.Caller;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.fuse.FuseEntryOut;
import dev.fuselage.fuse.FuseLinkIn;
import dev.fuselage.fuse.FuseMkdirIn;
import dev.fuselage.fuse.FuseMknodIn;
import dev.fuselage.fuse.FuseRename2In;
import dev.fuselage.fuse.FuseRenameIn;
import dev.fuselage.fuse.InitFlags;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.machine.cost.Cost;

/**
 * MKNOD, MKDIR, SYMLINK, LINK, UNLINK, RMDIR, RENAME, RENAME2, READLINK: names and what they lead
 * to.
 */
final class NameHandlers {

    private final ServerState s;
    private final EntryReply entries;

    NameHandlers(ServerState state, EntryReply entries) {
        s = state;
        this.entries = entries;
    }

    // ------------------------------------------------------------------ making

    /** {@code FUSE_MKNOD}. */
    int mknod(Request r) {
        int error = begin(r, FuseMknodIn.SIZE);
        if (error != 0) {
            return error;
        }
        int mode = FuseMknodIn.MODE.get(r.args());
        int rdev = FuseMknodIn.RDEV.get(r.args());
        Caller caller = creator(r, FuseMknodIn.UMASK.get(r.args()));
        Node parent = s.node(r.nodeId());
        if (parent == null) {
            return -Errno.EBADF;
        }
        chargeCreation(r);
        error = s.fs.mknod(caller, parent, r.name(), mode, rdev, s.found);
        return error != 0 ? error : entries.put(r.reply());
    }

    /** {@code FUSE_MKDIR}. */
    int mkdir(Request r) {
        int error = begin(r, FuseMkdirIn.SIZE);
        if (error != 0) {
            return error;
        }
        int mode = FuseMkdirIn.MODE.get(r.args());
        Caller caller = creator(r, FuseMkdirIn.UMASK.get(r.args()));
        Node parent = s.node(r.nodeId());
        if (parent == null) {
            return -Errno.EBADF;
        }
        chargeCreation(r);
        error = s.fs.mkdir(caller, parent, r.name(), mode, s.found);
        return error != 0 ? error : entries.put(r.reply());
    }

    private static int begin(Request r, int struct) {
        if (!r.hasArgs(struct)) {
            return -Errno.EINVAL;
        }
        int error = r.readName(struct);
        if (error == 0) {
            error = r.extensions();
        }
        if (error == 0 && !r.hasRoom(FuseEntryOut.SIZE)) {
            error = -Errno.ENOMEM;
        }
        return error;
    }

    /** The caller, with the umask if it is for the server to apply. */
    private Caller creator(Request r, int umask) {
        Caller caller = r.caller();
        caller.setUmask(s.session.has(InitFlags.DONT_MASK) ? umask : 0);
        return caller;
    }

    private void chargeCreation(Request r) {
        r.charge(
                s.costs.of(Cost.HOST_CREATE)
                        + s.costs.of(Cost.HOST_LOOKUP)
                        + s.costs.of(Cost.HOST_STAT));
    }

    /** {@code FUSE_SYMLINK}: the link's name, then its target. */
    int symlink(Request r) {
        int error = r.readName(0);
        if (error == 0) {
            error = r.readTarget();
        }
        if (error == 0) {
            error = r.extensions();
        }
        if (error != 0) {
            return error;
        }
        if (!r.hasRoom(FuseEntryOut.SIZE)) {
            return -Errno.ENOMEM;
        }
        Node parent = s.node(r.nodeId());
        if (parent == null) {
            return -Errno.EBADF;
        }
        chargeCreation(r);
        error = s.fs.symlink(r.caller(), parent, r.name(), r.target(), s.found);
        return error != 0 ? error : entries.put(r.reply());
    }

    /** {@code FUSE_LINK}: the header's nodeid is the directory. */
    int link(Request r) {
        if (!r.hasArgs(FuseLinkIn.SIZE)) {
            return -Errno.EINVAL;
        }
        int error = r.readName(FuseLinkIn.SIZE);
        if (error != 0) {
            return error;
        }
        if (!r.endsHere()) {
            return -Errno.EINVAL;
        }
        if (!r.hasRoom(FuseEntryOut.SIZE)) {
            return -Errno.ENOMEM;
        }
        Node parent = s.node(r.nodeId());
        Node node = s.node(FuseLinkIn.OLDNODEID.get(r.args()));
        if (parent == null || node == null) {
            return -Errno.EBADF;
        }
        chargeCreation(r);
        error = s.fs.link(node, parent, r.name(), s.found);
        return error != 0 ? error : entries.put(r.reply());
    }

    // ------------------------------------------------------------------ removing, renaming

    /** {@code FUSE_UNLINK}. */
    int unlink(Request r) {
        return remove(r, false);
    }

    /** {@code FUSE_RMDIR}. */
    int rmdir(Request r) {
        return remove(r, true);
    }

    private int remove(Request r, boolean directory) {
        int error = r.readName(0);
        if (error != 0) {
            return error;
        }
        if (!r.endsHere()) {
            return -Errno.EINVAL;
        }
        Node parent = s.node(r.nodeId());
        if (parent == null) {
            return -Errno.EBADF;
        }
        r.charge(s.costs.of(Cost.HOST_REMOVE));
        return directory ? s.fs.rmdir(parent, r.name()) : s.fs.unlink(parent, r.name());
    }

    /** {@code FUSE_RENAME}. */
    int rename(Request r) {
        if (!r.hasArgs(FuseRenameIn.SIZE)) {
            return -Errno.EINVAL;
        }
        long newDirectory = FuseRenameIn.NEWDIR.get(r.args());
        return rename(r, FuseRenameIn.SIZE, newDirectory, 0);
    }

    /** {@code FUSE_RENAME2}. */
    int rename2(Request r) {
        if (!r.hasArgs(FuseRename2In.SIZE)) {
            return -Errno.EINVAL;
        }
        long newDirectory = FuseRename2In.NEWDIR.get(r.args());
        return rename(r, FuseRename2In.SIZE, newDirectory, FuseRename2In.FLAGS.get(r.args()));
    }

    private int rename(Request r, int struct, long newDirectory, int flags) {
        int error = r.readName(struct);
        if (error == 0) {
            error = r.readSecondName();
        }
        if (error == 0 && !r.endsHere()) {
            error = -Errno.EINVAL;
        }
        if (error != 0) {
            return error;
        }
        Node from = s.node(r.nodeId());
        Node to = s.node(newDirectory);
        if (from == null || to == null) {
            return -Errno.EBADF;
        }
        r.charge(s.costs.of(Cost.HOST_REMOVE));
        return s.fs.rename(r.caller(), from, r.name(), to, r.secondName(), flags);
    }

    /** {@code FUSE_READLINK}: the target without a NUL. */
    int readlink(Request r) {
        Node node = s.node(r.nodeId());
        if (node == null) {
            return -Errno.EBADF;
        }
        r.charge(s.costs.of(Cost.HOST_READLINK));
        int length = s.fs.readlink(node, r.replyArguments(), 0, Request.REPLY_CAPACITY);
        // A target cut short would be another target.
        return length > 0 && !r.hasRoom(length) ? -Errno.ENOMEM : length;
    }
}
