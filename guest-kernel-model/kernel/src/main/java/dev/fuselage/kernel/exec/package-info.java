/**
 * execve(2): from the name of a file to a process that is about to run it (fs/exec.c,
 * fs/binfmt_elf.c, security/commoncap.c of Linux 6.12).
 *
 * <p>How the machine code then runs is {@code dev.fuselage.kernel.user}'s business, and built-in
 * programs, which are no files, come to life in {@code dev.fuselage.kernel.program}. Start reading
 * at {@link dev.fuselage.kernel.exec.Exec}.
 */
@NullMarked
package dev.fuselage.kernel.exec;

import org.jspecify.annotations.NullMarked;
