package dev.fuselage.devices.fs.host;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.fuselage.devices.fs.FileLock;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.fuse.linux.Seek;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Advisory locks, taken from the host: so guests and processes of the host lock against each other.
 *
 * <p>An owner is a process of the guest, or for flock one of its open files, neither of which the
 * host knows. Each gets a descriptor opened for it alone, as the host's own owners are open files:
 * record locks are open-file-description locks of it (fcntl(2), F_OFD_SETLK), flock locks its flock
 * locks. It is closed once the owner has unlocked everything, or when the handle its locks were
 * taken through last is released.
 */
final class HostLocks {

    private static final int FLOCK_SIZE = 32;
    private static final long L_TYPE = 0;
    private static final long L_WHENCE = 2;
    private static final long L_START = 8;
    private static final long L_LEN = 16;
    private static final long L_PID = 24;

    private final LinuxSystemCalls calls;
    private final HostDescriptors descriptors;
    private final MemorySegment flock;
    private boolean freed;

    HostLocks(Host host) {
        calls = host.calls();
        descriptors = host.descriptors();
        flock = host.arena().allocate(FLOCK_SIZE, 8);
    }

    int getlk(HostHandle file, FileLock lock) {
        if (lock.flock || !isLock(lock)) {
            return -Errno.EINVAL; // flock(2) cannot ask
        }
        int fd = ownerDescriptor(file, lock);
        if (fd < 0) {
            return fd;
        }
        write(lock);
        int error = (int) calls.call(SystemCall.FCNTL, fd, FcntlFlags.F_OFD_GETLK, flock.address());
        if (error == 0) {
            readConflict(lock);
        }
        return error;
    }

    int setlk(HostHandle file, FileLock lock) {
        freed = false;
        if (!isLock(lock)) {
            return -Errno.EINVAL;
        }
        boolean whole = lock.flock || (lock.start == 0 && lock.end == Long.MAX_VALUE);
        if (whole && lock.type == LockType.F_UNLCK) {
            freed = closeOwner(file.node(), lock);
            return 0;
        }
        int fd = ownerDescriptor(file, lock);
        if (fd < 0) {
            return fd;
        }
        if (lock.flock) {
            return flock(fd, lock);
        }
        write(lock);
        int error = (int) calls.call(SystemCall.FCNTL, fd, FcntlFlags.F_OFD_SETLK, flock.address());
        freed = error == 0 && lock.type != LockType.F_WRLCK;
        return error;
    }

    /** flock(2), which gives up the lock that its caller has before it tries for another. */
    private int flock(int fd, FileLock lock) {
        List<HeldLock> before = HeldLock.of(fd);
        int error = (int) calls.call(SystemCall.FLOCK, fd, flockOperation(lock));
        freed = !before.isEmpty() && (error != 0 || lock.type != LockType.F_WRLCK);
        return error;
    }

    /** Whether the last {@link #setlk} left others more room than there was before. */
    boolean hasFreed() {
        return freed;
    }

    /** As {@link dev.fuselage.devices.fs.FileSystem#lockBlocker}. */
    boolean blocker(HostHandle file, FileLock lock) {
        for (HostLockOwner o = file.node().lockOwners; o != null; o = o.next) {
            if (o.isFlock() == lock.flock && !o.is(lock)) {
                for (HeldLock held : HeldLock.of(o.descriptor)) {
                    if (held.excludes(lock)) {
                        o.name(lock);
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private int ownerDescriptor(HostHandle file, FileLock lock) {
        HostNode node = file.node();
        for (HostLockOwner o = node.lockOwners; o != null; o = o.next) {
            if (o.is(lock)) {
                o.through = file;
                return o.descriptor;
            }
        }
        if (file.descriptor() < 0) {
            return file.descriptor();
        }
        // Through the handle: it is open whatever has become of the node.
        int fd = descriptors.reopen(file.descriptor(), OpenFlags.O_RDWR);
        if (fd == -Errno.EACCES || fd == -Errno.EROFS) {
            fd = descriptors.reopen(file.descriptor(), OpenFlags.O_RDONLY);
        }
        if (fd >= 0) {
            HostLockOwner made = new HostLockOwner(lock, fd, file);
            made.next = node.lockOwners;
            node.lockOwners = made;
        }
        return fd;
    }

    private boolean closeOwner(HostNode node, FileLock lock) {
        HostLockOwner before = null;
        for (HostLockOwner o = node.lockOwners; o != null; o = o.next) {
            if (o.is(lock)) {
                descriptors.closeLockOwner(node, before, o);
                return true;
            }
            before = o;
        }
        return false;
    }

    private void write(FileLock lock) {
        flock.fill((byte) 0);
        flock.set(JAVA_SHORT, L_TYPE, (short) lock.type);
        flock.set(JAVA_SHORT, L_WHENCE, (short) Seek.SEEK_SET);
        flock.set(JAVA_LONG, L_START, lock.start);
        // A length of 0 is "to the end of any file".
        flock.set(JAVA_LONG, L_LEN, lock.end == Long.MAX_VALUE ? 0 : lock.end - lock.start + 1);
    }

    private void readConflict(FileLock lock) {
        lock.type = flock.get(JAVA_SHORT, L_TYPE);
        if (lock.type == LockType.F_UNLCK) {
            return;
        }
        long length = flock.get(JAVA_LONG, L_LEN);
        lock.start = flock.get(JAVA_LONG, L_START);
        lock.end = length == 0 ? Long.MAX_VALUE : lock.start + length - 1;
        // Locks of open files, another guest's among them, have no process.
        lock.pid = Math.max(0, flock.get(JAVA_INT, L_PID));
    }

    private static boolean isLock(FileLock lock) {
        boolean type =
                lock.type == LockType.F_RDLCK
                        || lock.type == LockType.F_WRLCK
                        || lock.type == LockType.F_UNLCK;
        return type && lock.start >= 0 && lock.end >= lock.start;
    }

    private static int flockOperation(FileLock lock) {
        int kind = lock.type == LockType.F_RDLCK ? FcntlFlags.LOCK_SH : FcntlFlags.LOCK_EX;
        return kind | FcntlFlags.LOCK_NB;
    }

    /** Writes the locks of all owners who took theirs through a handle last. */
    void save(HostHandle file, SnapshotWriter to) {
        List<HostLockOwner> owners = new ArrayList<>();
        for (HostLockOwner o = file.node().lockOwners; o != null; o = o.next) {
            if (o.through == file) {
                owners.add(o);
            }
        }
        to.putInt(owners.size());
        for (HostLockOwner owner : owners) {
            owner.save(to);
            List<HeldLock> held = HeldLock.of(owner.descriptor);
            to.putInt(held.size());
            for (HeldLock lock : held) {
                lock.save(to);
            }
        }
    }

    /**
     * Takes the locks again. One that somebody else on the host has taken meanwhile is lost, as to
     * a client of a file server that was away.
     */
    void load(HostHandle file, Object client, SnapshotReader from) {
        FileLock lock = new FileLock();
        lock.client = client;
        for (int owners = from.getInt(0, Integer.MAX_VALUE); owners > 0; owners--) {
            lock.owner = from.getLong();
            lock.flock = from.getBoolean();
            for (int held = from.getInt(0, Integer.MAX_VALUE); held > 0; held--) {
                HeldLock.load(from).ask(lock);
                setlk(file, lock);
            }
        }
    }
}
