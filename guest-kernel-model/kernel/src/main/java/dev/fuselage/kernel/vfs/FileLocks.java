package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskSlot;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.kernel.wait.WaitQueue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The locks held on one inode (fs/locks.c): flock locks of open files, and POSIX and OFD locks of
 * byte ranges.
 *
 * <p>A POSIX lock whose wait would never end gets EDEADLK ({@link BlockedLocks}); a waiter for any
 * other kind stays until it gets the lock or a signal.
 */
@SuppressWarnings("ReferenceEquality") // identity is what is meant
public final class FileLocks {
    private final List<FileLock> held = new ArrayList<>();
    private final BlockedLocks blocked;
    private final WaitQueue changes;

    private FileLocks(Vfs vfs, Inode inode) {
        this.blocked = vfs.blockedLocks();
        this.changes =
                new WaitQueue(vfs.scheduler(), "file lock on", inode, out -> holders(vfs, out));
    }

    /**
     * A lock of an open file is given up by the last task that closes it, others by their table.
     */
    private void holders(Vfs vfs, Suppliers out) {
        for (Task task : vfs.scheduler().tasks()) {
            if (task.attachment(TaskSlot.FILES) instanceof FilesStruct table
                    && held.stream()
                            .anyMatch(lock ->
                                    lock.owner == table || table.has(f -> f == lock.owner))) {
                out.task(task);
            }
        }
    }

    private static FileLocks of(Inode inode) {
        FileLocks locks = inode.locks;
        if (locks == null) {
            locks = new FileLocks(inode.sb.vfs(), inode);
            inode.locks = locks;
        }
        return locks;
    }

    /**
     * Takes, converts or gives up a lock as flock(2) and fcntl(2) do without help of the file
     * system (locks_lock_file_wait): 0, -EAGAIN, -EINTR, -EDEADLK.
     */
    @KernelFunction("locks_lock_inode_wait")
    public static int lockFile(Inode inode, FileLock wanted) {
        FileLocks locks = of(inode);
        boolean flock = (wanted.flags & FileLock.FL_FLOCK) != 0;
        if (wanted.type != LockType.F_UNLCK && locks.conflict(wanted) != null) {
            if (flock) {
                // An existing lock is given up before the new one is waited for.
                locks.drop(wanted);
            }
            if ((wanted.flags & FileLock.FL_SLEEP) == 0) {
                return -Errno.EAGAIN;
            }
            int error = locks.await(wanted, flock);
            if (error != 0) {
                return error;
            }
        }
        if (flock) {
            locks.drop(wanted);
        } else {
            locks.cut(wanted);
        }
        if (wanted.type != LockType.F_UNLCK) {
            locks.held.add(new FileLock().set(wanted));
        }
        locks.changes.wakeUpAll();
        return 0;
    }

    private int await(FileLock wanted, boolean flock) {
        FileLock blocker = conflict(wanted);
        while (blocker != null) {
            if (!flock && blocked.wouldDeadlock(wanted, blocker)) {
                return -Errno.EDEADLK;
            }
            FileLock before = blocker;
            blocked.begin(wanted, blocker);
            int interrupted =
                    changes.waitEvent(
                            flock ? "flock_lock_inode_wait" : "posix_lock_inode_wait",
                            () -> conflict(wanted) != before,
                            Interruptibility.INTERRUPTIBLE);
            blocked.end(wanted);
            if (interrupted != 0) {
                return interrupted;
            }
            blocker = conflict(wanted);
        }
        return 0;
    }

    /**
     * Finds who keeps a POSIX lock from being taken (posix_test_lock): leaves that lock, or
     * F_UNLCK, in {@code wanted}.
     */
    public static void testLock(Inode inode, FileLock wanted) {
        FileLock other = inode.locks == null ? null : inode.locks.conflict(wanted);
        if (other == null) {
            wanted.type = LockType.F_UNLCK;
        } else {
            wanted.type = other.type;
            wanted.start = other.start;
            wanted.end = other.end;
            wanted.pid = (other.flags & FileLock.FL_OFDLCK) != 0 ? -1 : other.pid;
        }
    }

    private @Nullable FileLock conflict(FileLock wanted) {
        int kind = wanted.flags & (FileLock.FL_POSIX | FileLock.FL_FLOCK);
        for (FileLock lock : held) {
            boolean sameKind = (lock.flags & kind) != 0;
            boolean exclusive = lock.type == LockType.F_WRLCK || wanted.type == LockType.F_WRLCK;
            if (sameKind && exclusive && lock.owner != wanted.owner && overlaps(lock, wanted)) {
                return lock;
            }
        }
        return null;
    }

    private static boolean overlaps(FileLock a, FileLock b) {
        return (a.flags & FileLock.FL_FLOCK) != 0 || (a.start <= b.end && b.start <= a.end);
    }

    private void drop(FileLock flock) {
        held.removeIf(lock -> (lock.flags & FileLock.FL_FLOCK) != 0 && lock.owner == flock.owner);
    }

    /** Takes a range from the owner's POSIX locks; what is left on both sides stays. */
    private void cut(FileLock range) {
        List<FileLock> rest = new ArrayList<>();
        for (FileLock lock : held) {
            boolean mine =
                    (lock.flags & FileLock.FL_POSIX) != 0
                            && lock.owner == range.owner
                            && overlaps(lock, range);
            if (!mine) {
                rest.add(lock);
                continue;
            }
            if (lock.start < range.start) {
                FileLock before = new FileLock().set(lock);
                before.end = range.start - 1;
                rest.add(before);
            }
            if (lock.end > range.end) {
                FileLock after = new FileLock().set(lock);
                after.start = range.end + 1;
                rest.add(after);
            }
        }
        held.clear();
        held.addAll(rest);
    }

    /** Whether any lock is held, for reports. */
    public static boolean any(Inode inode) {
        return inode.locks != null && !inode.locks.held.isEmpty();
    }

    /**
     * A descriptor was closed: the POSIX locks of its table on the file go (locks_remove_posix).
     */
    static void removePosix(OpenFile file, Object owner) {
        Inode inode = file.inode();
        FileLocks locks = inode.locks;
        boolean holds = locks != null && locks.holds(owner, FileLock.FL_POSIX);
        if (holds) {
            removeAll(file, owner, FileLock.FL_POSIX | FileLock.FL_CLOSE);
        }
    }

    /** An open file ends: its flock and OFD locks go (locks_remove_file). */
    static void removeFile(OpenFile file) {
        FileLocks locks = file.inode().locks;
        if (locks == null) {
            return;
        }
        if (locks.holds(file, FileLock.FL_POSIX)) {
            removeAll(file, file, FileLock.FL_POSIX | FileLock.FL_CLOSE);
        }
        if (locks.holds(file, FileLock.FL_FLOCK)) {
            removeAll(file, file, FileLock.FL_FLOCK | FileLock.FL_CLOSE);
        }
    }

    private boolean holds(Object owner, int kind) {
        for (FileLock lock : held) {
            if (lock.owner == owner && (lock.flags & kind) != 0) {
                return true;
            }
        }
        return false;
    }

    private static void removeAll(OpenFile file, Object owner, int lockFlags) {
        FileLock unlock = new FileLock();
        unlock.flags = lockFlags;
        unlock.type = LockType.F_UNLCK;
        unlock.owner = owner;
        unlock.file = file;
        Inode inode = file.inode();
        boolean flock = (lockFlags & FileLock.FL_FLOCK) != 0;
        if (flock && file.op().hasFlock()) {
            int _ = file.op().flock(file, dev.fuselage.fuse.linux.FcntlFlags.F_SETLKW, unlock);
        } else if (!flock && file.op().hasLock()) {
            int _ = file.op().lock(file, dev.fuselage.fuse.linux.FcntlFlags.F_SETLK, unlock);
        }
        if (of(inode).holds(owner, lockFlags & (FileLock.FL_POSIX | FileLock.FL_FLOCK))) {
            int _ = lockFile(inode, unlock);
        }
    }
}
