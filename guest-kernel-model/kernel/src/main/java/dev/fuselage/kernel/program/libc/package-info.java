/**
 * What a C library gives programs: POSIX functions with Java strings and arrays in the place of
 * user memory, buffered output, options, texts for errors, modes, times and sizes.
 *
 * <p>It adds nothing to the system calls and hides none of their errors. Start reading at {@link
 * dev.fuselage.kernel.program.libc.Libc}.
 */
@NullMarked
package dev.fuselage.kernel.program.libc;

import org.jspecify.annotations.NullMarked;
