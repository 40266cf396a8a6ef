/**
 * The interrupt controllers of the platform a real guest runs on: interrupt files that take
 * messages ({@link dev.fuselage.riscv.interrupt.Imsic}), the controllers that take wires ({@link
 * dev.fuselage.riscv.interrupt.Aplic} or {@link dev.fuselage.riscv.interrupt.Plic}), and timers and
 * software interrupts ({@link dev.fuselage.riscv.interrupt.Clint}, {@link
 * dev.fuselage.riscv.interrupt.Sswi}). They are device registers in guest memory on one side and
 * {@link dev.fuselage.riscv.InterruptLine}s of harts on the other.
 *
 * <p>Not here: what a hart does with a pending interrupt, which controllers a machine has and how a
 * device tree names them. All registers take naturally aligned accesses of their own size; every
 * other access reads as zero and is ignored, and so is every number out of range. Start at {@link
 * dev.fuselage.riscv.interrupt.HartSignals}, where all of them end.
 */
@NullMarked
package dev.fuselage.riscv.interrupt;

import org.jspecify.annotations.NullMarked;
