/**
 * How a device's interrupt reaches a guest's CPU: message-signalled (a memory write) or over one of
 * four wired INTx lines. What the CPU does with it is the guest's affair. Start at {@link
 * dev.fuselage.machine.interrupt.InterruptTarget}.
 */
@NullMarked
package dev.fuselage.machine.interrupt;

import org.jspecify.annotations.NullMarked;
