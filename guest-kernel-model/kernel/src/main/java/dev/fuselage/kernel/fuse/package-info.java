/**
 * The FUSE client of Linux 6.12 (fs/fuse): turns what the VFS asks of a file into requests, and
 * what the replies say into cached names, attributes, pages and directory listings.
 *
 * <p>Not here: how requests travel. A {@link dev.fuselage.kernel.fuse.FuseIqueue} hands them to its
 * {@link dev.fuselage.kernel.fuse.FuseIqueueOps}, which the virtio-fs driver implements. Start
 * reading at {@link dev.fuselage.kernel.fuse.FuseConn} for the life of a request, at {@code
 * dev.fuselage.kernel.fuse.FuseInode} for what is cached, and at {@code
 * dev.fuselage.kernel.fuse.FuseDirInodeOperations} and {@code
 * dev.fuselage.kernel.fuse.FuseFileOperations} for the operations.
 */
@NullMarked
package dev.fuselage.kernel.fuse;

import org.jspecify.annotations.NullMarked;
