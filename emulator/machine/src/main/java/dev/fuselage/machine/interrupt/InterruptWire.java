package dev.fuselage.machine.interrupt;

/**
 * A wire from a device to an input of an interrupt controller. The device says the level whenever
 * it may have changed, from within the slice in which it changes.
 */
@FunctionalInterface
public interface InterruptWire {
    /** Says the level of the wire; saying the same level again changes nothing. */
    void set(boolean level);
}
