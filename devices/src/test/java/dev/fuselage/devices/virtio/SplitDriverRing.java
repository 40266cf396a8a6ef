package dev.fuselage.devices.virtio;

import dev.fuselage.machine.memory.GuestMemory;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A driver's split ring; descriptors are handed out in scrambled order as they come back. */
final class SplitDriverRing extends DriverRing {

    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private final int[][] held;
    private long taken;

    SplitDriverRing(GuestMemory memory, long base, int size, boolean eventIndex) {
        super(memory, base, size, eventIndex);
        held = new int[size][];
        for (int i = 0; i < size; i++) {
            free.add(i);
        }
    }

    @Override
    public DriverRing in(GuestMemory other) {
        SplitDriverRing twin = new SplitDriverRing(other, descriptorArea, size, eventIndex);
        twin.added = added;
        twin.kicked = kicked;
        twin.taken = taken;
        twin.free.clear();
        twin.free.addAll(free);
        System.arraycopy(held, 0, twin.held, 0, size);
        return twin;
    }

    @Override
    public int add(Element[] elements, long table) {
        int needed = table == 0 ? elements.length : 1;
        if (free.size() < needed) {
            return -1;
        }
        int[] indices = new int[needed];
        for (int i = 0; i < needed; i++) {
            indices[i] = free.remove();
        }
        int head = indices[0];
        held[head] = indices;
        if (table == 0) {
            for (int i = 0; i < needed; i++) {
                boolean last = i == needed - 1;
                descriptor(descriptorArea, indices[i], elements[i], last ? -1 : indices[i + 1]);
            }
        } else {
            for (int i = 0; i < elements.length; i++) {
                descriptor(table, i, elements[i], i == elements.length - 1 ? -1 : i + 1);
            }
            Element whole = new Element(table, 16 * elements.length, false);
            descriptor(descriptorArea, head, whole, -1);
            memory.write16(descriptorArea + 16L * head + 12, INDIRECT);
        }
        memory.write16(driverArea + 4 + 2 * (added % size), head);
        added++;
        memory.write16(driverArea + 2, (int) added & 0xffff);
        return head;
    }

    private void descriptor(long table, int index, Element element, int next) {
        long at = table + 16L * index;
        memory.write64(at, element.gpa());
        memory.write32(at + 8, element.length());
        memory.write16(at + 12, (element.write() ? WRITE : 0) | (next >= 0 ? NEXT : 0));
        memory.write16(at + 14, Math.max(next, 0));
    }

    @Override
    public @Nullable Used take() {
        if (memory.read16(deviceArea + 2) == (int) (taken & 0xffff)) {
            return null;
        }
        long entry = deviceArea + 4 + 8 * (taken % size);
        int head = memory.read32(entry);
        long length = memory.read32(entry + 4) & 0xffff_ffffL;
        taken++;
        for (int index : held[head]) {
            free.addLast(index);
        }
        held[head] = new int[0];
        return new Used(head, length);
    }

    @Override
    public boolean kickNeeded() {
        long from = kicked;
        kicked = added;
        if (from == added) {
            return false;
        }
        if (!eventIndex) {
            return memory.read16(deviceArea) == 0;
        }
        int event = memory.read16(deviceArea + 4 + 8L * size);
        for (long entry = from; entry < added; entry++) {
            if ((entry & 0xffff) == event) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void disableInterrupts() {
        if (eventIndex) {
            // There is no flag: a driver names an entry that is far away.
            interruptAfter(0x8000);
        } else {
            memory.write16(driverArea, 1);
        }
    }

    @Override
    public void enableInterrupts() {
        if (eventIndex) {
            interruptAfter(0);
        } else {
            memory.write16(driverArea, 0);
        }
    }

    @Override
    public void interruptAfter(int more) {
        memory.write16(driverArea + 4 + 2L * size, (int) (taken + more) & 0xffff);
    }
}
