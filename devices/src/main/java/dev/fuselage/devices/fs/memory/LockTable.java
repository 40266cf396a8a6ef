package dev.fuselage.devices.fs.memory;

import dev.fuselage.devices.fs.FileLock;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.LockType;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Advisory locks of one file. POSIX record locks and flock locks do not see each other, as on
 * Linux. Nobody waits here: a lock that cannot be had is refused. As with flock(2), the lock that
 * an owner has is given up before another kind of lock is tried for.
 */
final class LockTable {

    private record Held(
            MemoryHandle handle,
            @Nullable Object client,
            long owner,
            boolean flock,
            int type,
            int pid,
            long start,
            long end) {

        boolean sameOwner(FileLock lock) {
            return Objects.equals(client, lock.client)
                    && owner == lock.owner
                    && flock == lock.flock;
        }

        boolean overlaps(FileLock lock) {
            return start <= lock.end && lock.start <= end;
        }

        /** By owner where they start together, so that the order they came in does not matter. */
        boolean isBefore(Held other) {
            return start < other.start
                    || (start == other.start && Long.compareUnsigned(owner, other.owner) < 0);
        }

        Held part(long from, long to) {
            return new Held(handle, client, owner, flock, type, pid, from, to);
        }
    }

    /** Most locks of one file: an owner is but a number, so a guest could make up any number. */
    static final int MOST = 10_000;

    private final List<Held> held = new ArrayList<>();
    private boolean freed;

    /** As {@link dev.fuselage.devices.fs.FileSystem#getlk}. */
    int get(FileLock lock) {
        Held h = conflict(lock);
        if (h == null) {
            lock.type = LockType.F_UNLCK;
        } else {
            lock.type = h.type;
            lock.start = h.start;
            lock.end = h.end;
            lock.pid = h.pid;
            lock.owner = h.owner;
            lock.client = h.client;
        }
        return 0;
    }

    /** As {@link dev.fuselage.devices.fs.FileSystem#setlk}. */
    int set(MemoryHandle handle, FileLock lock) {
        freed = false;
        if (lock.flock) {
            freed = held.removeIf(h -> h.sameOwner(lock) && h.type != lock.type);
        }
        if (lock.type != LockType.F_UNLCK && conflict(lock) != null) {
            return -Errno.EAGAIN;
        }
        if (lock.type != LockType.F_UNLCK && held.size() >= MOST) {
            return -Errno.ENOLCK;
        }
        List<Held> rest = new ArrayList<>();
        for (int i = held.size() - 1; i >= 0; i--) {
            Held h = held.get(i);
            if (h.sameOwner(lock) && h.overlaps(lock)) {
                held.remove(i);
                freed |= lock.type != h.type && lock.type != LockType.F_WRLCK;
                if (h.start < lock.start) {
                    rest.add(h.part(h.start, lock.start - 1));
                }
                if (h.end > lock.end) {
                    rest.add(h.part(lock.end + 1, h.end));
                }
            }
        }
        held.addAll(rest);
        if (lock.type != LockType.F_UNLCK) {
            held.add(
                    new Held(
                            handle,
                            lock.client,
                            lock.owner,
                            lock.flock,
                            lock.type,
                            lock.pid,
                            lock.start,
                            lock.end));
        }
        return 0;
    }

    /** A handle was closed: the locks taken through it go, as whoever held them may be gone too. */
    void closed(MemoryHandle handle) {
        for (int i = held.size() - 1; i >= 0; i--) {
            if (held.get(i).handle.equals(handle)) {
                held.remove(i);
            }
        }
    }

    /** Whether the last {@link #set} left others more room than there was before. */
    boolean hasFreed() {
        return freed;
    }

    /** As {@link dev.fuselage.devices.fs.FileSystem#lockBlocker}. */
    boolean blocker(FileLock lock) {
        Held h = conflict(lock);
        if (h == null) {
            return false;
        }
        lock.owner = h.owner;
        lock.client = h.client;
        return true;
    }

    /** The lowest lock of somebody else that excludes this one. */
    private @Nullable Held conflict(FileLock lock) {
        Held lowest = null;
        for (Held h : held) {
            boolean exclusive = h.type == LockType.F_WRLCK || lock.type == LockType.F_WRLCK;
            if (h.flock == lock.flock
                    && !h.sameOwner(lock)
                    && exclusive
                    && h.overlaps(lock)
                    && (lowest == null || h.isBefore(lowest))) {
                lowest = h;
            }
        }
        return lowest;
    }

    /** Writes the locks taken through a handle. */
    void save(MemoryHandle handle, SnapshotWriter to) {
        List<Held> through = held.stream().filter(h -> h.handle.equals(handle)).toList();
        to.putInt(through.size());
        for (Held h : through) {
            to.putLong(h.owner);
            to.putBoolean(h.flock);
            to.putInt(h.type);
            to.putInt(h.pid);
            to.putLong(h.start);
            to.putLong(h.end);
        }
    }

    /** Takes over what {@link #save} wrote. */
    void load(MemoryHandle handle, Object client, SnapshotReader from) {
        for (int left = from.getInt(0, MOST); left > 0; left--) {
            held.add(
                    new Held(
                            handle,
                            client,
                            from.getLong(),
                            from.getBoolean(),
                            from.getInt(),
                            from.getInt(),
                            from.getLong(),
                            from.getLong()));
        }
    }
}
