/**
 * Tests of what a guest is started from. Files are made here field by field, as Linux's
 * documentation and the System V ABI describe them.
 */
@NullMarked
package dev.fuselage.riscv.image;

import org.jspecify.annotations.NullMarked;
