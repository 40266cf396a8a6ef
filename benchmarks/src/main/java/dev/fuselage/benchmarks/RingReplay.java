package dev.fuselage.benchmarks;

import dev.fuselage.kernel.virtio.DmaMemory;
import dev.fuselage.kernel.virtio.ScatterList;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.HostMemory;

/**
 * The least a driver can do: one buffer, described once, made available again and again (virtio
 * 1.2, sections 2.7 and 2.8).
 */
final class RingReplay {
    private static final int DESCRIPTOR = 16;
    private static final int DESC_F_WRITE = 2;
    private static final int DESC_F_NEXT = 1;
    private static final int DESC_F_INDIRECT = 4;
    private static final int DESC_F_AVAIL = 1 << 7;
    private static final int DESC_F_USED = 1 << 15;

    private final boolean packed;
    private final int size;
    private final long descriptorArea;
    private final long driverArea;
    private final long deviceArea;
    private final long descriptors;
    private final long driver;

    // The descriptor that is made available: the buffer itself or its table.
    private final long address;
    private final int length;
    private final int flags;

    private int next;

    RingReplay(
            GuestMemory memory, boolean packed, int size, ScatterList buffer, DmaMemory allocator) {
        this.packed = packed;
        this.size = size;
        descriptorArea = allocator.allocate((long) size * DESCRIPTOR);
        driverArea = allocator.allocate(GuestMemory.PAGE_SIZE);
        deviceArea = allocator.allocate(GuestMemory.PAGE_SIZE);
        descriptors = memory.address(descriptorArea, (long) size * DESCRIPTOR);
        driver = memory.address(driverArea, GuestMemory.PAGE_SIZE);
        if (buffer.count() == 1) {
            address = buffer.address(0);
            length = buffer.length(0);
            flags = 0;
        } else {
            length = buffer.count() * DESCRIPTOR;
            address = allocator.allocate(length);
            flags = DESC_F_INDIRECT;
            fillTable(memory.address(address, length), buffer);
        }
        if (!packed) {
            describe(descriptors, address, length, 0, flags);
        }
    }

    private void fillTable(long table, ScatterList buffer) {
        int count = buffer.count();
        for (int i = 0; i < count; i++) {
            int write = i < buffer.outCount() ? 0 : DESC_F_WRITE;
            int more = packed || i + 1 == count ? 0 : DESC_F_NEXT;
            int following = packed ? 0 : i + 1;
            long at = table + (long) i * DESCRIPTOR;
            describe(at, buffer.address(i), buffer.length(i), following, write | more);
        }
    }

    /**
     * Writes a descriptor; it ends with flags and next in a split ring, id and flags in a packed.
     */
    private void describe(long at, long gpa, int bytes, int nextOrId, int flagBits) {
        HostMemory.putLong(at, gpa);
        HostMemory.putInt(at + 8, bytes);
        HostMemory.putShort(at + 12, (short) (packed ? nextOrId : flagBits));
        HostMemory.putShort(at + 14, (short) (packed ? flagBits : nextOrId));
    }

    void start(LoopbackDevice device, long features) {
        device.start(features, descriptorArea, driverArea, deviceArea);
    }

    /** Makes the buffer available; the device must have returned it. */
    void makeAvailable() {
        if (packed) {
            int lap = next / size;
            int wrap = (lap & 1) == 0 ? DESC_F_AVAIL : DESC_F_USED;
            describe(
                    descriptors + (long) (next % size) * DESCRIPTOR,
                    address,
                    length,
                    0,
                    flags | wrap);
            next = (next + 1) % (2 * size);
        } else {
            HostMemory.putShort(driver + 4 + 2L * (next & (size - 1)), (short) 0);
            next++;
            HostMemory.putShort(driver + 2, (short) next);
        }
    }
}
