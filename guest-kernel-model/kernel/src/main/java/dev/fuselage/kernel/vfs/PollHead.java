package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.wait.Deliverer;
import java.util.ArrayList;
import java.util.List;

/** The calls of poll(2) that look at one thing: the poll entries of a {@code wait_queue_head_t}. */
public final class PollHead {
    private final List<PollTable> pollers = new ArrayList<>();
    private final Deliverer deliverer;

    /**
     * Of a thing that nobody looks at yet.
     *
     * @param deliverer who can make it ready
     */
    public PollHead(Deliverer deliverer) {
        this.deliverer = deliverer;
    }

    /** Something has changed: all who poll look again. */
    public void wake() {
        for (PollTable poller : pollers) {
            poller.changed();
        }
    }

    /** Whether anybody polls ({@code waitqueue_active}). */
    public boolean hasPollers() {
        return !pollers.isEmpty();
    }

    Deliverer deliverer() {
        return deliverer;
    }

    void add(PollTable poller) {
        pollers.add(poller);
    }

    void remove(PollTable poller) {
        pollers.remove(poller);
    }
}
