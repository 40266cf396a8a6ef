package dev.fuselage.kernel.task;

import dev.fuselage.machine.time.Shared;

/**
 * What a blocked task waits for. Only {@code dev.fuselage.kernel.wait} extends it: every wait has a
 * name there, which {@link #describe} gives for {@code ps} and reports.
 */
public abstract class WaitedFor extends Shared {
    protected WaitedFor() {}
}
