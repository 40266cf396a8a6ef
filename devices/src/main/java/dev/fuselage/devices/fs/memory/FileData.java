package dev.fuselage.devices.fs.memory;

import dev.fuselage.machine.memory.HostMemory;
import dev.fuselage.machine.memory.IoVector;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.util.Arrays;

/**
 * The content of one regular file: a sparse map from block numbers to blocks of a {@link
 * BlockStore}. It knows nothing of the file's size beyond which the bytes of a block are kept zero.
 *
 * <p>A block is absent (a hole), unwritten (allocated by fallocate, reads as zeros, a hole for
 * SEEK_DATA as on ext4) or data. Leaves of {@value #LEAF_BLOCKS} blocks are held in an array sorted
 * by position; the leaf used last is tried first, so sequential access does not search.
 */
final class FileData implements Snapshotted {

    private static final int LEAF_SHIFT = 6;
    private static final int LEAF_BLOCKS = 1 << LEAF_SHIFT;
    private static final int LEAF_MASK = LEAF_BLOCKS - 1;
    private static final long UNWRITTEN = 1;

    /** In the place of a block's number in a snapshot: no more blocks. */
    private static final long NO_BLOCK = -1;

    private static final int BLOCK = BlockStore.BLOCK;
    private static final int BLOCK_SHIFT = BlockStore.BLOCK_SHIFT;
    private static final int BLOCK_MASK = BLOCK - 1;

    private final BlockStore store;
    private long[] leafNumbers = new long[1];
    private long[][] leaves = new long[1][];
    private int leafCount;
    private int lastLeaf;
    private long blocks;

    FileData(BlockStore store) {
        this.store = store;
    }

    /** Number of blocks allocated, unwritten ones included. */
    long blocks() {
        return blocks;
    }

    // ------------------------------------------------------------------ the map

    /** Position of a leaf, or -1 - the position where it would be inserted. */
    private int findLeaf(long leafNumber) {
        int last = lastLeaf;
        if (last < leafCount && leafNumbers[last] == leafNumber) {
            return last;
        }
        int found = Arrays.binarySearch(leafNumbers, 0, leafCount, leafNumber);
        if (found >= 0) {
            lastLeaf = found;
        }
        return found;
    }

    /** The map's word for a block: 0, or its address with {@link #UNWRITTEN} or without. */
    private long entry(long block) {
        int leaf = findLeaf(block >>> LEAF_SHIFT);
        return leaf < 0 ? 0 : leaves[leaf][(int) block & LEAF_MASK];
    }

    private void setEntry(long block, long entry) {
        long number = block >>> LEAF_SHIFT;
        int leaf = findLeaf(number);
        if (leaf < 0) {
            leaf = insertLeaf(-1 - leaf, number);
        }
        leaves[leaf][(int) block & LEAF_MASK] = entry;
    }

    private int insertLeaf(int at, long number) {
        if (leafCount == leafNumbers.length) {
            leafNumbers = Arrays.copyOf(leafNumbers, leafCount * 2);
            leaves = Arrays.copyOf(leaves, leafCount * 2);
        }
        System.arraycopy(leafNumbers, at, leafNumbers, at + 1, leafCount - at);
        System.arraycopy(leaves, at, leaves, at + 1, leafCount - at);
        leafNumbers[at] = number;
        leaves[at] = new long[LEAF_BLOCKS];
        leafCount++;
        lastLeaf = at;
        return at;
    }

    // ------------------------------------------------------------------ transfers

    /**
     * Copies bytes out; holes and unwritten blocks give zeros. The range must end at or before the
     * file's end and fit into {@code into}.
     */
    void read(long offset, IoVector into, long skip, long length) {
        long position = offset;
        long target = skip;
        long end = offset + length;
        while (position < end) {
            long block = position >>> BLOCK_SHIFT;
            int within = (int) position & BLOCK_MASK;
            long entry = entry(block);
            long limit = end - position;
            long run;
            if (readable(entry)) {
                run = dataRun(block, entry, limit + within) - within;
                run = Math.min(run, limit);
                into.copyIn(target, HostMemory.ALL, entry + within, run);
            } else {
                run = Math.min(zeroRun(block, limit + within) - within, limit);
                into.fill(target, run, (byte) 0);
            }
            position += run;
            target += run;
        }
    }

    private static boolean readable(long entry) {
        return entry != 0 && (entry & UNWRITTEN) == 0;
    }

    /**
     * Bytes from the start of a block on that lie in neighbouring memory; may exceed {@code limit}.
     */
    private long dataRun(long block, long entry, long limit) {
        long run = BLOCK;
        long next = block + 1;
        while (run < limit && entry(next) == entry + run) {
            run += BLOCK;
            next++;
        }
        return run;
    }

    /** Bytes from the start of a block on that read as zeros; may exceed {@code limit}. */
    private long zeroRun(long block, long limit) {
        long run = BLOCK;
        long next = block + 1;
        while (run < limit && !readable(entry(next))) {
            run += BLOCK;
            next++;
        }
        return run;
    }

    /**
     * Copies bytes in, allocating as it goes.
     *
     * @return bytes stored; fewer than {@code length} when the store is full
     */
    long write(long offset, IoVector from, long skip, long length) {
        long done = 0;
        while (done < length) {
            long block = (offset + done) >>> BLOCK_SHIFT;
            int within = (int) (offset + done) & BLOCK_MASK;
            long run = Math.min(BLOCK - within, length - done);
            long address = blockForWriting(block, run != BLOCK);
            if (address == 0) {
                return done;
            }
            // Neighbours in memory are filled by one copy: a copy has to find its place in the
            // vector.
            while (done + run < length) {
                long left = length - done - run;
                block++;
                if (blockForWriting(block, left < BLOCK) != address + within + run) {
                    break;
                }
                run += Math.min(left, BLOCK);
            }
            from.copyOut(skip + done, HostMemory.ALL, address + within, run);
            done += run;
        }
        return done;
    }

    /**
     * The address of a block that is about to be written, made if absent.
     *
     * @param zeroNew whether bytes that nobody has written must be zero
     * @return 0 when the store is full
     */
    private long blockForWriting(long block, boolean zeroNew) {
        long entry = entry(block);
        if (readable(entry)) {
            return entry;
        }
        long address = entry & ~UNWRITTEN;
        if (entry == 0) {
            address = store.allocate();
            if (address == 0) {
                return 0;
            }
            blocks++;
        }
        if (zeroNew) {
            HostMemory.fill(address, BLOCK, (byte) 0);
        }
        setEntry(block, address);
        return address;
    }

    /**
     * Copies a range of another file (or of this one, where the ranges do not overlap); holes are
     * copied as zeros.
     *
     * @return bytes stored; fewer than {@code length} when the store is full
     */
    long copyFrom(FileData source, long sourceOffset, long offset, long length) {
        long done = 0;
        while (done < length) {
            int within = (int) (offset + done) & BLOCK_MASK;
            long sourceBlock = (sourceOffset + done) >>> BLOCK_SHIFT;
            int sourceWithin = (int) (sourceOffset + done) & BLOCK_MASK;
            long run = Math.min(BLOCK - Math.max(within, sourceWithin), length - done);
            long address = blockForWriting((offset + done) >>> BLOCK_SHIFT, run != BLOCK);
            if (address == 0) {
                return done;
            }
            long entry = source.entry(sourceBlock);
            if (readable(entry)) {
                HostMemory.copy(entry + sourceWithin, address + within, run);
            } else {
                HostMemory.fill(address + within, run, (byte) 0);
            }
            done += run;
        }
        return done;
    }

    // ------------------------------------------------------------------ allocation

    /**
     * Makes every block of a range exist; new ones are unwritten.
     *
     * @return false when the store is full; what was allocated stays, as on a disk
     */
    boolean allocate(long offset, long length) {
        long last = (offset + length - 1) >>> BLOCK_SHIFT;
        for (long block = offset >>> BLOCK_SHIFT; block <= last; block++) {
            if (entry(block) == 0) {
                long address = store.allocate();
                if (address == 0) {
                    return false;
                }
                blocks++;
                setEntry(block, address | UNWRITTEN);
            }
        }
        return true;
    }

    /** Removes whole blocks of a range and zeroes the parts of blocks at its ends. */
    void punch(long offset, long length) {
        long end = offset + length;
        long firstWhole = (offset + BLOCK_MASK) >>> BLOCK_SHIFT;
        long endWhole = end >>> BLOCK_SHIFT;
        if (firstWhole > endWhole) {
            zeroPart(offset, end);
            return;
        }
        zeroPart(offset, firstWhole << BLOCK_SHIFT);
        zeroPart(endWhole << BLOCK_SHIFT, end);
        removeBlocks(firstWhole, endWhole);
    }

    /** Makes whole blocks of a range that exist unwritten and zeroes the parts at its ends. */
    void zero(long offset, long length) {
        long end = offset + length;
        long firstWhole = (offset + BLOCK_MASK) >>> BLOCK_SHIFT;
        long endWhole = end >>> BLOCK_SHIFT;
        if (firstWhole > endWhole) {
            zeroPart(offset, end);
            return;
        }
        zeroPart(offset, firstWhole << BLOCK_SHIFT);
        zeroPart(endWhole << BLOCK_SHIFT, end);
        for (int i = leafAtOrAfter(firstWhole); i < leafCount; i++) {
            long base = leafNumbers[i] << LEAF_SHIFT;
            long[] leaf = leaves[i];
            for (int j = 0; j < LEAF_BLOCKS; j++) {
                if (base + j >= firstWhole && base + j < endWhole && leaf[j] != 0) {
                    leaf[j] |= UNWRITTEN;
                }
            }
        }
    }

    /** Removes everything from a size on; bytes of the last block beyond it become zero. */
    void truncate(long size) {
        long firstWhole = (size + BLOCK_MASK) >>> BLOCK_SHIFT;
        zeroPart(size, firstWhole << BLOCK_SHIFT);
        removeBlocks(firstWhole, Long.MAX_VALUE);
    }

    /** Zeroes bytes within one block, if it has data. */
    private void zeroPart(long from, long to) {
        if (from < to) {
            long entry = entry(from >>> BLOCK_SHIFT);
            if (readable(entry)) {
                HostMemory.fill(entry + (from & BLOCK_MASK), to - from, (byte) 0);
            }
        }
    }

    private void removeBlocks(long first, long end) {
        int kept = leafAtOrAfter(first);
        int i = kept;
        for (; i < leafCount && leafNumbers[i] << LEAF_SHIFT < end; i++) {
            if (clearLeaf(i, first, end)) {
                leafNumbers[kept] = leafNumbers[i];
                leaves[kept] = leaves[i];
                kept++;
            }
        }
        int moved = leafCount - i;
        System.arraycopy(leafNumbers, i, leafNumbers, kept, moved);
        System.arraycopy(leaves, i, leaves, kept, moved);
        leafCount = kept + moved;
        lastLeaf = 0;
    }

    /** Removes the blocks of one leaf that are in a range; returns whether any are left. */
    private boolean clearLeaf(int i, long first, long end) {
        long base = leafNumbers[i] << LEAF_SHIFT;
        long[] leaf = leaves[i];
        boolean left = false;
        for (int j = 0; j < LEAF_BLOCKS; j++) {
            if (leaf[j] != 0) {
                if (base + j >= first && base + j < end) {
                    store.release(leaf[j] & ~UNWRITTEN);
                    blocks--;
                    leaf[j] = 0;
                } else {
                    left = true;
                }
            }
        }
        return left;
    }

    private int leafAtOrAfter(long block) {
        int found = Arrays.binarySearch(leafNumbers, 0, leafCount, block >>> LEAF_SHIFT);
        return found >= 0 ? found : -1 - found;
    }

    // ------------------------------------------------------------------ search

    /** First offset at or after {@code offset} that has data, or {@code size}. */
    long nextData(long offset, long size) {
        long block = offset >>> BLOCK_SHIFT;
        for (int i = leafAtOrAfter(block); i < leafCount; i++) {
            long base = leafNumbers[i] << LEAF_SHIFT;
            for (int j = 0; j < LEAF_BLOCKS; j++) {
                if (base + j >= block && readable(leaves[i][j])) {
                    return Math.min(size, Math.max(offset, (base + j) << BLOCK_SHIFT));
                }
            }
        }
        return size;
    }

    /** First offset at or after {@code offset} that has no data; {@code size} counts as such. */
    long nextHole(long offset, long size) {
        long position = offset;
        while (position < size && readable(entry(position >>> BLOCK_SHIFT))) {
            position = ((position >>> BLOCK_SHIFT) + 1) << BLOCK_SHIFT;
        }
        return Math.min(position, size);
    }

    // ------------------------------------------------------------------ snapshots

    @Override
    public void save(SnapshotWriter to) {
        byte[] content = new byte[BLOCK];
        for (int leaf = 0; leaf < leafCount; leaf++) {
            for (int i = 0; i < LEAF_BLOCKS; i++) {
                long entry = leaves[leaf][i];
                if (entry != 0) {
                    to.putLong(leafNumbers[leaf] << LEAF_SHIFT | i);
                    to.putBoolean(readable(entry));
                    if (readable(entry)) {
                        HostMemory.copy(entry, content, 0, BLOCK);
                        to.putBytes(content);
                    }
                }
            }
        }
        to.putLong(NO_BLOCK);
    }

    /** Takes over content; the file must have none. */
    @Override
    public void load(SnapshotReader from) {
        byte[] content = new byte[BLOCK];
        for (long block = from.getLong(); block != NO_BLOCK; block = from.getLong()) {
            long address = block < 0 || entry(block) != 0 ? 0 : store.allocate();
            if (address == 0) {
                throw from.notAsExpected();
            }
            blocks++;
            boolean written = from.getBoolean();
            setEntry(block, written ? address : address | UNWRITTEN);
            if (written) {
                from.getBytes(content);
                HostMemory.copy(content, 0, address, BLOCK);
            }
        }
    }
}
