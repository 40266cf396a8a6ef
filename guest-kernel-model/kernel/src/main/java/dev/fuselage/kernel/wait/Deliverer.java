package dev.fuselage.kernel.wait;

import dev.fuselage.kernel.task.Task;

/**
 * Knows who is able, at this moment, to make an event happen. Asked only when a wait graph is
 * drawn, so it may look around and allocate.
 *
 * <p>Naming nobody means that the event can no longer happen: a lost wake-up.
 */
@FunctionalInterface
public interface Deliverer {
    /** Adds everyone who can deliver now. */
    void deliverers(Suppliers out);

    /**
     * Where that is now which has to come for the event to happen, such as "virtqueue requests.0
     * used[1]"; empty if there is nothing to say.
     */
    default String whereabouts() {
        return "";
    }

    /**
     * Something outside the guest that is always able to: a timer, the user, a device that is not
     * modelled as stuck.
     */
    static Deliverer outside(String who) {
        return out -> out.outside(who);
    }

    /** One task. */
    static Deliverer task(Task task) {
        return out -> out.task(task);
    }

    /**
     * Any task of the guest may do it; {@code how} says what it would have to do ("a task that
     * writes to the pipe").
     */
    static Deliverer anyTask(String how) {
        return out -> out.anyTask(how);
    }
}
