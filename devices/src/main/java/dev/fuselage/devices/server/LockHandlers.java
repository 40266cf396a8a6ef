package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.FileLock;
import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.LockWait;
import dev.fuselage.fuse.FuseFileLock;
import dev.fuselage.fuse.FuseInterruptIn;
import dev.fuselage.fuse.FuseLkIn;
import dev.fuselage.fuse.FuseLkOut;
import dev.fuselage.fuse.LockFlags;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.machine.cost.Cost;
import org.jspecify.annotations.Nullable;

/** GETLK, SETLK, SETLKW, INTERRUPT: advisory locks, where they are served. */
final class LockHandlers {

    private final ServerState s;
    private final FileLock lock = new FileLock();
    private final Wire lk = new Wire();
    private @Nullable LockWait blocked;

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
        return s.config.locks() ? set(r, false) : -Errno.ENOSYS;
    }

    /**
     * {@code FUSE_SETLKW}: a lock that cannot be had now is waited for, by no worker. A cycle of
     * owners that wait for POSIX locks of one another gets EDEADLK in the place of its last wait.
     */
    int setlkw(Request r) {
        if (s.config.quirks().contains(ServerQuirk.BLOCKING_LOCK_REFUSED)) {
            return -Errno.EOPNOTSUPP;
        }
        return s.config.locks() ? set(r, true) : -Errno.ENOSYS;
    }

    private int set(Request r, boolean wait) {
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
        int error = s.fs.setlk(handle, lock);
        return wait && error == -Errno.EAGAIN ? block(r, handle) : error;
    }

    private int block(Request r, Handle handle) {
        LockWait wait = new LockWait(lock, handle.node().ino(), r.unique());
        wait.blockedBy(s.fs.lockBlocker(handle, lock) ? lock : null);
        if (s.fs.lockWaits().wouldDeadlock(wait)) {
            return -Errno.EDEADLK;
        }
        blocked = wait;
        return Dispatcher.BLOCKED;
    }

    LockWait blocked() {
        LockWait wait = blocked;
        if (wait == null) {
            throw new IllegalStateException("no request waits for a lock");
        }
        blocked = null;
        return wait;
    }

    /**
     * {@code FUSE_INTERRUPT}: only a request that waits for a lock is there long enough to be
     * interrupted. For any other one it comes too late.
     */
    int interrupt(Request r) {
        if (r.hasArgs(FuseInterruptIn.SIZE)) {
            LockWait wait = s.fs.lockWaits().find(s, FuseInterruptIn.UNIQUE.get(r.args()));
            if (wait != null) {
                wait.interrupt();
                s.fs.lockWaits().changed();
            }
        }
        return Dispatcher.NO_REPLY;
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
