/**
 * Interrupts of the guest: vectors, which CPU takes them, and their handlers ({@code kernel/irq}).
 *
 * <p>How an interrupt reaches a CPU is the machine's, when a CPU takes it is the scheduler's. Start
 * reading at {@link dev.fuselage.kernel.irq.InterruptController}.
 */
@NullMarked
package dev.fuselage.kernel.irq;

import org.jspecify.annotations.NullMarked;
