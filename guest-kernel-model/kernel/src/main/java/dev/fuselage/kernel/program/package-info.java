/**
 * What runs in the guest's user space: built-in programs, named and used as a Linux user knows
 * them, and the shell that starts them.
 *
 * <p>Programs see the kernel through system calls alone, and the host not at all. Start reading at
 * {@link dev.fuselage.kernel.program.Program}; {@code libc} has what several programs need, {@code
 * file}, {@code text} and {@code system} have the programs, {@code shell} the shell. Programs that
 * are files are {@code dev.fuselage.kernel.exec}'s.
 */
@NullMarked
package dev.fuselage.kernel.program;

import org.jspecify.annotations.NullMarked;
