/**
 * The device side of virtio 1.x, whatever the device type and the transport: status and feature
 * negotiation ({@link VirtioDevice}), split and packed virtqueues ({@link Virtqueue}).
 *
 * <p>It is not a transport (see {@code virtio.pci}) and knows no device type (see {@code
 * virtiofs}); it trusts nothing the guest writes. Start reading at {@link VirtioDevice}, then
 * {@link SplitVirtqueue}.
 */
@NullMarked
package dev.fuselage.devices.virtio;

import org.jspecify.annotations.NullMarked;
