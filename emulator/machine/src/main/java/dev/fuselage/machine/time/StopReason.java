package dev.fuselage.machine.time;

/** Why {@link Simulation#run} returned. */
public enum StopReason {
    /** The condition it ran until holds. */
    STOPPED,

    /** No agent is runnable and no timer is scheduled: nothing will ever happen by itself. */
    QUIESCENT
}
