package dev.fuselage.kernel.vfs;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The locks of all files of a guest that somebody waits for (blocked_hash of fs/locks.c), to find
 * POSIX locks whose owners wait for one another.
 */
@SuppressWarnings("ReferenceEquality") // identity is what is meant
final class BlockedLocks {
    /** How far a chain of owners is followed (MAX_DEADLK_ITERATIONS). */
    private static final int LONGEST_CHAIN = 10;

    private final List<FileLock> waiting = new ArrayList<>();

    void begin(FileLock wanted, FileLock blocker) {
        wanted.blocker = blocker;
        waiting.add(wanted);
    }

    void end(FileLock wanted) {
        waiting.remove(wanted);
        wanted.blocker = null;
    }

    /**
     * Whether the owner of a lock that is in the way waits, over others perhaps, for an owner who
     * is about to wait (posix_locks_deadlock). OFD locks take no part: any thread may give them up.
     */
    boolean wouldDeadlock(FileLock wanted, FileLock blocker) {
        if ((wanted.flags & FileLock.FL_OFDLCK) != 0) {
            return false;
        }
        FileLock block = whatOwnerWaitsFor(blocker);
        for (int i = 0; i < LONGEST_CHAIN && block != null; i++) {
            if ((block.flags & FileLock.FL_OFDLCK) != 0) {
                return false;
            }
            if (block.owner == wanted.owner) {
                return true;
            }
            block = whatOwnerWaitsFor(block);
        }
        return false;
    }

    private @Nullable FileLock whatOwnerWaitsFor(FileLock lock) {
        for (FileLock waiter : waiting) {
            if ((waiter.flags & FileLock.FL_POSIX) != 0 && waiter.owner == lock.owner) {
                return waiter.blocker;
            }
        }
        return null;
    }
}
