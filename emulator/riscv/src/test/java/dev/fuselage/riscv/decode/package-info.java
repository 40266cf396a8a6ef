/** Tests of the decode tables, against what GNU as assembles. */
@NullMarked
package dev.fuselage.riscv.decode;

import org.jspecify.annotations.NullMarked;
