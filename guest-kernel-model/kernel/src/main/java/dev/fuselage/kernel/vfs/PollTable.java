package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.kernel.wait.WaitQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One call of poll(2): what it looks at, and where it waits for a change ({@code poll_wqueues}).
 */
public final class PollTable {
    private final List<PollHead> heads = new ArrayList<>();
    private final WaitQueue changes;
    private final BooleanSupplier triggered = this::isTriggered;
    private boolean changed;
    private int events;
    private boolean registering = true;

    /** A call that looks at nothing yet. */
    public PollTable(TaskScheduler scheduler) {
        changes = new WaitQueue(scheduler, "event on polled files", "", this::whoChanges);
    }

    private void whoChanges(Suppliers out) {
        for (PollHead head : heads) {
            head.deliverer().deliverers(out);
        }
    }

    /** {@code poll_wait}: told of changes there from now on; only in the first round. */
    public void wait(PollHead head) {
        if (registering) {
            heads.add(head);
            head.add(this);
        }
    }

    /** The first round is over. */
    public void registered() {
        registering = false;
    }

    /** Says what the caller looks for at the next file ({@code poll_table._key}). */
    public void setEvents(int wanted) {
        events = wanted;
    }

    /** What the caller looks for ({@code poll_requested_events}). */
    public int events() {
        return events;
    }

    void changed() {
        changed = true;
        changes.wakeUp();
    }

    private boolean isTriggered() {
        return changed;
    }

    /**
     * {@code poll_schedule_timeout}: waits for a change since the last call.
     *
     * @param deadline virtual time in cycles; {@link Long#MAX_VALUE} for none
     * @return 0, -EINTR, or -ETIME
     */
    @KernelFunction("poll_schedule_timeout")
    public int await(long deadline) {
        int error =
                deadline == Long.MAX_VALUE
                        ? changes.waitEvent("do_poll", triggered, Interruptibility.INTERRUPTIBLE)
                        : changes.waitEventUntil(
                                "do_poll", triggered, Interruptibility.INTERRUPTIBLE, deadline);
        changed = false;
        return error;
    }

    /** The call is over ({@code poll_freewait}). */
    public void free() {
        for (PollHead head : heads) {
            head.remove(this);
        }
        heads.clear();
    }
}
