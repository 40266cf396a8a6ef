/**
 * The FUSE client of Linux 6.12 (fs/fuse): turns what the VFS asks of a file into requests, and
 * what the replies say into cached names, attributes, pages and directory listings.
 *
 * <p>How requests travel is said by {@link dev.fuselage.kernel.fuse.FuseIqueueOps}, which the
 * virtio-fs driver implements, elsewhere, and here {@code dev.fuselage.kernel.fuse.FuseDevQueue}:
 * the classic transport, {@code /dev/fuse}, from which daemons of the guest read. {@code
 * FuseDevRead} and {@code FuseDevWrite} are the two halves of a message's way, {@code
 * FuseCopyState} what lies between, buffers and pipes alike, {@code Cuse...} devices in user space.
 * Daemons themselves are programs. Start reading at {@link dev.fuselage.kernel.fuse.FuseConn} for
 * the life of a request, at {@code dev.fuselage.kernel.fuse.FuseInode} for what is cached, and at
 * {@code dev.fuselage.kernel.fuse.FuseDirInodeOperations} and {@code
 * dev.fuselage.kernel.fuse.FuseFileOperations} for the operations.
 */
@NullMarked
package dev.fuselage.kernel.fuse;

import org.jspecify.annotations.NullMarked;
