package dev.fuselage.devices.virtio;

import dev.fuselage.machine.memory.GuestMemory;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A driver's packed ring; {@link #added} counts descriptors of the ring, not buffers. */
final class PackedDriverRing extends DriverRing {

    private static final int AVAIL = 1 << 7;
    private static final int USED = 1 << 15;

    private final ArrayDeque<Integer> freeIds = new ArrayDeque<>();
    private final int[] slotsOf;
    private int freeSlots;
    private long taken;

    PackedDriverRing(GuestMemory memory, long base, int size, boolean eventIndex) {
        super(memory, base, size, eventIndex);
        slotsOf = new int[size];
        freeSlots = size;
        for (int i = size - 1; i >= 0; i--) {
            freeIds.add(i);
        }
    }

    /** The wrap counter starts at 1 and turns with every lap. */
    private boolean wrap(long slot) {
        return slot / size % 2 == 0;
    }

    @Override
    public DriverRing in(GuestMemory other) {
        PackedDriverRing twin = new PackedDriverRing(other, descriptorArea, size, eventIndex);
        twin.added = added;
        twin.kicked = kicked;
        twin.taken = taken;
        twin.freeSlots = freeSlots;
        twin.freeIds.clear();
        twin.freeIds.addAll(freeIds);
        System.arraycopy(slotsOf, 0, twin.slotsOf, 0, size);
        return twin;
    }

    @Override
    public int add(Element[] elements, long table) {
        int needed = table == 0 ? elements.length : 1;
        if (freeSlots < needed || freeIds.isEmpty()) {
            return -1;
        }
        int id = freeIds.remove();
        slotsOf[id] = needed;
        freeSlots -= needed;
        if (table == 0) {
            // Backwards, so that the first descriptor becomes available last.
            for (int i = needed - 1; i >= 0; i--) {
                int next = i == needed - 1 ? 0 : NEXT;
                descriptor(added + i, elements[i], id, next);
            }
        } else {
            for (int i = 0; i < elements.length; i++) {
                long at = table + 16L * i;
                memory.write64(at, elements[i].gpa());
                memory.write32(at + 8, elements[i].length());
                memory.write16(at + 12, 0);
                memory.write16(at + 14, elements[i].write() ? WRITE : 0);
            }
            descriptor(added, new Element(table, 16 * elements.length, false), id, INDIRECT);
        }
        added += needed;
        return id;
    }

    private void descriptor(long slot, Element element, int id, int flags) {
        long at = descriptorArea + 16 * (slot % size);
        memory.write64(at, element.gpa());
        memory.write32(at + 8, element.length());
        memory.write16(at + 12, id);
        int available = wrap(slot) ? AVAIL : USED;
        memory.write16(at + 14, flags | (element.write() ? WRITE : 0) | available);
    }

    @Override
    public @Nullable Used take() {
        long at = descriptorArea + 16 * (taken % size);
        int flags = memory.read16(at + 14);
        boolean avail = (flags & AVAIL) != 0;
        boolean used = (flags & USED) != 0;
        if (avail != used || used != wrap(taken)) {
            return null;
        }
        int id = memory.read16(at + 12);
        long length = (flags & WRITE) != 0 ? memory.read32(at + 8) & 0xffff_ffffL : 0;
        taken += slotsOf[id];
        freeSlots += slotsOf[id];
        slotsOf[id] = 0;
        freeIds.addLast(id);
        return new Used(id, length);
    }

    @Override
    public boolean kickNeeded() {
        long from = kicked;
        kicked = added;
        int flags = memory.read16(deviceArea + 2);
        if (from == added || flags == 1) {
            return false;
        }
        if (flags == 0) {
            return true;
        }
        int event = memory.read16(deviceArea);
        for (long slot = from; slot < added; slot++) {
            if (encoded(slot) == event) {
                return true;
            }
        }
        return false;
    }

    private int encoded(long slot) {
        return (int) (slot % size) | (wrap(slot) ? 1 << 15 : 0);
    }

    @Override
    public void disableInterrupts() {
        memory.write16(driverArea + 2, 1);
    }

    @Override
    public void enableInterrupts() {
        memory.write16(driverArea + 2, 0);
    }

    @Override
    public void interruptAfter(int more) {
        memory.write16(driverArea, encoded(taken + more));
        memory.write16(driverArea + 2, 2);
    }
}
