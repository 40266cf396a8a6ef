/**
 * PCI as the guest sees it: configuration space through ECAM, finding functions, placing their
 * BARs, MSI-X.
 *
 * <p>The bus itself is the machine's, drivers are elsewhere. Start reading at {@link
 * dev.fuselage.kernel.pci.PciBus}.
 */
@NullMarked
package dev.fuselage.kernel.pci;

import org.jspecify.annotations.NullMarked;
