package dev.fuselage.kernel.irq;

import java.util.BitSet;

/**
 * Spreading CPUs over groups, for vectors and queues ({@code lib/group_cpus.c}). One node, no
 * hardware threads.
 */
public final class CpuGroups {
    private CpuGroups() {}

    /** All of that many CPUs. */
    public static BitSet all(int cpus) {
        BitSet mask = new BitSet();
        mask.set(0, cpus);
        return mask;
    }

    /**
     * {@code group_cpus_evenly()}: neighbours together, the first groups one larger when it does
     * not divide. More groups than CPUs leave the last ones empty.
     */
    public static BitSet[] evenly(int groups, int cpus) {
        BitSet[] masks = new BitSet[groups];
        int filled = Math.min(groups, cpus);
        int extra = cpus % filled;
        int next = 0;
        for (int i = 0; i < groups; i++) {
            masks[i] = new BitSet();
            int size = i < filled ? cpus / filled + (i < extra ? 1 : 0) : 0;
            masks[i].set(next, next + size);
            next += size;
        }
        return masks;
    }

    /**
     * {@code irq_create_affinity_masks()}: the first {@code before} vectors may go to any CPU, the
     * others share the CPUs evenly.
     */
    public static BitSet[] affinity(int vectors, int before, int cpus) {
        BitSet[] masks = new BitSet[vectors];
        BitSet[] spread = vectors > before ? evenly(vectors - before, cpus) : new BitSet[0];
        for (int i = 0; i < vectors; i++) {
            masks[i] = i < before ? all(cpus) : spread[i - before];
        }
        return masks;
    }
}
