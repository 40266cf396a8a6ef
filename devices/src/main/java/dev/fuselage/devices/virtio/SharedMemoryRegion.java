package dev.fuselage.devices.virtio;

import java.lang.foreign.MemorySegment;

/**
 * Host memory that a device shares with its driver (virtio 1.2, section 2.10).
 *
 * @param id the region's number (shmid), unique within the device, 0 to 255
 * @param content the memory; a power of two of bytes, so that it can fill a PCI BAR
 */
public record SharedMemoryRegion(int id, MemorySegment content) {}
