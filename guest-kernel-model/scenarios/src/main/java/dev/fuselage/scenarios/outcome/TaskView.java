package dev.fuselage.scenarios.outcome;

import java.util.List;

/**
 * A task at the end of a schedule.
 *
 * @param actor its number among the actors of the schedule; -1 if it took no step
 * @param letter its state as {@code ps} shows it
 * @param site the kernel function that waits; empty while it could run
 * @param waitsFor what for, with who holds or delivers it; empty while it could run
 * @param stack its kernel functions, innermost first
 * @param inCycle whether it is part of the cycle
 */
public record TaskView(
        String name,
        int pid,
        int actor,
        char letter,
        String site,
        String waitsFor,
        List<Frame> stack,
        boolean inCycle) {
    /**
     * A frame of a kernel stack.
     *
     * @param function the kernel function
     * @param locks locks that it took and that are still held: "page lock inode 2 page 0"
     */
    public record Frame(String function, List<String> locks) {}
}
