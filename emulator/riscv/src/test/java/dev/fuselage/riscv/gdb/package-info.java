/** Tests of the conversation with GDB. */
@NullMarked
package dev.fuselage.riscv.gdb;

import org.jspecify.annotations.NullMarked;
