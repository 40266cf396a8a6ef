package dev.fuselage.scenarios.explore;

import dev.fuselage.machine.time.Shared;
import java.util.Arrays;

/**
 * The order of the steps of one run that depend on each other, as a hash: that of a step is made of
 * those of the steps that come directly before it, and that of the run is their sum. Two runs that
 * differ only in the order of independent steps have the same.
 *
 * <p>Things that steps touch are numbered in the order in which the run touches them first.
 */
final class PartialOrder {
    private long run;
    private long[] lastWrite = new long[256];
    private long[] readsSince = new long[256];

    /** Where the touch of the step that is being taken is, if there is one. */
    private int[] touchOf = new int[256];

    private int things;
    private long fingerprint;

    /** A new run, of which nothing has been done. */
    void begin() {
        run++;
        things = 0;
        fingerprint = 0;
    }

    /** The number of a thing in this run. */
    int number(Shared shared) {
        if (!shared.isNumberedIn(run)) {
            shared.setNumber(run, newThing());
        }
        return shared.number();
    }

    int newThing() {
        if (things == lastWrite.length) {
            lastWrite = Arrays.copyOf(lastWrite, 2 * things);
            readsSince = Arrays.copyOf(readsSince, 2 * things);
            touchOf = Arrays.copyOf(touchOf, 2 * things);
        }
        lastWrite[things] = 0;
        readsSince[things] = 0;
        return things++;
    }

    /** How many things have numbers. */
    int things() {
        return things;
    }

    /** The step that is being taken touches a thing, perhaps again. */
    void touch(Ledger ledger, int thing, int write) {
        if (ledger.isOfThisStep(touchOf[thing], thing)) {
            ledger.join(touchOf[thing], write);
        } else {
            touchOf[thing] = ledger.addTouch(thing, write);
        }
    }

    /**
     * Puts the last step of the ledger, which is over, into its place.
     *
     * @param before hash of what its actor did before
     * @return its own
     */
    long add(Ledger ledger, long before) {
        int step = ledger.steps() - 1;
        int from = ledger.touchesStart(step);
        int to = ledger.touchesEnd(step);
        long hash = mix(before + 1);
        for (int i = from; i < to; i++) {
            int thing = ledger.touch(i) >>> 1;
            hash +=
                    mix(
                            (ledger.touch(i) & Ledger.WRITE) == 0
                                    ? lastWrite[thing]
                                    : lastWrite[thing] ^ Long.rotateLeft(readsSince[thing], 17));
        }
        for (int i = ledger.choicesStart(step); i < ledger.choicesEnd(step); i++) {
            hash = mix(hash ^ ledger.choice(i));
        }
        hash = mix(hash);
        for (int i = from; i < to; i++) {
            int thing = ledger.touch(i) >>> 1;
            if ((ledger.touch(i) & Ledger.WRITE) == 0) {
                readsSince[thing] += hash;
            } else {
                lastWrite[thing] = hash;
                readsSince[thing] = 0;
            }
        }
        fingerprint += hash;
        return hash;
    }

    /** Hash of all steps so far. */
    long fingerprint() {
        return fingerprint;
    }

    /** SplitMix64's finaliser. */
    static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
