package dev.fuselage.machine.pci;

import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.MmioRegion;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A base address register and what is behind it: registers or host memory. Its address is what the
 * guest wrote into configuration space; where it answers now is {@link #mappedAt}.
 */
final class Bar implements MmioRegion {
    static final long UNMAPPED = -1;

    private final int index;
    private final long size;
    private final BarKind kind;
    private final @Nullable MmioRegion registers;
    private final @Nullable MemorySegment hostMemory;
    private @Nullable Msix msix;
    private long mappedAt = UNMAPPED;

    Bar(
            int index,
            long size,
            BarKind kind,
            @Nullable MmioRegion registers,
            @Nullable MemorySegment hostMemory) {
        this.index = index;
        this.size = size;
        this.kind = kind;
        this.registers = registers;
        this.hostMemory = hostMemory;
    }

    long size() {
        return size;
    }

    boolean is64Bit() {
        return kind.is64Bit();
    }

    boolean isHostMemory() {
        return hostMemory != null;
    }

    /** Lays the MSI-X table and pending bits over the registers. */
    void overlay(Msix table) {
        msix = table;
    }

    /**
     * The type bits, and writable address bits above the size: all-ones probing follows from it.
     */
    void declare(ConfigSpace config) {
        int offset = ConfigRegister.BASE_ADDRESS + 4 * index;
        long mask = -size;
        config.set(offset, 4, kind.typeBits());
        config.setWritable(offset, 4, (int) mask & ~0xf);
        if (kind.is64Bit()) {
            config.setWritable(offset + 4, 4, (int) (mask >>> 32));
        }
    }

    /** The address the guest gave it. */
    long address(ConfigSpace config) {
        int offset = ConfigRegister.BASE_ADDRESS + 4 * index;
        long low = config.get(offset, 4) & 0xffff_fff0L;
        return kind.is64Bit() ? low | ((long) config.get(offset + 4, 4) << 32) : low;
    }

    long mappedAt() {
        return mappedAt;
    }

    void map(GuestMemory memory, long base) {
        if (hostMemory != null) {
            memory.addHostMemory(base, hostMemory, "BAR " + index);
        } else {
            memory.addDevice(base, size, this);
        }
        mappedAt = base;
    }

    void unmap(GuestMemory memory) {
        memory.remove(mappedAt);
        mappedAt = UNMAPPED;
    }

    @Override
    public long read(long offset, int accessSize) {
        Msix table = msix;
        if (table != null && table.covers(offset)) {
            return table.read(offset, accessSize);
        }
        return registers == null ? 0 : registers.read(offset, accessSize);
    }

    @Override
    public void write(long offset, int accessSize, long value) {
        Msix table = msix;
        if (table != null && table.covers(offset)) {
            table.write(offset, accessSize, value);
        } else if (registers != null) {
            registers.write(offset, accessSize, value);
        }
    }
}
