package dev.fuselage.kernel.task;

/**
 * What a blocked task waits for. Only {@code dev.fuselage.kernel.wait} extends it: every wait has a
 * name there.
 */
public abstract class WaitedFor {
    protected WaitedFor() {}

    /**
     * In words, for {@code ps} and reports: the kind and the instance, such as "page lock inode 2
     * page 0".
     */
    public abstract String describe();
}
