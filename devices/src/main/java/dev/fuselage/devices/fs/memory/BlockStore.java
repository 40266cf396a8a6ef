package dev.fuselage.devices.fs.memory;

import dev.fuselage.machine.memory.SparseMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The "disk": blocks of 4 KiB outside the Java heap, counted against a capacity. Blocks handed out
 * one after another are neighbours in memory where possible, so that long transfers are long
 * copies.
 *
 * <p>Nothing is reserved before the first block; slabs of memory grow with use. The content of a
 * block is whatever it was before.
 */
final class BlockStore implements AutoCloseable {

    /** Size of a block in bytes. */
    static final int BLOCK = 4096;

    static final int BLOCK_SHIFT = 12;

    private static final int FIRST_SLAB_BLOCKS = 16;
    private static final int LARGEST_SLAB_BLOCKS = 1024;

    private final long capacityBlocks;
    private long usedBlocks;

    private final List<SparseMemory> slabs = new ArrayList<>();
    private int nextSlabBlocks = FIRST_SLAB_BLOCKS;
    private long fresh;
    private long freshEnd;
    private long[] free = new long[64];
    private int freeCount;

    /** An empty store of {@code capacityBlocks} blocks. */
    BlockStore(long capacityBlocks) {
        this.capacityBlocks = capacityBlocks;
    }

    long capacityBlocks() {
        return capacityBlocks;
    }

    long freeBlocks() {
        return capacityBlocks - usedBlocks;
    }

    /** The address of a block, or 0 if the capacity is used up. */
    long allocate() {
        if (usedBlocks == capacityBlocks) {
            return 0;
        }
        usedBlocks++;
        if (freeCount > 0) {
            return free[--freeCount];
        }
        if (fresh == freshEnd) {
            addSlab();
        }
        long address = fresh;
        fresh += BLOCK;
        return address;
    }

    /** Takes a block back. */
    void release(long address) {
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, free.length * 2);
        }
        free[freeCount++] = address;
        usedBlocks--;
    }

    private void addSlab() {
        long bytes = (long) nextSlabBlocks * BLOCK;
        // Mapped: to take it costs a call, whatever its size, and only blocks in use cost more.
        SparseMemory slab = new SparseMemory(bytes);
        slabs.add(slab);
        fresh = slab.segment().address();
        freshEnd = fresh + bytes;
        nextSlabBlocks = Math.min(nextSlabBlocks * 2, LARGEST_SLAB_BLOCKS);
    }

    /** Frees all memory; no block may be used any more. */
    @Override
    public void close() {
        slabs.forEach(SparseMemory::close);
        slabs.clear();
    }
}
