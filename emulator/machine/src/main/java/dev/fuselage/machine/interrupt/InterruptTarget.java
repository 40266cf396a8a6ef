package dev.fuselage.machine.interrupt;

/**
 * A guest's CPUs, as interrupts see them. Called at the sender's virtual time and from within the
 * sender's slice: an implementation only marks the interrupt pending and wakes the CPU.
 */
@FunctionalInterface
public interface InterruptTarget {
    /**
     * An interrupt arrives.
     *
     * @param cpu from 0
     * @param identity 1 to {@link MessageInterrupts#MAX_IDENTITY} for a message, {@link
     *     WiredInterrupts#WIRED_BASE} and up for a wire
     */
    void interrupt(int cpu, int identity);
}
