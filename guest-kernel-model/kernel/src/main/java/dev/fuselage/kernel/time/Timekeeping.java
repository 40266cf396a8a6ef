package dev.fuselage.kernel.time;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.WaitQueue;
import dev.fuselage.machine.cost.CostProfile;

/**
 * The guest's clocks ({@code timekeeping.c}) and sleeping by them.
 *
 * <p>The monotonic clock is virtual time since the simulation began. The real-time clock is the
 * monotonic one plus a fixed base, so that every run sees the same dates.
 */
public final class Timekeeping {
    /** 2026-01-01 00:00:00 UTC in seconds since 1970: the date at virtual time 0. */
    public static final long DEFAULT_BASE_SECONDS = 1_767_225_600L;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final TaskScheduler scheduler;
    private final CostProfile costs;
    private final long baseSeconds;
    private final WaitQueue sleepers;

    /**
     * @param baseSeconds the date at virtual time 0, in seconds since 1970
     */
    public Timekeeping(TaskScheduler scheduler, long baseSeconds) {
        this.scheduler = scheduler;
        this.costs = scheduler.costs();
        this.baseSeconds = baseSeconds;
        this.sleepers = new WaitQueue(scheduler, "timer", "", Deliverer.outside("the clock"));
    }

    /** {@code ktime_get_ns()}: nanoseconds of the monotonic clock. */
    public long monotonicNanos() {
        return costs.nanos(scheduler.now());
    }

    /** {@code get_jiffies_64()}. */
    public long jiffies() {
        return Jiffies.at(monotonicNanos());
    }

    /** Seconds since 1970 of the real-time clock. */
    public long realSeconds() {
        return baseSeconds + monotonicNanos() / NANOS_PER_SECOND;
    }

    /** The nanoseconds that go with {@link #realSeconds}. */
    public int realNanos() {
        return (int) (monotonicNanos() % NANOS_PER_SECOND);
    }

    /**
     * {@code ktime_get_coarse_real_ts64()}: the real-time clock at the last tick, of which file
     * times are made; nanoseconds since 1970.
     */
    public long coarseRealNanos() {
        long nanos = monotonicNanos();
        return baseSeconds * NANOS_PER_SECOND + nanos - nanos % Jiffies.NANOS_PER_JIFFY;
    }

    /** The virtual time in cycles at which the jiffies count becomes {@code jiffies}. */
    public long cyclesAtJiffy(long jiffies) {
        return costs.cycles(Jiffies.toNanosSinceBoot(jiffies));
    }

    /**
     * {@code hrtimer_nanosleep()}: sleeps that long.
     *
     * @return 0, or -EINTR when a signal came first
     */
    @KernelFunction("hrtimer_nanosleep")
    public int nanosleep(long nanos) {
        return sleepUntil(
                "hrtimer_nanosleep",
                scheduler.now() + costs.cycles(nanos),
                Interruptibility.INTERRUPTIBLE);
    }

    /** {@code msleep()}: sleeps at least that long, whatever signals come. */
    public void msleep(long millis) {
        long until = jiffies() + Jiffies.fromMillis(millis) + 1;
        int _ = sleepUntil("msleep", cyclesAtJiffy(until), Interruptibility.UNINTERRUPTIBLE);
    }

    private int sleepUntil(String site, long deadline, Interruptibility how) {
        int result = sleepers.waitEventUntil(site, Timekeeping::never, how, deadline);
        return result == -Errno.ETIME ? 0 : result;
    }

    private static boolean never() {
        return false;
    }
}
