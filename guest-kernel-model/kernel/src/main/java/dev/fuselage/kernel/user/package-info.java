/**
 * User mode of the modelled guest for programs that are files: RV64IMC machine code, an instruction
 * a cycle, whose system calls are {@link dev.fuselage.kernel.syscall.Syscalls}.
 *
 * <p>It is there so that what execve(2) loads really runs, with the page faults and system calls
 * that belong to it: small static programs. It has no floating point, no atomic instructions and no
 * signal handlers, answers what it does not have with SIGILL and -ENOSYS as a kernel does, and is
 * no machine: that is {@code dev.fuselage.riscv}'s, on which whole operating systems run. Start
 * reading at {@link dev.fuselage.kernel.user.UserProgram}.
 */
@NullMarked
package dev.fuselage.kernel.user;

import org.jspecify.annotations.NullMarked;
