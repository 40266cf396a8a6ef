@NullMarked
package dev.fuselage.devices.virtio.pci;

import org.jspecify.annotations.NullMarked;
