/**
 * Tests of harts. Programs are written with {@code Assembler} and run on a {@code Board}; what is
 * expected comes from the ISA manuals.
 */
@NullMarked
package dev.fuselage.riscv;

import org.jspecify.annotations.NullMarked;
