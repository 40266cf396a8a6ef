package dev.fuselage.scenarios.outcome;

import java.util.List;

/** A node of a cycle; what it waits for or depends on is the node that follows it. */
public sealed interface CycleNode {
    /** The node in a few words: "cat [7]", "page lock inode 2 page 0". */
    String name();

    /**
     * A task that waits.
     *
     * @param pid its process id
     * @param actor its number among the actors of the schedule
     * @param site the kernel function that waits
     * @param waitsFor what for, such as "page lock inode 2 page 0"
     * @param sinceStep the step of the schedule at which the wait began
     */
    record TaskNode(String name, int pid, int actor, String site, String waitsFor, int sinceStep)
            implements CycleNode {}

    /**
     * A lock, which its holders must give back.
     *
     * @param kind its class, such as "page lock"
     * @param holders who holds it
     * @param sinceStep the step at which it was taken; 0 if before the first
     */
    record LockNode(String name, String kind, List<String> holders, int sinceStep)
            implements CycleNode {}

    /**
     * Something that has to happen.
     *
     * @param kind its class, such as "request reply"
     * @param deliverers who could make it happen
     * @param location where that is which has to come for it, such as "virtqueue requests.0
     *     used[1]"; empty if not said
     */
    record EventNode(String name, String kind, List<String> deliverers, String location)
            implements CycleNode {
        /** What is there: "FUSE_WRITE #28" of the event "FUSE reply FUSE_WRITE #28". */
        public String subject() {
            return name.startsWith(kind + " ") ? name.substring(kind.length() + 1) : name;
        }
    }

    /**
     * A thread of the host that waits.
     *
     * @param serves the request that it serves, such as "FUSE_SETLKW #12"
     * @param waitsFor what for, such as "POSIX lock inode 2 bytes 0-99"
     */
    record HostNode(String name, String serves, String waitsFor) implements CycleNode {}
}
