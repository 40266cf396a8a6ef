package dev.fuselage.machine.pci;

import dev.fuselage.machine.interrupt.WiredInterrupts;
import dev.fuselage.machine.memory.BusError;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The host bridge: bus 0 with 32 slots of one function each, its configuration space as ECAM (PCI
 * Express Base 3.0, 7.2.2: bus, slot, function and register in the address), and the mapping of
 * BARs into guest memory. Where there is no function, reads give all ones and writes are lost.
 *
 * <p>A BAR answers when its function decodes memory, its address lies in one of the bridge's
 * windows and nothing else answers there. A guest that places two BARs over each other sees the one
 * that was there first, until that one moves away.
 */
public final class PciHost implements MmioRegion, Snapshotted {
    /** Slots of the bus. */
    public static final int SLOTS = 32;

    private static final int SLOT_SHIFT = 15;

    /** Bytes of configuration space of a function as ECAM lays it out. */
    private static final int FUNCTION_SIZE = 4096;

    private final GuestMemory memory;
    private final WiredInterrupts wired;
    private final PciWindow window32;
    private final PciWindow window64;
    private final @Nullable PciDevice[] slots = new @Nullable PciDevice[SLOTS];

    /** A message is on its way. */
    private boolean delivering;

    /** An empty bus whose BARs may be placed in either window. */
    public PciHost(
            GuestMemory memory, WiredInterrupts wired, PciWindow window32, PciWindow window64) {
        this.memory = memory;
        this.wired = wired;
        this.window32 = window32;
        this.window64 = window64;
    }

    /** Where BARs of 32 bits are to be placed. */
    public PciWindow window32() {
        return window32;
    }

    /** Where BARs of 64 bits are to be placed. */
    public PciWindow window64() {
        return window64;
    }

    /** Plugs a function into a free slot, 0 to 31. Its INTA# is line {@code slot % 4}. */
    public void plug(int slot, PciDevice device) {
        if (slots[Objects.checkIndex(slot, SLOTS)] != null) {
            throw new IllegalArgumentException("slot %d is taken".formatted(slot));
        }
        device.plugged(this, slot);
        slots[slot] = device;
    }

    /** The function in a slot, if there is one. */
    public @Nullable PciDevice device(int slot) {
        return slots[slot];
    }

    /** Resets every function, as at power-on. */
    public void reset() {
        for (PciDevice device : slots) {
            if (device != null) {
                device.reset();
            }
        }
    }

    @Override
    public long read(long offset, int size) {
        PciDevice device = functionAt(offset, size);
        if (device == null) {
            return -1;
        }
        int register = (int) offset % FUNCTION_SIZE;
        return register < ConfigSpace.SIZE ? device.configRead(register, size) : 0;
    }

    @Override
    public void write(long offset, int size, long value) {
        PciDevice device = functionAt(offset, size);
        int register = (int) offset % FUNCTION_SIZE;
        if (device != null && register < ConfigSpace.SIZE) {
            device.configWrite(register, size, (int) value);
        }
    }

    /**
     * The function an access addresses; null also for accesses that configuration space refuses.
     */
    private @Nullable PciDevice functionAt(long offset, int size) {
        long slot = offset >>> SLOT_SHIFT;
        boolean isFunction0 = (offset & ((1 << SLOT_SHIFT) - 1)) < FUNCTION_SIZE;
        boolean isAllowed = size <= 4 && offset % size == 0;
        return slot < SLOTS && isFunction0 && isAllowed ? slots[(int) slot] : null;
    }

    /**
     * Carries a function's message to wherever the guest has aimed it. It is lost where nothing
     * answers, as on a bus, and where another message set it off: a guest that aims messages at the
     * masks of vectors could otherwise have them go round without end.
     */
    void deliver(long address, int data) {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            memory.write32(address, data);
        } catch (BusError nobodyThere) {
            // Lost.
        } finally {
            delivering = false;
        }
    }

    void wire(int slot, boolean level) {
        wired.set(slot % WiredInterrupts.LINES, slot, level);
    }

    /**
     * Makes BARs answer where the guest wants them: first those that leave, then those that come.
     */
    void placeBars() {
        for (PciDevice device : slots) {
            for (int i = 0; device != null && i < PciDevice.barCount(); i++) {
                Bar bar = device.bar(i);
                if (bar != null
                        && bar.mappedAt() != Bar.UNMAPPED
                        && bar.mappedAt() != device.wanted(bar)) {
                    bar.unmap(memory);
                }
            }
        }
        for (PciDevice device : slots) {
            for (int i = 0; device != null && i < PciDevice.barCount(); i++) {
                Bar bar = device.bar(i);
                if (bar != null && bar.mappedAt() == Bar.UNMAPPED) {
                    place(bar, device.wanted(bar));
                }
            }
        }
    }

    /** Makes a BAR that answers nowhere answer at an address; false if that cannot be. */
    boolean place(Bar bar, long base) {
        boolean inWindow =
                window32.contains(base, bar.size()) || window64.contains(base, bar.size());
        if (!inWindow || !memory.isFree(base, bar.size())) {
            return false;
        }
        bar.map(memory, base);
        return true;
    }

    /**
     * Writes every function, then every device behind one: what a device does may lie in the BAR of
     * another.
     */
    @Override
    public void save(SnapshotWriter to) {
        to.same("PCI functions", functions());
        for (PciDevice device : slots) {
            if (device != null) {
                to.same("PCI slot", device.slot());
                device.saveFunction(to);
            }
        }
        for (PciDevice device : slots) {
            if (device != null) {
                to.section("PCI slot " + device.slot(), device);
            }
        }
    }

    @Override
    public void load(SnapshotReader from) {
        from.same("PCI functions", functions());
        for (PciDevice device : slots) {
            for (int i = 0; device != null && i < PciDevice.barCount(); i++) {
                Bar bar = device.bar(i);
                if (bar != null && bar.mappedAt() != Bar.UNMAPPED) {
                    bar.unmap(memory);
                }
            }
        }
        for (PciDevice device : slots) {
            if (device != null) {
                from.same("PCI slot", device.slot());
                device.loadFunction(from);
            }
        }
        for (PciDevice device : slots) {
            if (device != null) {
                from.section("PCI slot " + device.slot(), device);
            }
        }
    }

    private int functions() {
        int count = 0;
        for (PciDevice device : slots) {
            count += device == null ? 0 : 1;
        }
        return count;
    }
}
