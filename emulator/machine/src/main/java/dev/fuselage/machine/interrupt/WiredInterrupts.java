package dev.fuselage.machine.interrupt;

import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The four level-triggered INTx lines. A line is asserted as long as any of its sources asserts it;
 * CPU 0 is told of rising edges and asks {@link #lineLevel} whether more is to be served. A
 * platform with an interrupt controller has the lines end there instead: see {@link #connect}.
 */
public final class WiredInterrupts implements Snapshotted {
    /** INTA to INTD. */
    public static final int LINES = 4;

    /** Identity of line 0 at the CPU, right after the message identities. */
    public static final int WIRED_BASE = MessageInterrupts.MAX_IDENTITY + 1;

    private final InterruptTarget target;

    /** Per line, one bit per source that asserts it. */
    private final long[] asserted = new long[LINES];

    /** Where lines end that do not end at CPU 0. */
    private final @Nullable InterruptWire[] ends = new @Nullable InterruptWire[LINES];

    /** Lines to CPU 0 of {@code target}. */
    public WiredInterrupts(InterruptTarget target) {
        this.target = target;
    }

    /** Has a line, 0 to 3, end at an input of an interrupt controller, which follows its level. */
    public void connect(int line, InterruptWire end) {
        ends[line] = end;
        end.set(lineLevel(line));
    }

    /**
     * Sets what one source does to a line.
     *
     * @param line 0 to 3
     * @param source 0 to 63, distinct for each device on the line
     */
    public void set(int line, int source, boolean level) {
        Objects.checkIndex(source, Long.SIZE);
        long before = asserted[line];
        long bit = 1L << source;
        asserted[line] = level ? (before | bit) : (before & ~bit);
        boolean rises = before == 0 && asserted[line] != 0;
        boolean falls = before != 0 && asserted[line] == 0;
        InterruptWire end = ends[line];
        if (end != null && (rises || falls)) {
            end.set(rises);
        } else if (end == null && rises) {
            target.interrupt(0, WIRED_BASE + line);
        }
    }

    @Override
    public void save(SnapshotWriter to) {
        to.putLongs(asserted);
    }

    /** Tells nobody: where the lines end, their levels have been saved as well. */
    @Override
    public void load(SnapshotReader from) {
        from.getLongs(asserted);
    }

    /** Whether any source asserts the line. */
    public boolean lineLevel(int line) {
        return asserted[line] != 0;
    }
}
