package dev.fuselage.riscv.interrupt;

import dev.fuselage.machine.interrupt.InterruptWire;
import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.util.Arrays;

/**
 * A platform-level interrupt controller as SiFive makes it, for level-sensitive wires (RISC-V PLIC
 * 1.0.0). Larger priority numbers come first, then smaller source numbers; each context, a hart at
 * a privilege level, has its own enables, threshold and signal.
 *
 * <p>A source's gateway sends one request for as long as its wire is high, and the next only after
 * a hart has completed it.
 */
public final class Plic implements MmioRegion, Snapshotted {
    /** Where QEMU's virt machine has it. */
    public static final long BASE = 0x0c00_0000L;

    /** The most sources there can be. */
    public static final int MAX_SOURCES = 1023;

    /** The largest priority: 3 bits, as in SiFive's. */
    public static final int MAX_PRIORITY = 7;

    private static final int MAX_CONTEXTS = 15872;

    private static final int PENDING = 0x1000;
    private static final int ENABLES = 0x2000;
    private static final int CONTEXTS = 0x20_0000;

    private static final int CONTEXT_SHIFT = 12;
    private static final int THRESHOLD = 0;
    private static final int CLAIM = 4;

    /** Words of a set of sources. */
    private static final int WORDS = 32;

    private final int sources;
    private final HartSignals signals;
    private final int[] priority;
    private final int[] wires = new int[WORDS];
    private final int[] pending = new int[WORDS];

    /** Sources claimed and not completed. */
    private final int[] inService = new int[WORDS];

    /** {@link #WORDS} for each context. */
    private final int[] enabled;

    private final int[] threshold;

    /**
     * A controller with a context for each signal, in the order they have there.
     *
     * @param sources 1 to {@link #MAX_SOURCES}, the last one's number
     */
    public Plic(int sources, HartSignals signals) {
        if (sources < 1 || sources > MAX_SOURCES) {
            throw new IllegalArgumentException(
                    "%d interrupt sources: must be 1 to %d".formatted(sources, MAX_SOURCES));
        }
        if (signals.count() > MAX_CONTEXTS) {
            throw new IllegalArgumentException(
                    "%d contexts: must be %d at most".formatted(signals.count(), MAX_CONTEXTS));
        }
        this.sources = sources;
        this.signals = signals;
        this.priority = new int[sources + 1];
        this.threshold = new int[signals.count()];
        this.enabled = new int[signals.count() * WORDS];
    }

    /** Resets the controller; wires keep their levels, and count anew. */
    public void reset() {
        Arrays.fill(priority, 0);
        Arrays.fill(inService, 0);
        Arrays.fill(enabled, 0);
        Arrays.fill(threshold, 0);
        System.arraycopy(wires, 0, pending, 0, WORDS);
        update();
    }

    /** Size of the region in bytes. */
    public long size() {
        return CONTEXTS + ((long) threshold.length << CONTEXT_SHIFT);
    }

    /** The number of sources; they are numbered from 1. */
    public int sources() {
        return sources;
    }

    /** The wire of a source, low at first. */
    public InterruptWire input(int source) {
        if (source < 1 || source > sources) {
            throw new IllegalArgumentException(
                    "interrupt source %d: must be 1 to %d".formatted(source, sources));
        }
        return level -> set(source, level);
    }

    private void set(int source, boolean level) {
        int word = source / Integer.SIZE;
        int bit = 1 << source;
        if ((wires[word] & bit) != 0 == level) {
            return;
        }
        wires[word] ^= bit;
        // A request that was sent stays, even if the wire falls before it is claimed.
        if (level && (inService[word] & bit) == 0) {
            pending[word] |= bit;
            update();
        }
    }

    private void update() {
        for (int context = 0; context < threshold.length; context++) {
            int top = top(context);
            signals.set(context, priority[top] > threshold[context]);
        }
    }

    /** The pending and enabled source of the highest priority; 0, whose priority is 0, if none. */
    private int top(int context) {
        int top = 0;
        for (int word = 0; word < WORDS; word++) {
            int candidates = pending[word] & enabled[context * WORDS + word];
            while (candidates != 0) {
                int source = word * Integer.SIZE + Integer.numberOfTrailingZeros(candidates);
                candidates &= candidates - 1;
                if (priority[source] > priority[top]) {
                    top = source;
                }
            }
        }
        return top;
    }

    @Override
    public long read(long offset, int size) {
        if (size != Integer.BYTES || offset % Integer.BYTES != 0) {
            return 0;
        }
        int number = (int) offset / Integer.BYTES;
        if (offset < PENDING) {
            return number <= sources ? priority[number] : 0;
        }
        if (offset < ENABLES) {
            int word = number - PENDING / Integer.BYTES;
            return word < WORDS ? pending[word] : 0;
        }
        if (offset < CONTEXTS) {
            int word = number - ENABLES / Integer.BYTES;
            return word < enabled.length ? enabled[word] : 0;
        }
        int context = ((int) offset - CONTEXTS) >> CONTEXT_SHIFT;
        return switch ((int) offset & ((1 << CONTEXT_SHIFT) - 1)) {
            case THRESHOLD -> threshold[context];
            case CLAIM -> claim(context);
            default -> 0;
        };
    }

    /** The threshold does not hide a source from a claim. */
    private int claim(int context) {
        int source = top(context);
        if (source != 0) {
            pending[source / Integer.SIZE] &= ~(1 << source);
            inService[source / Integer.SIZE] |= 1 << source;
            update();
        }
        return source;
    }

    @Override
    public void write(long offset, int size, long value) {
        if (size != Integer.BYTES || offset % Integer.BYTES != 0) {
            return;
        }
        int number = (int) offset / Integer.BYTES;
        int bits = (int) value;
        if (offset < PENDING) {
            if (number >= 1 && number <= sources) {
                priority[number] = bits & MAX_PRIORITY;
            }
        } else if (offset < CONTEXTS) {
            int word = number - ENABLES / Integer.BYTES;
            if (word >= 0 && word < enabled.length) {
                enabled[word] = bits & implemented(word % WORDS);
            }
        } else {
            int context = ((int) offset - CONTEXTS) >> CONTEXT_SHIFT;
            switch ((int) offset & ((1 << CONTEXT_SHIFT) - 1)) {
                case THRESHOLD -> threshold[context] = bits & MAX_PRIORITY;
                case CLAIM -> complete(context, bits);
                default -> {}
            }
        }
        update();
    }

    /** The sources of a word that exist: 1 to {@link #sources}. */
    private int implemented(int word) {
        int first = word * Integer.SIZE;
        int above =
                sources - first >= Integer.SIZE - 1 ? 0 : -1 << Math.max(sources - first + 1, 0);
        return ~above & (word == 0 ? ~1 : -1);
    }

    /**
     * Ignored for a source that is not enabled for the context; which one claimed it is not asked.
     */
    private void complete(int context, int source) {
        if (source < 1 || source > sources) {
            return;
        }
        int word = source / Integer.SIZE;
        int bit = (1 << source) & enabled[context * WORDS + word] & inService[word];
        inService[word] &= ~bit;
        pending[word] |= bit & wires[word];
    }

    @Override
    public void save(SnapshotWriter to) {
        to.same("interrupt sources", sources);
        to.putInts(priority);
        to.putInts(wires);
        to.putInts(pending);
        to.putInts(inService);
        to.putInts(enabled);
        to.putInts(threshold);
        signals.save(to);
    }

    @Override
    public void load(SnapshotReader from) {
        from.same("interrupt sources", sources);
        from.getInts(priority);
        from.getInts(wires);
        from.getInts(pending);
        from.getInts(inService);
        from.getInts(enabled);
        from.getInts(threshold);
        for (int word = 0; word < WORDS; word++) {
            if ((pending[word] & ~implemented(word)) != 0) {
                throw from.notAsExpected();
            }
        }
        signals.load(from);
    }
}
