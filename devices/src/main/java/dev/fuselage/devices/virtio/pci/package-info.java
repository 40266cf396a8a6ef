/**
 * Virtio over PCI (virtio 1.2, section 4.1): what turns a {@link
 * dev.fuselage.devices.virtio.VirtioDevice} into a PCI function that a driver can find, set up,
 * kick and be interrupted by. Modern only: there is no legacy interface.
 *
 * <p>Start reading at {@link VirtioPciTransport}.
 */
@NullMarked
package dev.fuselage.devices.virtio.pci;

import org.jspecify.annotations.NullMarked;
