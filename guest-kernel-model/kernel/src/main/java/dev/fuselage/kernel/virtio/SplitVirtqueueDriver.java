package dev.fuselage.kernel.virtio;

import dev.fuselage.machine.memory.HostMemory;
import org.jspecify.annotations.Nullable;

/** A split virtqueue (virtio 1.2, 2.7): descriptor table, available ring, used ring. */
final class SplitVirtqueueDriver extends VirtqueueDriver {
    private static final int AVAIL_F_NO_INTERRUPT = 1;
    private static final int USED_F_NO_NOTIFY = 1;

    // Offsets in a descriptor.
    private static final int ADDRESS = 0;
    private static final int LENGTH = 8;
    private static final int FLAGS = 12;
    private static final int NEXT = 14;

    // Offsets in both rings.
    private static final int RING_FLAGS = 0;
    private static final int RING_INDEX = 2;
    private static final int RING_ENTRIES = 4;

    private static final int USED_ENTRY_SIZE = 8;

    /** The used ring starts at the next multiple ({@code SMP_CACHE_BYTES}). */
    private static final int USED_ALIGNMENT = 64;

    private final long descriptorArea;
    private final long driverArea;
    private final long deviceArea;
    private final long descriptors;
    private final long available;
    private final long used;

    /**
     * The list of free descriptors and of those of a buffer; the copy in the ring is the device's
     * to read.
     */
    private final int[] next;

    /** Descriptors of the buffer that starts at a slot. */
    private final int[] chainLength;

    /** Entry of the available ring that a buffer was put into. */
    private final int[] entryOf;

    private int availableIndex;
    private int availableFlags;
    private int lastUsed;

    SplitVirtqueueDriver(Setup setup) {
        super(setup);
        long availableOffset = (long) size * DESCRIPTOR_SIZE;
        long usedOffset = roundUp(availableOffset + RING_ENTRIES + 2L * size + 2, USED_ALIGNMENT);
        long bytes = usedOffset + RING_ENTRIES + (long) USED_ENTRY_SIZE * size + 2;
        descriptorArea = allocate(bytes);
        driverArea = descriptorArea + availableOffset;
        deviceArea = descriptorArea + usedOffset;
        long host = hostAddress(descriptorArea, bytes);
        descriptors = host;
        available = host + availableOffset;
        used = host + usedOffset;
        next = new int[size];
        chainLength = new int[size];
        entryOf = new int[size];
        for (int i = 0; i < size - 1; i++) {
            next[i] = i + 1;
        }
        if (setup.callback() == null) {
            availableFlags = AVAIL_F_NO_INTERRUPT;
            if (!eventIdx) {
                HostMemory.putShort(available + RING_FLAGS, (short) availableFlags);
            }
        }
    }

    @Override
    public long descriptorArea() {
        return descriptorArea;
    }

    @Override
    public long driverArea() {
        return driverArea;
    }

    @Override
    public long deviceArea() {
        return deviceArea;
    }

    @Override
    public int notificationData() {
        return index() | (availableIndex & 0xffff) << 16;
    }

    @Override
    boolean notifiesWhenFull() {
        return true;
    }

    @Override
    void addDirect(ScatterList pieces, Object token) {
        int head = freeHead;
        int slot = head;
        int count = pieces.count();
        for (int i = 0; i < count; i++) {
            int flags =
                    (i < pieces.outCount() ? 0 : DESC_F_WRITE) | (i + 1 < count ? DESC_F_NEXT : 0);
            describe(descriptors, slot, pieces.address(i), pieces.length(i), flags, next[slot]);
            slot = next[slot];
        }
        publish(head, count, slot, token);
    }

    @Override
    void addIndirect(ScatterList pieces, Object token) {
        int head = freeHead;
        int count = pieces.count();
        long table = table(head, count);
        for (int i = 0; i < count; i++) {
            int flags =
                    (i < pieces.outCount() ? 0 : DESC_F_WRITE) | (i + 1 < count ? DESC_F_NEXT : 0);
            describe(table, i, pieces.address(i), pieces.length(i), flags, i + 1);
        }
        describe(
                descriptors,
                head,
                tableGpa(head),
                count * DESCRIPTOR_SIZE,
                DESC_F_INDIRECT,
                next[head]);
        publish(head, 1, next[head], token);
    }

    private static void describe(long table, int slot, long gpa, int length, int flags, int next) {
        long at = table + (long) slot * DESCRIPTOR_SIZE;
        HostMemory.putLong(at + ADDRESS, gpa);
        HostMemory.putInt(at + LENGTH, length);
        HostMemory.putShort(at + FLAGS, (short) flags);
        HostMemory.putShort(at + NEXT, (short) next);
    }

    private void publish(int head, int taken, int nextFree, Object token) {
        numFree -= taken;
        freeHead = nextFree;
        chainLength[head] = taken;
        tokens[head] = token;
        int entry = availableIndex & (size - 1);
        entryOf[head] = entry;
        HostMemory.putShort(available + RING_ENTRIES + 2L * entry, (short) head);
        availableIndex++;
        HostMemory.putShort(available + RING_INDEX, (short) availableIndex);
        numAdded++;
    }

    @Override
    boolean wantsKick() {
        int added = numAdded;
        numAdded = 0;
        if (eventIdx) {
            long event = used + RING_ENTRIES + (long) USED_ENTRY_SIZE * size;
            return needEvent(HostMemory.getShort(event), availableIndex, availableIndex - added);
        }
        return (HostMemory.getShort(used + RING_FLAGS) & USED_F_NO_NOTIFY) == 0;
    }

    /**
     * {@code vring_need_event()}: the event lies among those from {@code old} to before {@code
     * now}, all modulo 2^16.
     */
    static boolean needEvent(int event, int now, int old) {
        return ((now - event - 1) & 0xffff) < ((now - old) & 0xffff);
    }

    @Override
    boolean moreUsed() {
        return (lastUsed & 0xffff) != (HostMemory.getShort(used + RING_INDEX) & 0xffff);
    }

    @Override
    public int usedCount() {
        return (HostMemory.getShort(used + RING_INDEX) - lastUsed) & 0xffff;
    }

    @Override
    public int usedPosition(int buffer) {
        int count = Math.min(usedCount(), size);
        for (int i = 0; i < count; i++) {
            int position = (lastUsed + i) & (size - 1);
            long entry = used + RING_ENTRIES + (long) USED_ENTRY_SIZE * position;
            if (HostMemory.getInt(entry) == buffer) {
                return position;
            }
        }
        return -1;
    }

    @Override
    String usedPlace(int position) {
        return "used[" + position + "]";
    }

    @Override
    String availablePlace(int buffer) {
        return "avail[" + entryOf[buffer] + "]";
    }

    @Override
    @Nullable Object takeUsed() {
        long entry = used + RING_ENTRIES + (long) USED_ENTRY_SIZE * (lastUsed & (size - 1));
        int id = HostMemory.getInt(entry);
        Object token = tokenOf(id < 0 ? Integer.MAX_VALUE : id);
        if (token == null) {
            return null;
        }
        setUsedLength(HostMemory.getInt(entry + 4));
        detach(id);
        lastUsed++;
        if ((availableFlags & AVAIL_F_NO_INTERRUPT) == 0) {
            setUsedEvent(lastUsed);
        }
        return token;
    }

    /** Puts the descriptors of a buffer back on the free list. */
    private void detach(int head) {
        int last = head;
        for (int i = 1; i < chainLength[head]; i++) {
            last = next[last];
        }
        next[last] = freeHead;
        freeHead = head;
        numFree += chainLength[head];
    }

    @Override
    public @Nullable Object detachUnusedBuf() {
        for (int i = 0; i < size; i++) {
            Object token = tokens[i];
            if (token != null) {
                tokens[i] = null;
                detach(i);
                availableIndex--;
                HostMemory.putShort(available + RING_INDEX, (short) availableIndex);
                return token;
            }
        }
        return null;
    }

    private void setUsedEvent(int index) {
        HostMemory.putShort(available + RING_ENTRIES + 2L * size, (short) index);
    }

    @Override
    public void disableCallback() {
        if ((availableFlags & AVAIL_F_NO_INTERRUPT) != 0) {
            return;
        }
        availableFlags |= AVAIL_F_NO_INTERRUPT;
        if (eventTriggered) {
            return;
        }
        if (eventIdx) {
            // Far from every index to come; as far as 16 bits go.
            setUsedEvent(0);
        } else {
            HostMemory.putShort(available + RING_FLAGS, (short) availableFlags);
        }
    }

    @Override
    void askForInterrupt() {
        if ((availableFlags & AVAIL_F_NO_INTERRUPT) != 0) {
            availableFlags &= ~AVAIL_F_NO_INTERRUPT;
            if (!eventIdx) {
                HostMemory.putShort(available + RING_FLAGS, (short) availableFlags);
            }
        }
        setUsedEvent(lastUsed);
    }
}
