/**
 * Firmware in the host's place: the RISC-V Supervisor Binary Interface, version 3.0, for guests
 * that are started in S mode and make environment calls. Not here: code in M mode, which runs on
 * the harts like any other, and what a console or a power switch is, which the command line says
 * through {@link dev.fuselage.riscv.sbi.DebugConsole} and {@link
 * dev.fuselage.riscv.sbi.SystemReset}. Start at {@link dev.fuselage.riscv.sbi.SbiFirmware}; each
 * extension has a class of its own.
 */
@NullMarked
package dev.fuselage.riscv.sbi;

import org.jspecify.annotations.NullMarked;
