/**
 * The wire of {@code fuselage boot --gdb PORT}: a socket on this host, and when the simulation runs
 * between what comes over it. What is said there is the business of {@link dev.fuselage.riscv.gdb}.
 *
 * <p>Start at {@link dev.fuselage.cli.gdb.GdbServer}.
 */
@NullMarked
package dev.fuselage.cli.gdb;

import org.jspecify.annotations.NullMarked;
