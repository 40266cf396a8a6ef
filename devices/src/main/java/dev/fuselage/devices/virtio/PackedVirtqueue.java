package dev.fuselage.devices.virtio;

import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.HostMemory;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;

/**
 * A packed virtqueue: one ring of descriptors that both sides write, and two event suppression
 * structures (virtio 1.2, section 2.8).
 *
 * <pre>
 * descriptor:        addr le64, len le32, id le16, flags le16
 * event suppression: offset le15 and wrap counter le1, flags le16
 * </pre>
 *
 * <p>Positions in the ring are kept as slots since the start modulo twice the size: the low part is
 * the ring index, and the lap's parity is the wrap counter (1 on the first lap). That makes the
 * distance between two positions a subtraction, wrap or not.
 */
final class PackedVirtqueue extends Virtqueue {

    private static final int LEN = 8;
    private static final int ID = 12;
    private static final int FLAGS = 14;

    private static final int DESC_F_AVAIL = 1 << 7;
    private static final int DESC_F_USED = 1 << 15;
    private static final int DESC_F_AVAIL_USED = DESC_F_AVAIL | DESC_F_USED;

    private static final int EVENT_FLAGS = 2;
    private static final int RING_EVENT_FLAGS_ENABLE = 0;
    private static final int RING_EVENT_FLAGS_DISABLE = 1;
    private static final int RING_EVENT_FLAGS_DESC = 2;
    private static final int RING_EVENT_FLAGS_MASK = 3;
    private static final int WRAP_BIT = 1 << 15;

    private final int twoLaps;

    private int nextAvailable;
    private int nextUsed;

    /** {@link #nextUsed} when the driver was last considered for an interrupt. */
    private int usedAnnounced;

    PackedVirtqueue(GuestMemory memory, QueueLayout layout) {
        super(memory, layout);
        twoLaps = 2 * size;
    }

    @Override
    long descriptorAreaBytes() {
        return (long) DESCRIPTOR_BYTES * size;
    }

    @Override
    long driverAreaBytes() {
        return 4;
    }

    @Override
    long deviceAreaBytes() {
        return 4;
    }

    @Override
    int driverAreaAlignment() {
        return 4;
    }

    @Override
    int deviceAreaAlignment() {
        return 4;
    }

    @Override
    public boolean pop(DescriptorChain into) throws VirtqueueError {
        locate();
        int flags = u16(slot(nextAvailable) + FLAGS);
        if (!available(flags, nextAvailable)) {
            return false;
        }
        into.begin();
        if ((flags & DESC_F_INDIRECT) != 0) {
            popTable(into, flags);
        } else {
            popChain(into, flags);
        }
        return true;
    }

    private void popTable(DescriptorChain into, int flags) throws VirtqueueError {
        if ((flags & DESC_F_NEXT) != 0) {
            throw indirectInChain(nextAvailable);
        }
        long descriptor = slot(nextAvailable);
        long bytes = HostMemory.getInt(descriptor + LEN) & 0xffff_ffffL;
        long table = indirectTable(HostMemory.getLong(descriptor), bytes);
        hold(1);
        // Every entry of the table is an element; of its flags only the write flag has a meaning.
        for (long at = table; at < table + bytes; at += DESCRIPTOR_BYTES) {
            element(into, at, u16(at + FLAGS));
        }
        into.popped(u16(descriptor + ID), 1);
        nextAvailable = advance(nextAvailable, 1);
    }

    private void popChain(DescriptorChain into, int firstFlags) throws VirtqueueError {
        int position = nextAvailable;
        int flags = firstFlags;
        int slots = 1;
        element(into, slot(position), flags);
        while ((flags & DESC_F_NEXT) != 0) {
            if (++slots > size) {
                throw new VirtqueueError("a descriptor chain is longer than the queue's " + size);
            }
            position = advance(position, 1);
            flags = u16(slot(position) + FLAGS);
            if (!available(flags, position)) {
                throw new VirtqueueError(
                        "descriptor 0x%x continues a chain but is not available: flags 0x%x"
                                .formatted(index(position), flags));
            }
            if ((flags & DESC_F_INDIRECT) != 0) {
                throw indirectInChain(position);
            }
            element(into, slot(position), flags);
        }
        hold(slots);
        into.popped(u16(slot(position) + ID), slots);
        nextAvailable = advance(position, 1);
    }

    private void element(DescriptorChain into, long descriptor, int flags) throws VirtqueueError {
        long length = HostMemory.getInt(descriptor + LEN) & 0xffff_ffffL;
        boolean write = (flags & DESC_F_WRITE) != 0;
        into.add(memory, HostMemory.getLong(descriptor), length, write, chainLimit);
    }

    private VirtqueueError indirectInChain(int position) {
        return new VirtqueueError(
                "descriptor 0x%x is indirect and part of a chain".formatted(index(position)));
    }

    @Override
    public void push(DescriptorChain chain, long written) throws VirtqueueError {
        locate();
        release(chain, written);
        write(chain, written, chain.slots());
        chain.pushed();
    }

    @Override
    public void repeat(DescriptorChain chain, long written) throws VirtqueueError {
        locate();
        write(chain, written, 1);
    }

    private void write(DescriptorChain chain, long written, int slots) {
        long descriptor = slot(nextUsed);
        HostMemory.putInt(descriptor + LEN, (int) written);
        HostMemory.putShort(descriptor + ID, (short) chain.id());
        int flags =
                (wrapCounter(nextUsed) ? DESC_F_AVAIL_USED : 0) | (written > 0 ? DESC_F_WRITE : 0);
        HostMemory.putShort(descriptor + FLAGS, (short) flags);
        nextUsed = advance(nextUsed, slots);
    }

    @Override
    public boolean interruptNeeded() throws VirtqueueError {
        locate();
        int pushed = distance(usedAnnounced, nextUsed);
        if (pushed == 0) {
            return false;
        }
        int last = usedAnnounced;
        usedAnnounced = nextUsed;
        int flags = u16(driver + EVENT_FLAGS) & RING_EVENT_FLAGS_MASK;
        if (flags == RING_EVENT_FLAGS_DISABLE) {
            return false;
        }
        if (flags != RING_EVENT_FLAGS_DESC || !eventIndex) {
            return true;
        }
        int event = u16(driver);
        int offset = event & ~WRAP_BIT;
        if (offset >= size) {
            return true;
        }
        int position = (event & WRAP_BIT) != 0 ? offset : offset + size;
        return distance(last, position) < pushed;
    }

    @Override
    public void suppressKicks() throws VirtqueueError {
        locate();
        HostMemory.putShort(device + EVENT_FLAGS, (short) RING_EVENT_FLAGS_DISABLE);
    }

    @Override
    public boolean requestKicks() throws VirtqueueError {
        locate();
        if (eventIndex) {
            int wrap = wrapCounter(nextAvailable) ? WRAP_BIT : 0;
            HostMemory.putShort(device, (short) (index(nextAvailable) | wrap));
            HostMemory.putShort(device + EVENT_FLAGS, (short) RING_EVENT_FLAGS_DESC);
        } else {
            HostMemory.putShort(device + EVENT_FLAGS, (short) RING_EVENT_FLAGS_ENABLE);
        }
        return available(u16(slot(nextAvailable) + FLAGS), nextAvailable);
    }

    @Override
    public boolean isAvailable(int buffer) {
        try {
            locate();
        } catch (VirtqueueError _) {
            return false;
        }
        int position = nextAvailable;
        for (int slots = 0; slots < size; slots++) {
            int flags = u16(slot(position) + FLAGS);
            if (!available(flags, position)) {
                return false;
            }
            // The last descriptor of a chain has the ID that counts.
            if ((flags & DESC_F_NEXT) == 0 && u16(slot(position) + ID) == buffer) {
                return true;
            }
            position = advance(position, 1);
        }
        return false;
    }

    /** The AVAIL flag equals the wrap counter of that lap and the USED flag does not. */
    private boolean available(int flags, int position) {
        return (flags & DESC_F_AVAIL_USED) == (wrapCounter(position) ? DESC_F_AVAIL : DESC_F_USED);
    }

    private boolean wrapCounter(int position) {
        return position < size;
    }

    private int index(int position) {
        return position < size ? position : position - size;
    }

    private long slot(int position) {
        return descriptors + (long) DESCRIPTOR_BYTES * index(position);
    }

    private int advance(int position, int slots) {
        int next = position + slots;
        return next < twoLaps ? next : next - twoLaps;
    }

    private int distance(int from, int to) {
        int slots = to - from;
        return slots < 0 ? slots + twoLaps : slots;
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
        nextAvailable = from.getInt(0, twoLaps - 1);
        nextUsed = from.getInt(0, twoLaps - 1);
        usedAnnounced = from.getInt(0, twoLaps - 1);
    }
}
