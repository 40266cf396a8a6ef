/** Tests of the wire to GDB, and of GDB at its other end. */
@NullMarked
package dev.fuselage.cli.gdb;

import org.jspecify.annotations.NullMarked;
