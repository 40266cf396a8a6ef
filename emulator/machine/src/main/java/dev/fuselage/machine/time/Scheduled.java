package dev.fuselage.machine.time;

/**
 * An entry of the {@link Agenda}: something that happens at a virtual time. Keeps its own place in
 * the heap, so that moving or removing it needs no search and no allocation.
 */
abstract sealed class Scheduled permits Agent, Timer {
    /** The place of an entry that is in no agenda. */
    static final int NOWHERE = -1;

    /** When it happens, in cycles. */
    long due;

    /** Breaks ties of {@link #due}: the smaller rank comes first, and no two ranks are equal. */
    long rank;

    /** Index in the heap, or {@link #NOWHERE}. */
    int place = NOWHERE;

    final boolean before(Scheduled other) {
        return before(other.due, other.rank);
    }

    final boolean before(long otherDue, long otherRank) {
        return due < otherDue || (due == otherDue && rank < otherRank);
    }
}
