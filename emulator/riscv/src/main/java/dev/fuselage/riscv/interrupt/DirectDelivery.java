package dev.fuselage.riscv.interrupt;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.util.Arrays;

/**
 * Interrupts a domain of an APLIC delivers to harts itself: the interrupt delivery control
 * structures and the signals that follow from them (RISC-V AIA 1.0, 4.8). Smaller priority numbers
 * come first, then smaller source numbers.
 */
final class DirectDelivery implements Snapshotted {
    /** Bytes of the structure of one hart. */
    static final int STRUCTURE = 32;

    /** IPRIOLEN is 8. */
    static final int PRIORITY_MASK = 0xff;

    private static final int IDELIVERY = 0x00;
    private static final int IFORCE = 0x04;
    private static final int ITHRESHOLD = 0x08;
    private static final int TOPI = 0x18;
    private static final int CLAIMI = 0x1c;

    private final AplicSources sources;
    private final HartSignals signals;
    private final boolean[] delivers;
    private final boolean[] forced;
    private final int[] threshold;

    /** topi of every hart. */
    private final int[] top;

    DirectDelivery(AplicSources sources, HartSignals signals) {
        this.sources = sources;
        this.signals = signals;
        this.delivers = new boolean[signals.count()];
        this.forced = new boolean[delivers.length];
        this.threshold = new int[delivers.length];
        this.top = new int[delivers.length];
    }

    void reset() {
        Arrays.fill(delivers, false);
        Arrays.fill(forced, false);
        Arrays.fill(threshold, 0);
    }

    int harts() {
        return delivers.length;
    }

    /** The priority number in a target register; 0 stands for 1. */
    static int priority(int target) {
        return Math.max(target & PRIORITY_MASK, 1);
    }

    /** Whether a read of this register changes what is pending or forced. */
    static boolean isClaim(int offset) {
        return offset % STRUCTURE == CLAIMI;
    }

    /** Reads a register; what a claim changes takes effect with the next {@link #update}. */
    int read(int offset) {
        int hart = offset / STRUCTURE;
        if (hart >= harts()) {
            return 0;
        }
        return switch (offset % STRUCTURE) {
            case IDELIVERY -> delivers[hart] ? 1 : 0;
            case IFORCE -> forced[hart] ? 1 : 0;
            case ITHRESHOLD -> threshold[hart];
            case TOPI -> top[hart];
            case CLAIMI -> claim(hart);
            default -> 0;
        };
    }

    private int claim(int hart) {
        int claimed = top[hart];
        if (claimed == 0) {
            forced[hart] = false;
        } else {
            int source = claimed >> 16;
            sources.clearPending(source >> 5, 1 << source, true);
        }
        return claimed;
    }

    /** Writes a register, which takes effect with the next {@link #update}. */
    void write(int offset, int value) {
        int hart = offset / STRUCTURE;
        if (hart >= harts()) {
            return;
        }
        switch (offset % STRUCTURE) {
            case IDELIVERY -> delivers[hart] = (value & 1) != 0;
            case IFORCE -> forced[hart] = (value & 1) != 0;
            case ITHRESHOLD -> threshold[hart] = value & PRIORITY_MASK;
            default -> {}
        }
    }

    /**
     * Finds every hart's top interrupt anew and signals it.
     *
     * @param on domaincfg.IE
     */
    void update(boolean on) {
        Arrays.fill(top, 0);
        for (int word = 0; word < AplicSources.WORDS; word++) {
            int candidates = sources.pending(word) & sources.enabled(word);
            while (candidates != 0) {
                consider((word << 5) + Integer.numberOfTrailingZeros(candidates));
                candidates &= candidates - 1;
            }
        }
        for (int hart = 0; hart < harts(); hart++) {
            signals.set(hart, on && delivers[hart] && (forced[hart] || top[hart] != 0));
        }
    }

    /** Sources are considered in ascending order, so that of equals the first stays. */
    private void consider(int source) {
        int target = sources.target(source);
        int hart = target >>> AplicDomain.HART_INDEX_SHIFT;
        int priority = priority(target);
        if (hart < harts()
                && (threshold[hart] == 0 || priority < threshold[hart])
                && (top[hart] == 0 || priority < (top[hart] & PRIORITY_MASK))) {
            top[hart] = (source << 16) | priority;
        }
    }

    /** The domain delivers by messages now: nothing is top, and nothing signalled. */
    void silence() {
        Arrays.fill(top, 0);
        for (int hart = 0; hart < harts(); hart++) {
            signals.set(hart, false);
        }
    }

    @Override
    public void save(SnapshotWriter to) {
        for (int hart = 0; hart < harts(); hart++) {
            to.putBoolean(delivers[hart]);
            to.putBoolean(forced[hart]);
            to.putInt(threshold[hart]);
        }
        to.putInts(top);
        signals.save(to);
    }

    @Override
    public void load(SnapshotReader from) {
        for (int hart = 0; hart < harts(); hart++) {
            delivers[hart] = from.getBoolean();
            forced[hart] = from.getBoolean();
            threshold[hart] = from.getInt(0, PRIORITY_MASK);
        }
        from.getInts(top);
        for (int interrupt : top) {
            if (interrupt < 0 || interrupt >> 16 > Aplic.MAX_SOURCES) {
                throw from.notAsExpected();
            }
        }
        signals.load(from);
    }
}
