package dev.fuselage.kernel.virtio;

import dev.fuselage.machine.memory.GuestMemory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The device's side of a virtqueue, written from the specification (virtio 1.2, 2.7 and 2.8) on its
 * own, for tests of the driver. Works on guest-physical addresses only.
 */
public abstract class TestRing {
    /** One piece of a buffer. */
    public record Piece(long gpa, int length, boolean deviceWrites) {}

    /** A buffer the driver made available. */
    public record Chain(int id, List<Piece> pieces, int slots) {}

    final GuestMemory memory;
    final int size;
    final long descriptors;
    final long driver;
    final long device;

    TestRing(GuestMemory memory, int size, long descriptors, long driver, long device) {
        this.memory = memory;
        this.size = size;
        this.descriptors = descriptors;
        this.driver = driver;
        this.device = device;
    }

    static TestRing of(GuestMemory memory, VirtqueueDriver queue, boolean packed) {
        return of(
                memory,
                queue.size(),
                queue.descriptorArea(),
                queue.driverArea(),
                queue.deviceArea(),
                packed);
    }

    static TestRing of(
            GuestMemory memory,
            int size,
            long descriptors,
            long driver,
            long device,
            boolean packed) {
        return packed
                ? new Packed(memory, size, descriptors, driver, device)
                : new Split(memory, size, descriptors, driver, device);
    }

    /** The next buffer; null when there is none. */
    public abstract @Nullable Chain pop();

    /** Gives a buffer back. */
    abstract void push(Chain chain, int id, int written);

    public void push(Chain chain, int written) {
        push(chain, chain.id(), written);
    }

    /**
     * Whether the driver asked to be interrupted for what was pushed since the last call; by the
     * event index or by the flags.
     */
    abstract boolean wantsInterrupt(boolean eventIdx);

    /** Tells the driver not to ring, or to ring for the next buffer only. */
    public abstract void setNotifications(boolean on, boolean eventIdx);

    List<Piece> indirect(long table, int bytes, boolean chained) {
        List<Piece> pieces = new ArrayList<>();
        int i = 0;
        while (true) {
            long at = table + 16L * i;
            int flags = memory.read16(at + (chained ? 12 : 14));
            pieces.add(new Piece(memory.read64(at), memory.read32(at + 8), (flags & 2) != 0));
            if (chained ? (flags & 1) == 0 : 16 * (i + 1) == bytes) {
                return pieces;
            }
            i = chained ? memory.read16(at + 14) : i + 1;
        }
    }

    static boolean between(int event, int now, int old) {
        return ((now - event - 1) & 0xffff) < ((now - old) & 0xffff);
    }

    private static final class Split extends TestRing {
        private int seen;
        private int pushed;
        private int told;

        Split(GuestMemory memory, int size, long descriptors, long driver, long device) {
            super(memory, size, descriptors, driver, device);
        }

        @Override
        public @Nullable Chain pop() {
            if (memory.read16(driver + 2) == (seen & 0xffff)) {
                return null;
            }
            int head = memory.read16(driver + 4 + 2L * (seen % size));
            seen++;
            List<Piece> pieces = new ArrayList<>();
            int i = head;
            while (true) {
                long at = descriptors + 16L * i;
                int flags = memory.read16(at + 12);
                if ((flags & 4) != 0) {
                    return new Chain(
                            head, indirect(memory.read64(at), memory.read32(at + 8), true), 1);
                }
                pieces.add(new Piece(memory.read64(at), memory.read32(at + 8), (flags & 2) != 0));
                if ((flags & 1) == 0) {
                    return new Chain(head, pieces, pieces.size());
                }
                i = memory.read16(at + 14);
            }
        }

        @Override
        void push(Chain chain, int id, int written) {
            long entry = device + 4 + 8L * (pushed % size);
            memory.write32(entry, id);
            memory.write32(entry + 4, written);
            pushed++;
            memory.write16(device + 2, pushed);
        }

        @Override
        boolean wantsInterrupt(boolean eventIdx) {
            int old = told;
            told = pushed;
            return eventIdx
                    ? between(memory.read16(driver + 4 + 2L * size), pushed, old)
                    : (memory.read16(driver) & 1) == 0;
        }

        @Override
        public void setNotifications(boolean on, boolean eventIdx) {
            if (eventIdx) {
                memory.write16(device + 4 + 8L * size, on ? seen : seen - 1);
            } else {
                memory.write16(device, on ? 0 : 1);
            }
        }
    }

    private static final class Packed extends TestRing {
        private int seen;
        private boolean seenWrap = true;
        private int pushed;
        private boolean pushedWrap = true;
        private int told;

        Packed(GuestMemory memory, int size, long descriptors, long driver, long device) {
            super(memory, size, descriptors, driver, device);
        }

        @Override
        public @Nullable Chain pop() {
            List<Piece> pieces = new ArrayList<>();
            int slots = 0;
            while (true) {
                long at = descriptors + 16L * seen;
                int flags = memory.read16(at + 14);
                boolean available =
                        ((flags & 0x80) != 0) == seenWrap && ((flags & 0x8000) != 0) != seenWrap;
                if (!available) {
                    if (slots > 0) {
                        throw new AssertionError("a list of descriptors ends in the air");
                    }
                    return null;
                }
                slots++;
                seen++;
                if (seen == size) {
                    seen = 0;
                    seenWrap = !seenWrap;
                }
                int id = memory.read16(at + 12);
                if ((flags & 4) != 0) {
                    return new Chain(
                            id, indirect(memory.read64(at), memory.read32(at + 8), false), slots);
                }
                pieces.add(new Piece(memory.read64(at), memory.read32(at + 8), (flags & 2) != 0));
                if ((flags & 1) == 0) {
                    return new Chain(id, pieces, slots);
                }
            }
        }

        @Override
        void push(Chain chain, int id, int written) {
            long at = descriptors + 16L * pushed;
            memory.write16(at + 12, id);
            memory.write32(at + 8, written);
            memory.write16(at + 14, pushedWrap ? 0x8080 : 0);
            pushed += chain.slots();
            if (pushed >= size) {
                pushed -= size;
                pushedWrap = !pushedWrap;
            }
        }

        @Override
        boolean wantsInterrupt(boolean eventIdx) {
            int flags = memory.read16(driver + 2);
            int old = told;
            told = pushed;
            if (flags != 2) {
                return flags == 0;
            }
            int offset = memory.read16(driver);
            int event = offset & 0x7fff;
            boolean wrap = offset >>> 15 != 0;
            int now = pushed;
            int before = old > now || (old == now && pushedWrap != wrap) ? old - size : old;
            return between(wrap == pushedWrap ? event : event - size, now, before);
        }

        @Override
        public void setNotifications(boolean on, boolean eventIdx) {
            if (!eventIdx || !on) {
                memory.write16(device + 2, on ? 0 : 1);
            } else {
                memory.write16(device, seen | (seenWrap ? 0x8000 : 0));
                memory.write16(device + 2, 2);
            }
        }
    }
}
