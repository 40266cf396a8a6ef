/**
 * The modelled guest kernel: one booted guest, put together from the packages below. It sees the
 * machine it runs on and never the devices' code: everything it knows of a device it has read from
 * PCI configuration space, BARs and rings.
 *
 * <p>Start reading at {@code task} and {@code wait} for what runs, at {@code virtiofs} for the way
 * to the host.
 */
@NullMarked
package dev.fuselage.kernel;

import org.jspecify.annotations.NullMarked;
