/**
 * The system calls of the modelled guest: raw, as a program without a C library sees them. Results
 * are counts or negative errno, buffers are virtual addresses, paths are byte strings.
 *
 * <p>What the calls do is the business of {@code dev.fuselage.kernel.vfs} and its neighbours. Start
 * reading at {@link dev.fuselage.kernel.syscall.Syscalls}; {@code SystemCalls} is the table behind
 * it, and a class {@code ...Calls} checks the arguments of each family.
 */
@NullMarked
package dev.fuselage.kernel.syscall;

import org.jspecify.annotations.NullMarked;
