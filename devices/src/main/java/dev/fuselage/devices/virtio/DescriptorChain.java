package dev.fuselage.devices.virtio;

import dev.fuselage.machine.memory.BusError;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.IoVector;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;

/**
 * One buffer a driver made available: what the device may read and what it may write, as host
 * memory that has been checked. Reusable: {@link Virtqueue#pop} fills it, {@link Virtqueue#push}
 * gives it back.
 *
 * <p>It is not a view of the ring: once popped, nothing the guest does to its descriptors changes
 * the chain.
 */
public final class DescriptorChain {

    /** The specification's bound on the bytes of one chain (section 2.7.5). */
    private static final long MAX_BYTES = 1L << 32;

    /** An {@link IoVector} piece counts its bytes in an int. */
    private static final int MAX_PIECE = 1 << 30;

    private final IoVector readable = new IoVector();
    private final IoVector writable = new IoVector();
    private int id;
    private int slots;
    private int elements;
    private long bytes;
    private boolean writableSeen;

    /** What the driver sends, in order. */
    public IoVector readable() {
        return readable;
    }

    /** Where the device may answer, in order. */
    public IoVector writable() {
        return writable;
    }

    /** Head descriptor index (split ring) or Buffer ID (packed ring), 0 to 65535. */
    public int id() {
        return id;
    }

    /** Descriptors of the ring the chain occupies; 0 while it is not popped. */
    int slots() {
        return slots;
    }

    void begin() {
        readable.clear();
        writable.clear();
        slots = 0;
        elements = 0;
        bytes = 0;
        writableSeen = false;
    }

    void popped(int newId, int newSlots) {
        id = newId;
        slots = newSlots;
    }

    void pushed() {
        slots = 0;
    }

    /**
     * Takes one element of the buffer.
     *
     * @param limit how many elements a chain may have
     */
    void add(GuestMemory memory, long gpa, long length, boolean write, int limit)
            throws VirtqueueError {
        if (++elements > limit) {
            throw new VirtqueueError(
                    "a descriptor chain loops or has more than " + limit + " elements");
        }
        if (write) {
            writableSeen = true;
        } else if (writableSeen) {
            throw new VirtqueueError(
                    "a device-readable element at 0x%x follows device-writable ones"
                            .formatted(gpa));
        }
        if (length == 0) {
            return;
        }
        bytes += length;
        if (bytes > MAX_BYTES) {
            throw new VirtqueueError("a descriptor chain of 0x%x bytes".formatted(bytes));
        }
        long address;
        try {
            address = memory.address(gpa, length);
        } catch (BusError e) {
            throw outsideMemory(gpa, length);
        }
        IoVector target = write ? writable : readable;
        long rest = length;
        while (rest > MAX_PIECE) {
            target.add(address, MAX_PIECE);
            address += MAX_PIECE;
            rest -= MAX_PIECE;
        }
        target.add(address, (int) rest);
    }

    private static VirtqueueError outsideMemory(long gpa, long length) {
        return new VirtqueueError(
                "an element of 0x%x bytes at 0x%x lies outside memory".formatted(length, gpa));
    }

    /** Writes a chain that is popped. */
    public void save(GuestMemory memory, SnapshotWriter to) {
        readable.save(memory, to);
        writable.save(memory, to);
        to.putInt(id);
        to.putInt(slots);
    }

    /** Takes over what {@link #save} wrote, once memory has loaded. */
    public void load(GuestMemory memory, SnapshotReader from) {
        begin();
        readable.load(memory, from);
        writable.load(memory, from);
        id = from.getInt(0, 0xffff);
        slots = from.getInt(1, 0xffff);
    }
}
