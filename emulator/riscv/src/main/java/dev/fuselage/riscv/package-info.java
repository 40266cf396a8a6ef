/**
 * The place of the RV64GC harts that will run an unmodified Linux kernel on the same machine and
 * devices as the modelled guest. Nothing is here yet: `fuselage boot` is not a command, and the
 * README's table says so. The module stands so that its one arrow (to {@code machine}) is held from
 * the start.
 */
@NullMarked
package dev.fuselage.riscv;

import org.jspecify.annotations.NullMarked;
