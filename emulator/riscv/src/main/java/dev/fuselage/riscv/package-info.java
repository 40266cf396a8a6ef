/**
 * RV64GC harts that run an unmodified Linux kernel on the same machine and devices as the modelled
 * guest: instructions, privilege, address translation, traps, counters and timers. Not here:
 * interrupt controllers, firmware and everything else of a platform, which is connected through
 * {@link dev.fuselage.riscv.InterruptLine}, {@link dev.fuselage.riscv.ImsicFile} and {@link
 * dev.fuselage.riscv.Firmware}; what a platform has of its own for harts is in the packages below
 * this one. Start at {@link dev.fuselage.riscv.Hart} and go on to {@code Interpreter}.
 */
@NullMarked
package dev.fuselage.riscv;

import org.jspecify.annotations.NullMarked;
