/**
 * The virtio-fs driver ({@code fs/fuse/virtio_fs.c}): finds devices and their tags, carries FUSE
 * requests over their queues, and mounts them.
 *
 * <p>What a request says is {@code dev.fuselage.kernel.fuse}'s, how a ring works {@code
 * dev.fuselage.kernel.virtio}'s. Start reading at {@link
 * dev.fuselage.kernel.virtiofs.VirtioFsDriver} for the probe and at {@link
 * dev.fuselage.kernel.virtiofs.VirtioFsRequestQueue} for the way of a request.
 */
@NullMarked
package dev.fuselage.kernel.virtiofs;

import org.jspecify.annotations.NullMarked;
