/**
 * The remote end of a conversation with GDB about the harts of a machine: what is said in the "GDB
 * Remote Serial Protocol" (appendix of "Debugging with GDB"), as bytes in and bytes out. Every hart
 * is a thread, hart 0 is thread 1. Not here: sockets, waiting and the running of the simulation,
 * which belong to whoever owns the {@link dev.fuselage.riscv.gdb.GdbStub}; and how a hart stops,
 * which is {@link dev.fuselage.riscv.DebugPort}'s.
 *
 * <p>Start at {@link dev.fuselage.riscv.gdb.GdbStub}.
 */
@NullMarked
package dev.fuselage.riscv.gdb;

import org.jspecify.annotations.NullMarked;
