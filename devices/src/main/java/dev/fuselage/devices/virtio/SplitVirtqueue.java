package dev.fuselage.devices.virtio;

import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.HostMemory;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;

/**
 * A split virtqueue: descriptor table, available ring and used ring (virtio 1.2, section 2.7).
 *
 * <pre>
 * descriptor: addr le64, len le32, flags le16, next le16
 * available:  flags le16, idx le16, ring le16[size], used_event le16
 * used:       flags le16, idx le16, ring {id le32, len le32}[size], avail_event le16
 * </pre>
 */
final class SplitVirtqueue extends Virtqueue {

    private static final int LEN = 8;
    private static final int FLAGS = 12;
    private static final int NEXT = 14;

    private static final int IDX = 2;
    private static final int RING = 4;

    private static final int AVAIL_F_NO_INTERRUPT = 1;
    private static final int USED_F_NO_NOTIFY = 1;

    private final int mask;

    /** Index of the next available ring entry to take, modulo 65536 like the ring's own. */
    private int nextAvailable;

    /** Index of the next used ring entry to write, modulo 65536. */
    private int nextUsed;

    /** {@link #nextUsed} when the driver was last considered for an interrupt. */
    private int usedAnnounced;

    SplitVirtqueue(GuestMemory memory, QueueLayout layout) throws VirtqueueError {
        super(memory, layout);
        if (Integer.bitCount(size) != 1) {
            throw new VirtqueueError("a split ring of " + size + " descriptors");
        }
        mask = size - 1;
    }

    @Override
    long descriptorAreaBytes() {
        return (long) DESCRIPTOR_BYTES * size;
    }

    @Override
    long driverAreaBytes() {
        return 6 + 2L * size;
    }

    @Override
    long deviceAreaBytes() {
        return 6 + 8L * size;
    }

    @Override
    int driverAreaAlignment() {
        return 2;
    }

    @Override
    int deviceAreaAlignment() {
        return 4;
    }

    @Override
    public boolean pop(DescriptorChain into) throws VirtqueueError {
        locate();
        int available = (u16(driver + IDX) - nextAvailable) & 0xffff;
        if (available == 0) {
            return false;
        }
        if (available > size) {
            throw new VirtqueueError(
                    "the available index is 0x%x ahead of a queue of 0x%x"
                            .formatted(available, size));
        }
        int head = u16(driver + RING + 2L * (nextAvailable & mask));
        hold(1);
        into.begin();
        walk(into, head);
        into.popped(head, 1);
        nextAvailable = (nextAvailable + 1) & 0xffff;
        return true;
    }

    private void walk(DescriptorChain into, int head) throws VirtqueueError {
        int index = head;
        while (true) {
            if (index >= size) {
                throw new VirtqueueError(
                        "descriptor index 0x%x in a queue of 0x%x".formatted(index, size));
            }
            long descriptor = descriptors + (long) DESCRIPTOR_BYTES * index;
            long gpa = HostMemory.getLong(descriptor);
            long length = HostMemory.getInt(descriptor + LEN) & 0xffff_ffffL;
            int flags = u16(descriptor + FLAGS);
            if ((flags & DESC_F_INDIRECT) != 0) {
                if ((flags & DESC_F_NEXT) != 0) {
                    throw new VirtqueueError(
                            "descriptor 0x%x is indirect and has a next one".formatted(index));
                }
                walkTable(into, indirectTable(gpa, length), (int) (length / DESCRIPTOR_BYTES));
                return;
            }
            into.add(memory, gpa, length, (flags & DESC_F_WRITE) != 0, chainLimit);
            if ((flags & DESC_F_NEXT) == 0) {
                return;
            }
            index = u16(descriptor + NEXT);
        }
    }

    private void walkTable(DescriptorChain into, long table, int entries) throws VirtqueueError {
        int index = 0;
        while (true) {
            if (index >= entries) {
                throw new VirtqueueError(
                        "descriptor index 0x%x in an indirect table of 0x%x"
                                .formatted(index, entries));
            }
            long descriptor = table + (long) DESCRIPTOR_BYTES * index;
            long gpa = HostMemory.getLong(descriptor);
            long length = HostMemory.getInt(descriptor + LEN) & 0xffff_ffffL;
            int flags = u16(descriptor + FLAGS);
            if ((flags & DESC_F_INDIRECT) != 0) {
                throw new VirtqueueError("an indirect descriptor within an indirect table");
            }
            into.add(memory, gpa, length, (flags & DESC_F_WRITE) != 0, chainLimit);
            if ((flags & DESC_F_NEXT) == 0) {
                return;
            }
            index = u16(descriptor + NEXT);
        }
    }

    @Override
    public void push(DescriptorChain chain, long written) throws VirtqueueError {
        locate();
        release(chain, written);
        write(chain, written);
        chain.pushed();
    }

    @Override
    public void repeat(DescriptorChain chain, long written) throws VirtqueueError {
        locate();
        write(chain, written);
    }

    private void write(DescriptorChain chain, long written) {
        long entry = device + RING + 8L * (nextUsed & mask);
        HostMemory.putInt(entry, chain.id());
        HostMemory.putInt(entry + 4, (int) written);
        nextUsed = (nextUsed + 1) & 0xffff;
        HostMemory.putShort(device + IDX, (short) nextUsed);
    }

    @Override
    public boolean interruptNeeded() throws VirtqueueError {
        locate();
        int pushed = (nextUsed - usedAnnounced) & 0xffff;
        if (pushed == 0) {
            return false;
        }
        int last = usedAnnounced;
        usedAnnounced = nextUsed;
        if (!eventIndex) {
            return (u16(driver) & AVAIL_F_NO_INTERRUPT) == 0;
        }
        // The driver waits for the entry of index used_event to be filled.
        int usedEvent = u16(driver + RING + 2L * size);
        return ((usedEvent - last) & 0xffff) < pushed;
    }

    @Override
    public void suppressKicks() throws VirtqueueError {
        locate();
        // With the event index a stale avail_event already says so: the driver kicks only when it
        // fills the entry named there.
        if (!eventIndex) {
            HostMemory.putShort(device, (short) USED_F_NO_NOTIFY);
        }
    }

    @Override
    public boolean requestKicks() throws VirtqueueError {
        locate();
        if (eventIndex) {
            HostMemory.putShort(device + RING + 8L * size, (short) nextAvailable);
        } else {
            HostMemory.putShort(device, (short) 0);
        }
        return u16(driver + IDX) != nextAvailable;
    }

    @Override
    public boolean isAvailable(int buffer) {
        try {
            locate();
        } catch (VirtqueueError _) {
            return false;
        }
        int count = Math.min((u16(driver + IDX) - nextAvailable) & 0xffff, size);
        for (int i = 0; i < count; i++) {
            if (u16(driver + RING + 2L * ((nextAvailable + i) & mask)) == buffer) {
                return true;
            }
        }
        return false;
    }

    private static int u16(long address) {
        return HostMemory.getShort(address) & 0xffff;
    }

    @Override
    void savePositions(SnapshotWriter to) {
        to.putInt(nextAvailable);
        to.putInt(nextUsed);
        to.putInt(usedAnnounced);
    }

    @Override
    void loadPositions(SnapshotReader from) {
        nextAvailable = from.getInt(0, 0xffff);
        nextUsed = from.getInt(0, 0xffff);
        usedAnnounced = from.getInt(0, 0xffff);
    }
}
