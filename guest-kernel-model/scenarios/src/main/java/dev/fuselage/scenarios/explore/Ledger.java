package dev.fuselage.scenarios.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The steps of one run, for those who look at them while it goes on and when it is over: who could
 * take each, who took it, what it touched, whom it let go on, what was chosen within it. Allocates
 * nothing once it has grown.
 */
abstract sealed class Ledger permits Course {
    /** Set in a touch that changes the thing. */
    static final int WRITE = 1;

    // Ends are exclusive.
    private int[] actorOf = new int[256];
    private int[] candidatesEnd = new int[256];
    private int[] touchesEnd = new int[256];
    private int[] enablesEnd = new int[256];
    private int[] choicesEnd = new int[256];
    private int[] thingsBefore = new int[256];
    private long[] fingerprints = new long[256];
    private int steps;

    private int[] candidates = new int[1024];
    private int candidateCount;
    private int[] touches = new int[1024];
    private int touchCount;
    private int[] enables = new int[256];
    private int enableCount;
    private int[] choices = new int[64];
    private int[] choiceSizes = new int[64];
    private int choiceCount;

    // ---- written by the run

    /** Forgets the run before. */
    final void clear() {
        steps = 0;
        candidateCount = 0;
        touchCount = 0;
        enableCount = 0;
        choiceCount = 0;
    }

    /** Who could take the next step. */
    final void addCandidate(int actor) {
        candidates = room(candidates, candidateCount);
        candidates[candidateCount++] = actor;
    }

    /** Begins a step, before which there were so many things, and a hash of what had been done. */
    final void open(int actor, int things, long fingerprint) {
        if (steps == actorOf.length) {
            actorOf = Arrays.copyOf(actorOf, 2 * steps);
            candidatesEnd = Arrays.copyOf(candidatesEnd, 2 * steps);
            touchesEnd = Arrays.copyOf(touchesEnd, 2 * steps);
            enablesEnd = Arrays.copyOf(enablesEnd, 2 * steps);
            choicesEnd = Arrays.copyOf(choicesEnd, 2 * steps);
            thingsBefore = Arrays.copyOf(thingsBefore, 2 * steps);
            fingerprints = Arrays.copyOf(fingerprints, 2 * steps);
        }
        actorOf[steps] = actor;
        candidatesEnd[steps] = candidateCount;
        fingerprints[steps] = fingerprint;
        thingsBefore[steps] = things;
        steps++;
    }

    /** The step that was begun touches a thing; its index. */
    final int addTouch(int thing, int write) {
        touches = room(touches, touchCount);
        touches[touchCount] = (thing << 1) | write;
        return touchCount++;
    }

    /** Whether a touch is one of the step that was begun, and of that thing. */
    final boolean isOfThisStep(int index, int thing) {
        return index >= touchesStart(steps - 1)
                && index < touchCount
                && touches[index] >>> 1 == thing;
    }

    /** The touch changes the thing, too, if {@code write} says so. */
    final void join(int index, int write) {
        touches[index] |= write;
    }

    final void addEnabled(int actor) {
        enables = room(enables, enableCount);
        enables[enableCount++] = actor;
    }

    final void addChoice(int chosen, int size) {
        choices = room(choices, choiceCount);
        choiceSizes = room(choiceSizes, choiceCount);
        choices[choiceCount] = chosen;
        choiceSizes[choiceCount] = size;
        choiceCount++;
    }

    /** The last step is over. */
    final void closeLast() {
        int step = steps - 1;
        touchesEnd[step] = touchCount;
        enablesEnd[step] = enableCount;
        choicesEnd[step] = choiceCount;
    }

    private static int[] room(int[] array, int count) {
        return count == array.length ? Arrays.copyOf(array, 2 * count) : array;
    }

    // ---- read

    final int steps() {
        return steps;
    }

    /** Who took a step, counted from 0. */
    final int actorOf(int step) {
        return actorOf[step];
    }

    /** Hash of what was before a step. */
    final long fingerprintBefore(int step) {
        return fingerprints[step];
    }

    final int candidatesStart(int step) {
        return step == 0 ? 0 : candidatesEnd[step - 1];
    }

    final int candidatesEnd(int step) {
        return candidatesEnd[step];
    }

    /** An actor that could take the step with whose bounds {@link #candidatesStart} says. */
    final int candidate(int index) {
        return candidates[index];
    }

    final boolean couldTake(int step, int actor) {
        for (int i = candidatesStart(step); i < candidatesEnd[step]; i++) {
            if (candidates[i] == actor) {
                return true;
            }
        }
        return false;
    }

    final int touchesStart(int step) {
        return step == 0 ? 0 : touchesEnd[step - 1];
    }

    final int touchesEnd(int step) {
        return touchesEnd[step];
    }

    /** A touch: twice the number of the thing, plus 1 if it changes it. */
    final int touch(int index) {
        return touches[index];
    }

    /** How many things had been touched before a step, and were numbered so. */
    final int thingsBefore(int step) {
        return thingsBefore[step];
    }

    /** Whether a step made an actor able to take its next one. */
    final boolean enables(int step, int actor) {
        for (int i = step == 0 ? 0 : enablesEnd[step - 1]; i < enablesEnd[step]; i++) {
            if (enables[i] == actor) {
                return true;
            }
        }
        return false;
    }

    final int choicesStart(int step) {
        return step == 0 ? 0 : choicesEnd[step - 1];
    }

    final int choicesEnd(int step) {
        return choicesEnd[step];
    }

    /** How many choices were made within steps so far. */
    final int choiceCount() {
        return choiceCount;
    }

    final int choice(int index) {
        return choices[index];
    }

    final int choiceSize(int index) {
        return choiceSizes[index];
    }

    /** The schedule so far in the form of a token. */
    final List<ReplayToken.Run> runs() {
        List<ReplayToken.Run> runs = new ArrayList<>();
        int step = 0;
        while (step < steps) {
            int actor = actorOf[step];
            int count = 0;
            List<Integer> made = List.of();
            while (step < steps && actorOf[step] == actor && made.isEmpty()) {
                made = otherThanFirst(step);
                count++;
                step++;
            }
            runs.add(new ReplayToken.Run(actor, count, made));
        }
        return runs;
    }

    /** The choices within a step; empty if each was the first one. */
    private List<Integer> otherThanFirst(int step) {
        List<Integer> made = new ArrayList<>();
        int last = 0;
        for (int i = choicesStart(step); i < choicesEnd[step]; i++) {
            made.add(choices[i]);
            last = choices[i] == 0 ? last : made.size();
        }
        return List.copyOf(made.subList(0, last));
    }

    /** Steps that took the turn from an actor that could have gone on. */
    final int preemptions() {
        int count = 0;
        for (int step = 1; step < steps; step++) {
            count += isPreemption(step) ? 1 : 0;
        }
        return count;
    }

    final boolean isPreemption(int step) {
        return step > 0 && actorOf[step] != actorOf[step - 1] && couldTake(step, actorOf[step - 1]);
    }
}
