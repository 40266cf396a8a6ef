package dev.fuselage.kernel.mm;

import java.util.Map;
import java.util.TreeMap;

/**
 * Small objects of the kernel that it must be able to do without ({@code kmalloc}): counted by what
 * they are, so that a leak shows, and refused on demand, so that every way out of a failed set-up
 * can be walked ({@code failslab} of Linux's fault injection).
 *
 * <p>Only objects whose failure the model tells from others come here; where Linux cannot fail
 * ({@code __GFP_NOFAIL}), nothing asks.
 */
public final class Slab {
    private final Map<String, Integer> inUse = new TreeMap<>();
    private int untilFailure;
    private String failed = "";

    /** Nothing is allocated, and nothing fails. */
    public Slab() {}

    /**
     * Has one allocation fail: the n-th from now, 1 being the next ({@code /proc/PID/fail-nth},
     * here for all tasks); 0 for none.
     */
    public void failNth(int n) {
        untilFailure = n;
        failed = "";
    }

    /** What was refused since {@link #failNth}; empty while nothing was. */
    public String failed() {
        return failed;
    }

    /** Whether an allocation fails that nobody has to give back one by one. */
    public boolean fails(String what) {
        if (untilFailure == 0 || --untilFailure > 0) {
            return false;
        }
        failed = what;
        return true;
    }

    /** {@code kzalloc()}: false when there is no memory. */
    public boolean allocate(String what) {
        if (fails(what)) {
            return false;
        }
        inUse.merge(what, 1, Integer::sum);
        return true;
    }

    /** {@code kfree()}. */
    public void free(String what) {
        Integer left = inUse.computeIfPresent(what, (name, count) -> count - 1);
        if (left == null || left < 0) {
            throw new IllegalStateException(what + " freed twice");
        }
    }

    /** Objects in use, by what they are. */
    public Map<String, Integer> inUse() {
        Map<String, Integer> now = new TreeMap<>(inUse);
        now.values().removeIf(count -> count == 0);
        return now;
    }
}
