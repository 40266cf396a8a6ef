package dev.fuselage.riscv;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ranges of virtual addresses that a debugger watches: a hart stops before an instruction that
 * would access one. Fetches, page table walks and devices are not watched.
 *
 * <p>The cost is borne by the pages concerned: their entries in the {@link Tlb} are marked, which
 * keeps accesses to them out of the interpreter's inner loop.
 */
public final class Watchpoints {
    /** Which accesses are meant. */
    public enum Kind {
        READ,
        WRITE,
        ACCESS;

        private boolean includes(boolean reads, boolean writes) {
            return switch (this) {
                case READ -> reads;
                case WRITE -> writes;
                case ACCESS -> true;
            };
        }
    }

    /** Most bytes a watchpoint may cover. */
    public static final int MAX_LENGTH = 1 << 20;

    /**
     * A watched range.
     *
     * @param length in bytes, 1 to {@link #MAX_LENGTH}
     */
    public record Watchpoint(long address, int length, Kind kind) {
        public Watchpoint {
            if (length < 1 || length > MAX_LENGTH) {
                throw new IllegalArgumentException(
                        "watchpoint of %d bytes: must be 1 to %d".formatted(length, MAX_LENGTH));
            }
        }

        /** Whether the range has a byte in common with another. */
        private boolean overlaps(long start, long size) {
            return start - address >= 0 ? start - address < length : address - start < size;
        }
    }

    private final Hart[] harts;
    private final List<Watchpoint> all = new ArrayList<>();

    Watchpoints(Hart[] harts) {
        this.harts = harts;
    }

    /** Sets a watchpoint; nothing happens if there is the same one. */
    public void add(Watchpoint watchpoint) {
        if (!all.contains(watchpoint)) {
            all.add(watchpoint);
            mark();
        }
    }

    /** Takes a watchpoint away; nothing happens if there is none like it. */
    public void remove(Watchpoint watchpoint) {
        if (all.remove(watchpoint)) {
            mark();
        }
    }

    /** Takes all away. */
    public void clear() {
        all.clear();
        mark();
    }

    public int count() {
        return all.size();
    }

    private void mark() {
        for (Hart hart : harts) {
            hart.mmu.markWatched();
        }
    }

    /** Of the page of an address: {@link Tlb#WATCHED} if any of it is watched, else 0. */
    long mark(long address) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).overlaps(address & Tlb.PAGE_MASK, 1L << Tlb.PAGE_SHIFT)) {
                return Tlb.WATCHED;
            }
        }
        return 0;
    }

    /** The first watchpoint that an access touches. */
    @Nullable Watchpoint find(long address, int size, boolean reads, boolean writes) {
        for (int i = 0; i < all.size(); i++) {
            Watchpoint watchpoint = all.get(i);
            if (watchpoint.kind.includes(reads, writes) && watchpoint.overlaps(address, size)) {
                return watchpoint;
            }
        }
        return null;
    }
}
