package dev.fuselage.kernel.time;

import dev.fuselage.kernel.task.CpuTimer;
import dev.fuselage.kernel.task.TaskScheduler;

/**
 * {@code struct timer_list}: runs {@link #expired} in interrupt context at a tick, on the CPU that
 * started it.
 *
 * <p>For times finer than a tick extend {@link CpuTimer}.
 */
public abstract class KernelTimer extends CpuTimer {
    private final Timekeeping time;

    protected KernelTimer(TaskScheduler scheduler, Timekeeping time, String name) {
        super(scheduler, name);
        this.time = time;
    }

    /** The timer's function; must not block. */
    protected abstract void expired();

    @Override
    protected final void fire() {
        expired();
    }

    /**
     * {@code mod_timer()}: fires when the jiffies count has become {@code expires}; at the next
     * tick if it has already.
     */
    public final void modify(long expires) {
        long next = time.jiffies() + 1;
        start(time.cyclesAtJiffy(Jiffies.before(expires, next) ? next : expires));
    }

    /** {@code timer_delete()}: false when it was not running. */
    public final boolean delete() {
        return cancel();
    }
}
