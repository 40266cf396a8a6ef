/**
 * The driver's side of virtio: the modern virtio-PCI transport and the virtqueues in both formats
 * ({@code drivers/virtio}).
 *
 * <p>What a device is for is its driver's ({@code dev.fuselage.kernel.virtiofs}). Start reading at
 * {@link dev.fuselage.kernel.virtio.VirtioPciDriver} for the probe and at {@link
 * dev.fuselage.kernel.virtio.VirtqueueDriver} for the rings.
 */
@NullMarked
package dev.fuselage.kernel.virtio;

import org.jspecify.annotations.NullMarked;
