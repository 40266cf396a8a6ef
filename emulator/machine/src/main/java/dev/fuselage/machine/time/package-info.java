/**
 * Virtual time: one clock in cycles, the agents that spend it, timers, and the two seams through
 * which a run may differ from another (the seed and the {@link
 * dev.fuselage.machine.time.Decisions}). Not a thread pool: exactly one thing runs at a time. Start
 * at {@link dev.fuselage.machine.time.Simulation}.
 */
@NullMarked
package dev.fuselage.machine.time;

import org.jspecify.annotations.NullMarked;
