package dev.fuselage.kernel.task;

/** Where a CPU takes its interrupts to; {@code dev.fuselage.kernel.irq} implements it. */
@FunctionalInterface
public interface InterruptHandler {
    /** Runs in interrupt context on {@code cpu}; must not block. */
    void handle(Vcpu cpu, int identity);

    /** What the interrupt is called in reports; an object whose text that is. */
    default Object name(Vcpu cpu, int identity) {
        return "interrupt " + identity;
    }
}
