package dev.fuselage.kernel.task;

/**
 * Interrupt identities that wait for a CPU to take them, as the interrupt file of an IMSIC holds
 * them: one bit each, lowest first.
 */
final class PendingInterrupts {
    /** Message identities 1 to 2047, then the four wires. */
    private final long[] bits = new long[33];

    private int count;
    private long since;

    /**
     * Sets the identity's bit; raising it twice before it is taken is one interrupt. {@code time}
     * is the sender's.
     */
    void raise(int identity, long time) {
        if (identity < 0 || identity >= bits.length * Long.SIZE) {
            throw new IllegalArgumentException("interrupt identity " + identity);
        }
        int word = identity >>> 6;
        long bit = 1L << identity;
        if ((bits[word] & bit) == 0) {
            bits[word] |= bit;
            if (count == 0 || time < since) {
                since = time;
            }
            count++;
        }
    }

    int count() {
        return count;
    }

    /** The earliest time at which one of those pending arrived. */
    long since() {
        return since;
    }

    /** Takes out the identity at that place in ascending order. */
    int take(int place) {
        int identity = get(place);
        bits[identity >>> 6] &= ~(1L << identity);
        count--;
        return identity;
    }

    /** The identity at that place in ascending order. */
    int get(int place) {
        int left = place;
        for (int word = 0; word < bits.length; word++) {
            int here = Long.bitCount(bits[word]);
            if (left >= here) {
                left -= here;
                continue;
            }
            long rest = bits[word];
            for (; left > 0; left--) {
                rest &= rest - 1;
            }
            return (word << 6) + Long.numberOfTrailingZeros(rest);
        }
        throw new IllegalStateException("no pending interrupt " + place + " of " + count);
    }
}
