/**
 * A PCI host with ECAM and the type-0 functions on its one bus: configuration space with write
 * masks, BARs that the guest sizes and places, capability lists, MSI-X and INTx, as in the PCI
 * Local Bus Specification 3.0, chapter 6, and PCI Express Base 3.0, 7.2.2 (ECAM). Bridges, I/O
 * space and power management are not modelled. Start at {@link dev.fuselage.machine.pci.PciHost}; a
 * device extends {@link dev.fuselage.machine.pci.PciDevice}.
 */
@NullMarked
package dev.fuselage.machine.pci;

import org.jspecify.annotations.NullMarked;
