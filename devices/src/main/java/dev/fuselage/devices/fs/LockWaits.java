package dev.fuselage.devices.fs;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for advisory locks of one file system, over all its clients.
 *
 * <p>Nobody blocks here: whoever waits asks again when told that a lock has gone. Deadlocks are
 * found as Linux finds them (fs/locks.c): among POSIX locks, along the owners that wait for one
 * another, not among flock locks.
 */
public final class LockWaits {

    /** How far a chain of owners is followed ({@code MAX_DEADLK_ITERATIONS}). */
    private static final int LONGEST_CHAIN = 10;

    private final List<LockWait> waits = new ArrayList<>();
    private final List<Runnable> listeners = new ArrayList<>();

    /** Nobody waits. */
    public LockWaits() {}

    /** Is told, in some client's request, whenever a lock may be had that could not be before. */
    public void addListener(Runnable listener) {
        listeners.add(listener);
    }

    /** A lock has gone or become a weaker one, or a wait is to end for another reason. */
    public void changed() {
        if (waits.isEmpty()) {
            return;
        }
        for (int i = 0; i < listeners.size(); i++) {
            listeners.get(i).run();
        }
    }

    /** A wait begins; one that has begun goes on. */
    public void begin(LockWait wait) {
        if (!waits.contains(wait)) {
            waits.add(wait);
        }
    }

    /** A wait is over, if it was one. */
    public void end(LockWait wait) {
        waits.remove(wait);
    }

    /** A client is gone, and all its waits. */
    public void endAll(Object client) {
        changed();
        waits.removeIf(wait -> wait.isOf(client));
    }

    /** Number of waits. */
    public int size() {
        return waits.size();
    }

    /** The wait of a client's request; null if that does not wait. */
    public @Nullable LockWait find(Object client, long request) {
        for (LockWait wait : waits) {
            if (wait.isRequest(client, request)) {
                return wait;
            }
        }
        return null;
    }

    /**
     * Whether a wait that is about to begin would wait for itself ({@code posix_locks_deadlock}).
     */
    public boolean wouldDeadlock(LockWait wait) {
        if (wait.isFlock()) {
            return false;
        }
        LockWait blocked = wait;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            if (wait.blocks(blocked)) {
                return true;
            }
            LockWait next = null;
            for (LockWait other : waits) {
                if (other.blocks(blocked) && !other.hasSameOwner(wait)) {
                    next = other;
                }
            }
            if (next == null) {
                return false;
            }
            blocked = next;
        }
        return false;
    }
}
