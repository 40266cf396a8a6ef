/**
 * Values of Linux's user ABI that FUSE messages carry: error numbers, modes, flags of open. They
 * are those of asm-generic, which RISC-V and x86 share, under their C names.
 *
 * <p>Start reading at {@link dev.fuselage.fuse.linux.Errno}. Values that never leave a kernel are
 * not here.
 */
@NullMarked
package dev.fuselage.fuse.linux;

import org.jspecify.annotations.NullMarked;
