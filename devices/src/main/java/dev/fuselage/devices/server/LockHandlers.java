package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.FileLock;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.fuse.FuseFileLock;
import dev.fuselage.fuse.FuseLkIn;
import dev.fuselage.fuse.FuseLkOut;
import dev.fuselage.fuse.LockFlags;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.machine.cost.Cost;
import org.jspecify.annotations.Nullable;

/** GETLK, SETLK, SETLKW: advisory locks, where they are served. */
final class LockHandlers {

    private final ServerState s;
    private final FileLock lock = new FileLock();
    private final Wire lk = new Wire();

    LockHandlers(ServerState state) {
        s = state;
    }

    /** {@code FUSE_GETLK}. */
    int getlk(Request r) {
        if (!s.config.locks()) {
            return -Errno.ENOSYS;
        }
        if (!r.hasRoom(FuseLkOut.SIZE)) {
            return r.hasArgs(FuseLkIn.SIZE) ? -Errno.ENOMEM : -Errno.EINVAL;
        }
        Handle handle = decode(r);
        if (handle == null) {
            return r.hasArgs(FuseLkIn.SIZE) ? -Errno.EBADF : -Errno.EINVAL;
        }
        r.charge(s.costs.of(Cost.HOST_OTHER));
        int error = s.fs.getlk(handle, lock);
        if (error != 0) {
            return error;
        }
        Wire out = lk.at(r.reply(), FuseLkOut.LK_OFFSET);
        FuseFileLock.START.set(out, lock.start);
        FuseFileLock.END.set(out, lock.end);
        FuseFileLock.TYPE.set(out, lock.type);
        FuseFileLock.PID.set(out, lock.pid);
        return FuseLkOut.SIZE;
    }

    /** {@code FUSE_SETLK}. */
    int setlk(Request r) {
        if (!s.config.locks()) {
            return -Errno.ENOSYS;
        }
        Handle handle = decode(r);
        if (handle == null) {
            return r.hasArgs(FuseLkIn.SIZE) ? -Errno.EBADF : -Errno.EINVAL;
        }
        boolean known =
                lock.type == LockType.F_RDLCK
                        || lock.type == LockType.F_WRLCK
                        || lock.type == LockType.F_UNLCK;
        if (!known || lock.start < 0 || lock.end < lock.start) {
            return -Errno.EINVAL;
        }
        r.charge(s.costs.of(Cost.HOST_OTHER));
        return s.fs.setlk(handle, lock);
    }

    /**
     * {@code FUSE_SETLKW}: refused whatever it asks, as QEMU's server refused it. A wait would hold
     * up the queue, and with it the unlock waited for.
     */
    int setlkw() {
        return s.config.locks() ? -Errno.EOPNOTSUPP : -Errno.ENOSYS;
    }

    private @Nullable Handle decode(Request r) {
        if (!r.hasArgs(FuseLkIn.SIZE)) {
            return null;
        }
        Wire in = r.args();
        lock.client = s;
        lock.owner = FuseLkIn.OWNER.get(in);
        lock.flock = (FuseLkIn.LK_FLAGS.get(in) & LockFlags.LK_FLOCK) != 0;
        lk.at(in, FuseLkIn.LK_OFFSET);
        lock.start = FuseFileLock.START.get(lk);
        lock.end = FuseFileLock.END.get(lk);
        lock.type = FuseFileLock.TYPE.get(lk);
        lock.pid = FuseFileLock.PID.get(lk);
        return s.file(FuseLkIn.FH.get(in), r.nodeId());
    }

    /** Releases all that an owner holds on a file. */
    void releaseAll(Handle handle, long owner, boolean flock) {
        lock.client = s;
        lock.owner = owner;
        lock.flock = flock;
        lock.start = 0;
        lock.end = Long.MAX_VALUE;
        lock.type = LockType.F_UNLCK;
        lock.pid = 0;
        s.fs.setlk(handle, lock);
    }
}
