/**
 * FUSE daemons of the guest: a small library to write file systems in Java against the system
 * calls, as libfuse is for C, and the programs that come with it.
 *
 * <p>A {@link dev.fuselage.kernel.program.fuse.FuseDaemon} has a device, mounts, and answers
 * requests one at a time with a {@link dev.fuselage.kernel.program.fuse.FuseHandler}, such as the
 * {@link dev.fuselage.kernel.program.fuse.MemoryTree}. Hooks replace the answer to single opcodes,
 * so that a daemon that misbehaves is a few lines. What the kernel does on its side of {@code
 * /dev/fuse} is {@code dev.fuselage.kernel.fuse}.
 *
 * <p>Start reading at {@link dev.fuselage.kernel.program.fuse.FuseDaemon}.
 */
@NullMarked
package dev.fuselage.kernel.program.fuse;

import org.jspecify.annotations.NullMarked;
