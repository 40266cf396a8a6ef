package dev.fuselage.machine.memory;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.machine.time.Shared;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The physical address space of one machine: RAM, memory backed by host mappings, and device
 * registers. Addresses are unsigned 64-bit numbers from a guest and are believed only after a
 * check; an access that does not lie wholly in one region is a {@link BusError}. Values are
 * little-endian.
 *
 * <p>{@link #address} is called several times for every request: it first tries the region of
 * memory that answered last, then a binary search among the few there are.
 */
public final class GuestMemory implements AutoCloseable, Snapshotted {
    /** Granularity of RAM and host-backed regions, in bytes. */
    public static final long PAGE_SIZE = 4096;

    /** The most RAM one region may have: 64 GiB. */
    public static final long MAX_RAM = 64L << 30;

    /** Physical addresses have 52 bits, so that the sum of a base and a size cannot overflow. */
    public static final long ADDRESS_LIMIT = 1L << 52;

    private final List<SparseMemory> ram = new ArrayList<>();

    /** By base; no two overlap. */
    private Region[] regions = {};

    // The memory (not registers) that answered last, in plain fields to spare a load.
    private long lastBase;
    private long lastSize = -1;
    private long lastHost;

    private long generation;

    /** Never gone through, only looked up. */
    private final Map<Long, Shared> places = new HashMap<>();

    /**
     * What lies at an address, as something that guest and devices share: the same object whenever
     * it is asked for. For {@link Shared} rings, which both sides touch and neither owns.
     */
    public Shared at(long address) {
        return places.computeIfAbsent(address, Place::new);
    }

    private static final class Place extends Shared {
        private final long address;

        Place(long address) {
            this.address = address;
        }

        @Override
        public String describe() {
            return "memory at 0x" + Long.toHexString(address);
        }
    }

    /** Adds zeroed RAM; base and size are multiples of {@link #PAGE_SIZE}. */
    public void addRam(long base, long size) {
        if (size <= 0 || size > MAX_RAM) {
            throw new IllegalArgumentException(
                    "RAM of 0x%x bytes: not up to 64 GiB".formatted(size));
        }
        checkPages(base, size, "RAM");
        checkFree(base, size, "RAM");
        SparseMemory memory = new SparseMemory(size);
        ram.add(memory);
        insert(new Region(base, size, "RAM", memory.address(), null));
    }

    /**
     * Adds RAM that belongs to the caller and may hold anything, such as what another machine left
     * there: like that of a computer after a warm start.
     */
    public void addRam(long base, SparseMemory content) {
        checkPages(base, content.size(), "RAM");
        checkFree(base, content.size(), "RAM");
        insert(new Region(base, content.size(), "RAM", content.address(), null));
    }

    /**
     * Adds memory whose content is a host mapping of whole pages, which its owner keeps alive until
     * {@link #remove}.
     */
    public void addHostMemory(long base, MemorySegment content, String name) {
        if (!content.isNative() || content.isReadOnly()) {
            throw new IllegalArgumentException(
                    name + " must be writable memory outside the Java heap");
        }
        checkPages(base, content.byteSize(), name);
        checkFree(base, content.byteSize(), name);
        insert(new Region(base, content.byteSize(), name, content.address(), null));
    }

    /** Adds the registers of a device. */
    public void addDevice(long base, long size, MmioRegion device) {
        checkFree(base, size, "registers");
        insert(new Region(base, size, "registers", 0, device));
    }

    /** Whether a region of this size could be added here: in range, and nothing answers in it. */
    public boolean isFree(long base, long size) {
        if (base < 0 || size <= 0 || size > ADDRESS_LIMIT || base > ADDRESS_LIMIT - size) {
            return false;
        }
        for (Region region : regions) {
            if (region.overlaps(base, size)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Removes the region that starts at {@code base}; an access there is a bus error from now on.
     */
    public void remove(long base) {
        int index = indexBelow(base);
        if (index < 0 || regions[index].base() != base) {
            throw new IllegalArgumentException("no region starts at 0x%x".formatted(base));
        }
        Region[] left = new Region[regions.length - 1];
        System.arraycopy(regions, 0, left, 0, index);
        System.arraycopy(regions, index + 1, left, index, left.length - index);
        regions = left;
        generation++;
        lastSize = -1;
    }

    /**
     * The host address of {@code length} contiguous bytes of RAM or host-backed memory. It holds
     * until the region is removed.
     *
     * @param gpa guest-physical address, unsigned
     * @param length in bytes; 0 is allowed within a region and at its end
     * @throws BusError when the range is not wholly in one region of memory
     */
    public long address(long gpa, long length) {
        long offset = gpa - lastBase;
        if ((offset | length) >= 0 && offset <= lastSize - length) {
            return lastHost + offset;
        }
        Region region = find(gpa, length);
        if (region == null || region.device() != null) {
            throw new BusError(gpa, length, false);
        }
        remember(region);
        return region.hostAddress() + (gpa - region.base());
    }

    /**
     * A number that changes whenever a region is added or removed: an address taken from {@link
     * #address} holds at least as long as this stays the same. Never negative.
     */
    public long generation() {
        return generation;
    }

    /** Whether {@link #address} would give an address for the range. */
    public boolean isMemory(long gpa, long length) {
        long offset = gpa - lastBase;
        if ((offset | length) >= 0 && offset <= lastSize - length) {
            return true;
        }
        Region region = find(gpa, length);
        return region != null && region.device() == null;
    }

    /** Reads a byte, zero-extended, from memory or registers. */
    public int read8(long gpa) {
        return isInLast(gpa, 1)
                ? HostMemory.getByte(lastHost + (gpa - lastBase)) & 0xff
                : (int) readBySearch(gpa, 1);
    }

    /** Reads 16 bits, zero-extended, from memory or registers. */
    public int read16(long gpa) {
        return isInLast(gpa, 2)
                ? HostMemory.getShort(lastHost + (gpa - lastBase)) & 0xffff
                : (int) readBySearch(gpa, 2);
    }

    /** Reads 32 bits from memory or registers. */
    public int read32(long gpa) {
        return isInLast(gpa, 4)
                ? HostMemory.getInt(lastHost + (gpa - lastBase))
                : (int) readBySearch(gpa, 4);
    }

    /** Reads 64 bits from memory or registers. */
    public long read64(long gpa) {
        return isInLast(gpa, 8)
                ? HostMemory.getLong(lastHost + (gpa - lastBase))
                : readBySearch(gpa, 8);
    }

    /** Writes the low 8 bits of {@code value} to memory or registers. */
    public void write8(long gpa, int value) {
        if (isInLast(gpa, 1)) {
            HostMemory.putByte(lastHost + (gpa - lastBase), (byte) value);
        } else {
            writeBySearch(gpa, 1, value & 0xffL);
        }
    }

    /** Writes the low 16 bits of {@code value} to memory or registers. */
    public void write16(long gpa, int value) {
        if (isInLast(gpa, 2)) {
            HostMemory.putShort(lastHost + (gpa - lastBase), (short) value);
        } else {
            writeBySearch(gpa, 2, value & 0xffffL);
        }
    }

    /** Writes 32 bits to memory or registers. */
    public void write32(long gpa, int value) {
        if (isInLast(gpa, 4)) {
            HostMemory.putInt(lastHost + (gpa - lastBase), value);
        } else {
            writeBySearch(gpa, 4, value & 0xffff_ffffL);
        }
    }

    /** Writes 64 bits to memory or registers. */
    public void write64(long gpa, long value) {
        if (isInLast(gpa, 8)) {
            HostMemory.putLong(lastHost + (gpa - lastBase), value);
        } else {
            writeBySearch(gpa, 8, value);
        }
    }

    /**
     * The inverse of {@link #address}, for whoever keeps such addresses and is to be saved.
     *
     * @return the guest-physical address of a byte of the host's; -1 if it is in no region of
     *     memory
     */
    public long guestAddress(long hostAddress) {
        for (Region region : regions) {
            long offset = hostAddress - region.hostAddress();
            if (region.device() == null && offset >= 0 && offset < region.size()) {
                return region.base() + offset;
            }
        }
        return -1;
    }

    /** Writes the content of RAM. Regions that devices have added are theirs to write. */
    @Override
    public void save(SnapshotWriter to) {
        for (SparseMemory memory : ram) {
            to.putMemory(memory.segment());
        }
    }

    @Override
    public void load(SnapshotReader from) {
        for (SparseMemory memory : ram) {
            memory.clear();
            from.getMemory(memory.segment());
        }
    }

    /** Gives the RAM back to the host. Every address taken from this memory is invalid then. */
    @Override
    public void close() {
        regions = new Region[0];
        generation++;
        lastSize = -1;
        ram.forEach(SparseMemory::close);
        ram.clear();
    }

    private boolean isInLast(long gpa, int length) {
        long offset = gpa - lastBase;
        return offset >= 0 && offset <= lastSize - length;
    }

    private long readBySearch(long gpa, int size) {
        Region region = find(gpa, size);
        if (region == null) {
            throw new BusError(gpa, size, false);
        }
        long offset = gpa - region.base();
        MmioRegion device = region.device();
        if (device != null) {
            return device.read(offset, size) & (-1L >>> (Long.SIZE - 8 * size));
        }
        remember(region);
        long address = region.hostAddress() + offset;
        return switch (size) {
            case 1 -> HostMemory.getByte(address) & 0xffL;
            case 2 -> HostMemory.getShort(address) & 0xffffL;
            case 4 -> HostMemory.getInt(address);
            default -> HostMemory.getLong(address);
        };
    }

    private void writeBySearch(long gpa, int size, long value) {
        Region region = find(gpa, size);
        if (region == null) {
            throw new BusError(gpa, size, true);
        }
        long offset = gpa - region.base();
        MmioRegion device = region.device();
        if (device != null) {
            device.write(offset, size, value);
            return;
        }
        remember(region);
        long address = region.hostAddress() + offset;
        switch (size) {
            case 1 -> HostMemory.putByte(address, (byte) value);
            case 2 -> HostMemory.putShort(address, (short) value);
            case 4 -> HostMemory.putInt(address, (int) value);
            default -> HostMemory.putLong(address, value);
        }
    }

    private void remember(Region region) {
        lastBase = region.base();
        lastSize = region.size();
        lastHost = region.hostAddress();
    }

    /** The region in which the whole range lies. */
    private @Nullable Region find(long gpa, long length) {
        int index = indexBelow(gpa);
        if (index < 0) {
            return null;
        }
        Region region = regions[index];
        long offset = gpa - region.base();
        return (offset | length) >= 0 && offset <= region.size() - length ? region : null;
    }

    /** Index of the last region whose base is not above {@code gpa}; -1 if there is none. */
    private int indexBelow(long gpa) {
        int low = 0;
        int high = regions.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(regions[middle].base(), gpa) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    private void insert(Region region) {
        int index = indexBelow(region.base()) + 1;
        Region[] more = Arrays.copyOf(regions, regions.length + 1);
        System.arraycopy(regions, index, more, index + 1, regions.length - index);
        more[index] = region;
        regions = more;
        generation++;
    }

    private static void checkPages(long base, long size, String name) {
        if (base % PAGE_SIZE != 0 || size % PAGE_SIZE != 0) {
            throw new IllegalArgumentException(
                    "%s at 0x%x, 0x%x bytes: not whole pages".formatted(name, base, size));
        }
    }

    private void checkFree(long base, long size, String name) {
        if (isFree(base, size)) {
            return;
        }
        for (Region region : regions) {
            if (size > 0 && region.overlaps(base, size)) {
                throw new IllegalArgumentException(
                        "%s at 0x%x, 0x%x bytes: overlaps %s".formatted(name, base, size, region));
            }
        }
        throw new IllegalArgumentException(
                "%s at 0x%x, 0x%x bytes: not within 52 bits".formatted(name, base, size));
    }
}
