package dev.fuselage.kernel.irq;

/** {@code irq_handler_t}: runs in interrupt context and must not block. */
@FunctionalInterface
public interface IrqHandler {
    /** True when the interrupt was for this handler ({@code IRQ_HANDLED}). */
    boolean handle();
}
