/** Tests of the interrupt controllers, register by register and up to the harts. */
@NullMarked
package dev.fuselage.riscv.interrupt;

import org.jspecify.annotations.NullMarked;
