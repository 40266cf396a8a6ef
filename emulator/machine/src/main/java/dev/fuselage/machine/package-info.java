/**
 * The machine a guest runs on: virtual time, guest memory, a PCI host and interrupt delivery,
 * assembled by {@link dev.fuselage.machine.Machine}. It knows no virtio, no FUSE and no guest
 * kernel, and it never reads the host's clock. Start at {@code Machine}, then {@link
 * dev.fuselage.machine.MemoryMap}; how time passes is {@link dev.fuselage.machine.time.Simulation}.
 */
@NullMarked
package dev.fuselage.machine;

import org.jspecify.annotations.NullMarked;
