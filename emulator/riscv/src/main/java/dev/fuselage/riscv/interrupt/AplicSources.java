package dev.fuselage.riscv.interrupt;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.util.Arrays;

/**
 * What one domain of an APLIC knows of the interrupt sources: their modes, which are pending and
 * enabled, and the exact rules by which they become pending and cease to be (RISC-V AIA 1.0, 4.5.2
 * and 4.7). Sets of sources are kept as the registers show them, 32 in a word.
 */
final class AplicSources implements Snapshotted {
    /** Words for sources 0 to 1023. */
    static final int WORDS = 32;

    static final int DETACHED = 1;
    static final int EDGE1 = 4;
    static final int LEVEL1 = 6;
    static final int LEVEL0 = 7;

    /** sourcecfg.D. */
    static final int DELEGATED = 1 << 10;

    private final int[] wires;
    private final int[] config = new int[WORDS * Integer.SIZE];
    private final int[] target = new int[WORDS * Integer.SIZE];

    /** Sources that appear in this domain at all. */
    private final int[] implemented = new int[WORDS];

    private final int[] active = new int[WORDS];

    /** Those of the active sources that follow their wire: all but detached ones. */
    private final int[] attached = new int[WORDS];

    private final int[] inverted = new int[WORDS];
    private final int[] level = new int[WORDS];
    private final int[] pending = new int[WORDS];
    private final int[] enabled = new int[WORDS];

    /** Sources of which none is implemented yet. */
    AplicSources(int[] wires) {
        this.wires = wires;
    }

    /** Makes all sources inactive; which are implemented stays. */
    void reset() {
        for (int[] words : new int[][] {config, target, active, attached, inverted, level}) {
            Arrays.fill(words, 0);
        }
        Arrays.fill(pending, 0);
        Arrays.fill(enabled, 0);
    }

    private static int word(int source) {
        return source >> 5;
    }

    private static boolean has(int[] set, int source) {
        return (set[word(source)] & (1 << source)) != 0;
    }

    private static void put(int[] set, int source, boolean member) {
        if (member) {
            set[word(source)] |= 1 << source;
        } else {
            set[word(source)] &= ~(1 << source);
        }
    }

    boolean isImplemented(int source) {
        return has(implemented, source);
    }

    /** Lets a source appear in this domain, inactive, or vanish from it. */
    void setImplemented(int source, boolean appears) {
        put(implemented, source, appears);
        configure(source, 0, false);
        target[source] = 0;
    }

    boolean isActive(int source) {
        return has(active, source);
    }

    /** sourcecfg. */
    int config(int source) {
        return config[source];
    }

    /**
     * Sets sourcecfg to a legal value. A level-sensitive source that is asserted under its new mode
     * becomes pending; an edge-sensitive one waits for an edge.
     */
    void configure(int source, int value, boolean direct) {
        boolean changed = config[source] != value;
        config[source] = value;
        int mode = classify(source);
        if (mode == 0) {
            put(pending, source, false);
            put(enabled, source, false);
        } else if (mode >= LEVEL1) {
            boolean asserted = (rectified(word(source)) & (1 << source)) != 0;
            put(pending, source, asserted && (changed || direct || has(pending, source)));
        }
    }

    /** Derives from sourcecfg what kind of source it is; its mode, 0 if it is inactive. */
    private int classify(int source) {
        int mode = (config[source] & DELEGATED) != 0 ? 0 : config[source];
        put(active, source, mode != 0);
        put(attached, source, mode >= EDGE1);
        put(inverted, source, mode >= EDGE1 && (mode & 1) != 0);
        put(level, source, mode >= LEVEL1);
        return mode;
    }

    /** target, as it was last written. */
    int target(int source) {
        return target[source];
    }

    /**
     * Writes target. It reads as zero while the source is inactive, but the value counts once it is
     * active, where the specification leaves it open: Linux writes it first.
     */
    void setTarget(int source, int value) {
        if (isImplemented(source)) {
            target[source] = value;
        }
    }

    int pending(int word) {
        return pending[word];
    }

    int enabled(int word) {
        return enabled[word];
    }

    /** Wires as they count: inverted where the mode says so, and low where they are ignored. */
    int rectified(int word) {
        return (wires[word] ^ inverted[word]) & attached[word];
    }

    /** The level of a source's wire has changed. */
    void wireChanged(int source) {
        int bit = 1 << source;
        int word = word(source);
        if ((rectified(word) & bit) != 0) {
            pending[word] |= bit;
        } else {
            pending[word] &= ~(bit & level[word]);
        }
    }

    /** setip: a level-sensitive source can be set only while it is asserted. */
    void setPending(int word, int bits, boolean direct) {
        int settable = active[word] & (~level[word] | (direct ? 0 : rectified(word)));
        pending[word] |= bits & settable;
    }

    /** clrip, a claim or a message: in direct mode a level-sensitive source follows its wire. */
    void clearPending(int word, int bits, boolean direct) {
        pending[word] &= ~(bits & (direct ? ~level[word] : -1));
    }

    /** Direct mode begins, where level-sensitive sources are pending as their wires say. */
    void followWires() {
        for (int word = 0; word < WORDS; word++) {
            pending[word] = (pending[word] & ~level[word]) | (rectified(word) & level[word]);
        }
    }

    void enable(int word, int bits) {
        enabled[word] |= bits & active[word];
    }

    void disable(int word, int bits) {
        enabled[word] &= ~bits;
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putInts(implemented);
        to.putInts(config);
        to.putInts(target);
        to.putInts(pending);
        to.putInts(enabled);
    }

    @Override
    public void load(SnapshotReader from) {
        from.getInts(implemented);
        from.getInts(config);
        from.getInts(target);
        from.getInts(pending);
        from.getInts(enabled);
        for (int source = 0; source < config.length; source++) {
            if ((config[source] & ~(DELEGATED | LEVEL0)) != 0) {
                throw from.notAsExpected();
            }
            classify(source);
        }
    }
}
