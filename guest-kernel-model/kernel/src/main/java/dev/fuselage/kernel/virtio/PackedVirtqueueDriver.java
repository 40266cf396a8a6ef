package dev.fuselage.kernel.virtio;

import dev.fuselage.machine.memory.HostMemory;
import org.jspecify.annotations.Nullable;

/**
 * A packed virtqueue (virtio 1.2, 2.8): one ring of descriptors that both sides write, and two
 * event suppression structures.
 */
final class PackedVirtqueueDriver extends VirtqueueDriver {
    private static final int DESC_F_AVAIL = 1 << 7;
    private static final int DESC_F_USED = 1 << 15;

    // Offsets in a descriptor.
    private static final int ADDRESS = 0;
    private static final int LENGTH = 8;
    private static final int ID = 12;
    private static final int FLAGS = 14;

    // Event suppression: offset and wrap counter, then flags.
    private static final int EVENT_OFFSET = 0;
    private static final int EVENT_FLAGS = 2;
    private static final int EVENT_SIZE = 4;
    private static final int EVENT_ENABLE = 0;
    private static final int EVENT_DISABLE = 1;
    private static final int EVENT_DESC = 2;
    private static final int WRAP_BIT = 15;

    private final long descriptorArea;
    private final long driverArea;
    private final long deviceArea;
    private final long ring;
    private final long driverEvent;
    private final long deviceEvent;

    /** The list of free buffer ids, and of the ids that belong to one buffer. */
    private final int[] next;

    /** By buffer id: descriptors it takes in the ring, and the last id of its list. */
    private final int[] chainLength;

    private final int[] lastId;

    /** By buffer id: the slot of its first descriptor. */
    private final int[] slotOf;

    private int nextAvailable;
    private boolean availableWrap = true;

    /** The flags that make a descriptor available in this round of the ring. */
    private int availableFlags = DESC_F_AVAIL;

    private int lastUsed;
    private boolean usedWrap = true;
    private int eventFlags = EVENT_ENABLE;

    PackedVirtqueueDriver(Setup setup) {
        super(setup);
        long ringBytes = (long) size * DESCRIPTOR_SIZE;
        descriptorArea = allocate(ringBytes);
        driverArea = allocate(EVENT_SIZE);
        deviceArea = allocate(EVENT_SIZE);
        ring = hostAddress(descriptorArea, ringBytes);
        driverEvent = hostAddress(driverArea, EVENT_SIZE);
        deviceEvent = hostAddress(deviceArea, EVENT_SIZE);
        next = new int[size];
        chainLength = new int[size];
        lastId = new int[size];
        slotOf = new int[size];
        for (int i = 0; i < size - 1; i++) {
            next[i] = i + 1;
        }
        if (setup.callback() == null) {
            eventFlags = EVENT_DISABLE;
            HostMemory.putShort(driverEvent + EVENT_FLAGS, (short) eventFlags);
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
        return index() | (nextAvailable | (availableWrap ? 1 << WRAP_BIT : 0)) << 16;
    }

    @Override
    boolean notifiesWhenFull() {
        return false;
    }

    @Override
    void addDirect(ScatterList pieces, Object token) {
        int head = nextAvailable;
        int id = freeHead;
        int slot = head;
        int currentId = id;
        int previousId = id;
        int headFlags = 0;
        int count = pieces.count();
        for (int i = 0; i < count; i++) {
            int flags =
                    availableFlags
                            | (i + 1 < count ? DESC_F_NEXT : 0)
                            | (i < pieces.outCount() ? 0 : DESC_F_WRITE);
            describe(ring, slot, pieces.address(i), pieces.length(i), id);
            if (i == 0) {
                headFlags = flags;
            } else {
                setFlags(slot, flags);
            }
            previousId = currentId;
            currentId = next[currentId];
            slot = advance(slot);
        }
        numFree -= count;
        nextAvailable = slot;
        freeHead = currentId;
        remember(id, head, count, previousId, token);
        // The head last: with it the device sees the whole list.
        setFlags(head, headFlags);
    }

    @Override
    void addIndirect(ScatterList pieces, Object token) {
        int head = nextAvailable;
        int id = freeHead;
        int count = pieces.count();
        long table = table(id, count);
        for (int i = 0; i < count; i++) {
            describe(table, i, pieces.address(i), pieces.length(i), 0);
            int flags = i < pieces.outCount() ? 0 : DESC_F_WRITE;
            HostMemory.putShort(table + (long) i * DESCRIPTOR_SIZE + FLAGS, (short) flags);
        }
        describe(ring, head, tableGpa(id), count * DESCRIPTOR_SIZE, id);
        int flags = DESC_F_INDIRECT | availableFlags;
        numFree--;
        nextAvailable = advance(head);
        freeHead = next[id];
        remember(id, head, 1, id, token);
        setFlags(head, flags);
    }

    private static void describe(long table, int slot, long gpa, int length, int id) {
        long at = table + (long) slot * DESCRIPTOR_SIZE;
        HostMemory.putLong(at + ADDRESS, gpa);
        HostMemory.putInt(at + LENGTH, length);
        HostMemory.putShort(at + ID, (short) id);
    }

    private void setFlags(int slot, int flags) {
        HostMemory.putShort(ring + (long) slot * DESCRIPTOR_SIZE + FLAGS, (short) flags);
    }

    /**
     * The slot behind; at the end of the ring a new round begins, in which the flags mean the
     * opposite.
     */
    private int advance(int slot) {
        if (slot + 1 < size) {
            return slot + 1;
        }
        availableFlags ^= DESC_F_AVAIL | DESC_F_USED;
        availableWrap = !availableWrap;
        return 0;
    }

    private void remember(int id, int slot, int count, int last, Object token) {
        slotOf[id] = slot;
        chainLength[id] = count;
        lastId[id] = last;
        tokens[id] = token;
        numAdded += count;
    }

    @Override
    boolean wantsKick() {
        int old = nextAvailable - numAdded;
        int now = nextAvailable;
        numAdded = 0;
        int flags = HostMemory.getShort(deviceEvent + EVENT_FLAGS) & 3;
        if (flags != EVENT_DESC) {
            return flags != EVENT_DISABLE;
        }
        int offset = HostMemory.getShort(deviceEvent + EVENT_OFFSET) & 0xffff;
        int event = offset & ~(1 << WRAP_BIT);
        boolean wrap = offset >>> WRAP_BIT != 0;
        if (wrap != availableWrap) {
            event -= size;
        }
        return SplitVirtqueueDriver.needEvent(event, now, old);
    }

    private boolean isUsed(int slot, boolean wrap) {
        int flags = HostMemory.getShort(ring + (long) slot * DESCRIPTOR_SIZE + FLAGS);
        boolean available = (flags & DESC_F_AVAIL) != 0;
        boolean used = (flags & DESC_F_USED) != 0;
        return available == used && used == wrap;
    }

    @Override
    boolean moreUsed() {
        return isUsed(lastUsed, usedWrap);
    }

    @Override
    public int usedCount() {
        int slot = lastUsed;
        boolean wrap = usedWrap;
        int count = 0;
        while (count < size && isUsed(slot, wrap)) {
            count++;
            slot +=
                    chainLength[
                            HostMemory.getShort(ring + (long) slot * DESCRIPTOR_SIZE + ID)
                                    & 0xffff];
            if (slot >= size) {
                slot -= size;
                wrap = !wrap;
            }
        }
        return count;
    }

    @Override
    public int usedPosition(int buffer) {
        int slot = lastUsed;
        boolean wrap = usedWrap;
        for (int i = 0; i < size && isUsed(slot, wrap); i++) {
            int id = idAt(slot);
            if (id == buffer) {
                return slot;
            }
            slot += id < size ? Math.max(chainLength[id], 1) : 1;
            if (slot >= size) {
                slot -= size;
                wrap = !wrap;
            }
        }
        return -1;
    }

    private int idAt(int slot) {
        return HostMemory.getShort(ring + (long) slot * DESCRIPTOR_SIZE + ID) & 0xffff;
    }

    @Override
    String usedPlace(int position) {
        return "ring[" + position + "], used";
    }

    @Override
    String availablePlace(int buffer) {
        return "ring[" + slotOf[buffer] + "], available";
    }

    @Override
    @Nullable Object takeUsed() {
        long at = ring + (long) lastUsed * DESCRIPTOR_SIZE;
        int id = HostMemory.getShort(at + ID) & 0xffff;
        Object token = tokenOf(id);
        if (token == null) {
            return null;
        }
        setUsedLength(HostMemory.getInt(at + LENGTH));
        detach(id);
        lastUsed += chainLength[id];
        if (lastUsed >= size) {
            lastUsed -= size;
            usedWrap = !usedWrap;
        }
        if (eventFlags == EVENT_DESC) {
            HostMemory.putShort(driverEvent + EVENT_OFFSET, (short) usedPosition());
        }
        return token;
    }

    private int usedPosition() {
        return lastUsed | (usedWrap ? 1 << WRAP_BIT : 0);
    }

    private void detach(int id) {
        next[lastId[id]] = freeHead;
        freeHead = id;
        numFree += chainLength[id];
    }

    @Override
    public @Nullable Object detachUnusedBuf() {
        for (int id = 0; id < size; id++) {
            Object token = tokens[id];
            if (token != null) {
                tokens[id] = null;
                detach(id);
                return token;
            }
        }
        return null;
    }

    @Override
    public void disableCallback() {
        if (eventFlags == EVENT_DISABLE) {
            return;
        }
        eventFlags = EVENT_DISABLE;
        if (!eventTriggered) {
            HostMemory.putShort(driverEvent + EVENT_FLAGS, (short) eventFlags);
        }
    }

    @Override
    void askForInterrupt() {
        if (eventIdx) {
            HostMemory.putShort(driverEvent + EVENT_OFFSET, (short) usedPosition());
        }
        if (eventFlags == EVENT_DISABLE) {
            eventFlags = eventIdx ? EVENT_DESC : EVENT_ENABLE;
            HostMemory.putShort(driverEvent + EVENT_FLAGS, (short) eventFlags);
        }
    }
}
