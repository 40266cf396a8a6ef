package dev.fuselage.kernel.work;

import dev.fuselage.kernel.time.KernelTimer;
import org.jspecify.annotations.Nullable;

/** {@code struct delayed_work}: work that is queued when a timer expires. */
public abstract class DelayedWork extends Work {
    private @Nullable DelayTimer timer;

    protected DelayedWork(String function) {
        super(function);
    }

    /** {@code delayed_work_pending()} before its timer expired. */
    public final boolean isTimerActive() {
        DelayTimer delay = timer;
        return delay != null && delay.isActive();
    }

    DelayTimer timer(WorkQueue queue) {
        DelayTimer delay = timer;
        if (delay == null || delay.queue != queue) {
            delay = new DelayTimer(queue);
            timer = delay;
        }
        return delay;
    }

    /** Stops the timer; false when it was not running. */
    boolean stopTimer() {
        DelayTimer delay = timer;
        return delay != null && delay.delete();
    }

    final class DelayTimer extends KernelTimer {
        private final WorkQueue queue;

        DelayTimer(WorkQueue queue) {
            super(queue.scheduler(), queue.time(), function());
            this.queue = queue;
        }

        @Override
        protected void expired() {
            boolean _ = queue.queue(DelayedWork.this);
        }
    }
}
