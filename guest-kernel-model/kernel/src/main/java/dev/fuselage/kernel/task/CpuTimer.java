package dev.fuselage.kernel.task;

import dev.fuselage.machine.time.Timer;

/**
 * A one-shot timer of a CPU ({@code hrtimer}): {@link #fire} runs in interrupt context on the CPU
 * that started it, at the first sync point at or after its time.
 */
public abstract class CpuTimer {
    final Expiry expiry;
    private final TaskScheduler scheduler;
    private boolean armed;
    private long time;
    private @org.jspecify.annotations.Nullable Vcpu cpu;
    @org.jspecify.annotations.Nullable CpuTimer nextExpired;
    boolean expired;

    protected CpuTimer(TaskScheduler scheduler, String name) {
        this.scheduler = scheduler;
        this.expiry = new Expiry(this, name);
    }

    /** Must not block. */
    protected abstract void fire();

    /**
     * Starts it on the current CPU, or moves it when it is already running. {@code at} is virtual
     * time in cycles.
     */
    public final void start(long at) {
        boolean _ = cancel();
        armed = true;
        time = at;
        cpu = scheduler.vcpu();
        scheduler.simulation().schedule(expiry, at);
    }

    /** Stops it; false when it was not running. */
    public final boolean cancel() {
        if (!armed) {
            return false;
        }
        armed = false;
        if (expired) {
            // Due, its interrupt not yet taken: the CPU drops it when it sees that it is no longer
            // armed.
            return true;
        }
        scheduler.simulation().cancel(expiry);
        return true;
    }

    public final boolean isActive() {
        return armed;
    }

    /** When it fires, in cycles; meaningless when it is not active. */
    public final long time() {
        return time;
    }

    /** The CPU took the interrupt. */
    final void taken() {
        expired = false;
        if (armed) {
            armed = false;
            fire();
        }
    }

    /** The machine's side: marks the timer due and wakes the CPU. */
    static final class Expiry extends Timer {
        private final CpuTimer owner;

        Expiry(CpuTimer owner, String name) {
            super(name);
            this.owner = owner;
        }

        @Override
        protected void expire() {
            Vcpu target = owner.cpu;
            if (target != null && !owner.expired) {
                owner.expired = true;
                target.timerExpired(owner);
            }
        }
    }
}
