/**
 * The virtio file system device (virtio 1.2, section 5.11): a tag, a high-priority queue and
 * request queues whose FUSE messages host workers serve in virtual time.
 *
 * <p>It knows no FUSE operation (see {@code server}) and no ring format (see {@code virtio}). Start
 * reading at {@link VirtioFsDevice}, then {@link WorkerGroup}.
 */
@NullMarked
package dev.fuselage.devices.virtiofs;

import org.jspecify.annotations.NullMarked;
