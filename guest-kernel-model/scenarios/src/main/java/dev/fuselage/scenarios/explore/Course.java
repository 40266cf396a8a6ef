package dev.fuselage.scenarios.explore;

import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.wait.SpinLock;
import dev.fuselage.machine.time.Exploration;
import dev.fuselage.machine.time.Operation;
import dev.fuselage.machine.time.Shared;
import dev.fuselage.machine.time.Turns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of a guest as it unfolds: who could take each step, who took it, what it touched, and a
 * hash of the partial order of all that. A {@link Chooser} decides; this keeps the books.
 *
 * <p>Actors are numbered in the order in which they are first able to take a step, which is the
 * same in every run that was the same so far. Kept from run to run, and allocates nothing once it
 * has grown; words are kept only while {@link #setTold} says so.
 */
final class Course implements Exploration {
    /** Nobody. */
    static final int NOBODY = -1;

    /** Steps without anything coming to its end after which a run gets nowhere. */
    static final int LIVELOCK_STEPS = 2_000;

    /** Touches of a step that does not end. */
    private static final int MOST_TOUCHES = 1 << 20;

    private static final int PROGRESS_MASK = 0xff;

    private static final int WRITE = 1;

    private Chooser chooser;
    private Cast cast = new Cast(0);
    private int stepLimit = Integer.MAX_VALUE;
    private LongSupplier progressOf = () -> 0;
    private long progressSeen;
    private int progressAt;
    private boolean stuck;
    private long run;
    private boolean told;

    // ---- actors of this run

    private long[] actorIds = new long[16];
    private @Nullable Object[] actorNames = new @Nullable Object[16];
    private int[] actorTwins = new int[16];
    private long[] actorHash = new long[16];
    private int[] actorSteps = new int[16];
    private int[] actorThing = new int[16];
    private int actors;

    // ---- steps of this run; ends are exclusive

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

    // ---- things touched in this run

    private long[] lastWrite = new long[256];
    private long[] readsSince = new long[256];

    /** Where the touch of the step that is being taken is, if there is one. */
    private int[] touchOf = new int[256];

    private int things;

    /** Touches in this step, of the same thing too. */
    private int touchesInStep;

    // ---- the step that is offered now

    private int[] offered = new int[2 * 16];
    private long[] times = new long[16];
    private int offers;
    private long fingerprint;
    private boolean cutOff;
    private boolean ended;

    private final List<List<String>> words = new ArrayList<>();
    private @Nullable StepListener listener;

    Course(Chooser chooser) {
        this.chooser = chooser;
    }

    /** A step that goes on for ever would hold up the exploration. */
    static final class StepTooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StepTooLong(String message) {
            super(message);
        }
    }

    /** Told of what a step does, while words are kept. */
    @FunctionalInterface
    interface StepListener {
        /** In step {@code step}, counted from 1, {@code actor} does that. */
        void done(int step, int actor, Shared shared, Operation operation);
    }

    /** A new run. */
    void begin(Cast tasks, int mostSteps, LongSupplier progress) {
        cast = tasks;
        stepLimit = mostSteps;
        progressOf = progress;
        progressSeen = progress.getAsLong();
        progressAt = 0;
        stuck = false;
        run++;
        actors = 0;
        steps = 0;
        candidateCount = 0;
        touchCount = 0;
        enableCount = 0;
        choiceCount = 0;
        things = 0;
        fingerprint = 0;
        cutOff = false;
        ended = false;
        words.clear();
    }

    void setChooser(Chooser next) {
        chooser = next;
    }

    /** Whether steps are put into words, and who else hears of them. */
    void setTold(boolean on, @Nullable StepListener who) {
        told = on;
        listener = who;
    }

    /** No further step is taken in this run: what was looked for has been found. */
    void end() {
        ended = true;
    }

    // ---- called by the simulation

    @Override
    public int next(Turns turns) {
        closeStep();
        if (ended) {
            return STOP;
        }
        if (steps >= stepLimit) {
            cutOff = true;
            return STOP;
        }
        if ((steps & PROGRESS_MASK) == 0 && getsNowhere()) {
            return STOP;
        }
        offers = 0;
        for (int place = 0; place < turns.size(); place++) {
            int actor = actor(turns, place);
            if (isFirstOfItsTwins(actor)) {
                if (2 * offers == offered.length) {
                    offered = Arrays.copyOf(offered, 2 * offered.length);
                    times = Arrays.copyOf(times, 2 * times.length);
                }
                offered[2 * offers] = actor;
                offered[2 * offers + 1] = place;
                times[offers] = turns.time(place);
                offers++;
            }
        }
        int chosen = chooser.next(this);
        if (chosen == NOBODY) {
            cutOff = true;
            return STOP;
        }
        openStep(offered[2 * chosen]);
        return offered[2 * chosen + 1];
    }

    private boolean getsNowhere() {
        long seen = progressOf.getAsLong();
        if (seen != progressSeen) {
            progressSeen = seen;
            progressAt = steps;
        }
        stuck = steps - progressAt >= LIVELOCK_STEPS;
        return stuck;
    }

    /** Of twins that have not begun, only the first is offered: the others would do the same. */
    private boolean isFirstOfItsTwins(int actor) {
        int group = actorTwins[actor];
        if (group == Cast.SINGLE || actorSteps[actor] > 0) {
            return true;
        }
        for (int i = 0; i < offers; i++) {
            int other = offered[2 * i];
            if (actorTwins[other] == group && actorSteps[other] == 0) {
                return false;
            }
        }
        return true;
    }

    private int actor(Turns turns, int place) {
        long id = turns.actor(place);
        for (int i = 0; i < actors; i++) {
            if (actorIds[i] == id) {
                return i;
            }
        }
        if (actors == actorIds.length) {
            actorIds = Arrays.copyOf(actorIds, 2 * actors);
            actorNames = Arrays.copyOf(actorNames, 2 * actors);
            actorTwins = Arrays.copyOf(actorTwins, 2 * actors);
            actorHash = Arrays.copyOf(actorHash, 2 * actors);
            actorSteps = Arrays.copyOf(actorSteps, 2 * actors);
            actorThing = Arrays.copyOf(actorThing, 2 * actors);
        }
        actorIds[actors] = id;
        actorNames[actors] = turns.name(place);
        actorTwins[actors] = cast.groupOf(id);
        actorHash[actors] = mix(cast.stable(id));
        actorSteps[actors] = 0;
        actorThing[actors] = turns.name(place) instanceof Task task ? number(task) : newThing();
        return actors++;
    }

    @Override
    public int choose(Kind kind, int count) {
        int chosen = chooser.choose(this, count);
        if (choiceCount == choices.length) {
            choices = Arrays.copyOf(choices, 2 * choiceCount);
            choiceSizes = Arrays.copyOf(choiceSizes, 2 * choiceCount);
        }
        choices[choiceCount] = chosen;
        choiceSizes[choiceCount] = count;
        choiceCount++;
        return chosen;
    }

    @Override
    public void touched(Shared shared, Operation operation, Object detail) {
        if (steps == 0) {
            return;
        }
        addTouch(number(shared), operation == Operation.READ ? 0 : WRITE);
        if (told) {
            tell(shared, operation, detail);
        }
    }

    private void addTouch(int thing, int write) {
        if (++touchesInStep > MOST_TOUCHES) {
            throw new StepTooLong(
                    actorName(actorOf[steps - 1]) + " does not come to the end of a step");
        }
        int known = touchOf[thing];
        if (known >= touchesStart(steps - 1)
                && known < touchCount
                && touches[known] >> 1 == thing) {
            touches[known] |= write;
            return;
        }
        if (touchCount == touches.length) {
            touches = Arrays.copyOf(touches, 2 * touchCount);
        }
        touchOf[thing] = touchCount;
        touches[touchCount++] = (thing << 1) | write;
    }

    @SuppressWarnings("ReferenceEquality") // The thing itself stands for no detail.
    private void tell(Shared shared, Operation operation, Object detail) {
        if (isWorthTelling(shared, operation)) {
            while (words.size() < steps) {
                words.add(new ArrayList<>());
            }
            String what = detail == shared ? shared.describe() : detail.toString();
            words.get(steps - 1).add(operation.word() + " " + what);
        }
        StepListener hears = listener;
        if (hears != null) {
            hears.done(steps, actorOf[steps - 1], shared, operation);
        }
    }

    /** Spin locks are taken everywhere and held over no choice. */
    private static boolean isWorthTelling(Shared shared, Operation operation) {
        return operation != Operation.READ
                && operation != Operation.CHANGE
                && !(shared instanceof SpinLock);
    }

    private int number(Shared shared) {
        if (!shared.isNumberedIn(run)) {
            shared.setNumber(run, newThing());
        }
        return shared.number();
    }

    private int newThing() {
        if (things == lastWrite.length) {
            lastWrite = Arrays.copyOf(lastWrite, 2 * things);
            readsSince = Arrays.copyOf(readsSince, 2 * things);
            touchOf = Arrays.copyOf(touchOf, 2 * things);
        }
        lastWrite[things] = 0;
        readsSince[things] = 0;
        return things++;
    }

    @Override
    public void enabled(long id) {
        if (steps == 0) {
            return;
        }
        int actor = actorWithId(id);
        if (actor != NOBODY) {
            if (enableCount == enables.length) {
                enables = Arrays.copyOf(enables, 2 * enableCount);
            }
            enables[enableCount++] = actor;
            addTouch(actorThing[actor], WRITE);
        }
    }

    // ---- steps

    private void openStep(int actor) {
        if (steps == actorOf.length) {
            actorOf = Arrays.copyOf(actorOf, 2 * steps);
            candidatesEnd = Arrays.copyOf(candidatesEnd, 2 * steps);
            touchesEnd = Arrays.copyOf(touchesEnd, 2 * steps);
            enablesEnd = Arrays.copyOf(enablesEnd, 2 * steps);
            choicesEnd = Arrays.copyOf(choicesEnd, 2 * steps);
            thingsBefore = Arrays.copyOf(thingsBefore, 2 * steps);
            fingerprints = Arrays.copyOf(fingerprints, 2 * steps);
        }
        if (candidateCount + offers > candidates.length) {
            candidates = Arrays.copyOf(candidates, 2 * (candidateCount + offers));
        }
        for (int i = 0; i < offers; i++) {
            candidates[candidateCount++] = offered[2 * i];
        }
        actorOf[steps] = actor;
        candidatesEnd[steps] = candidateCount;
        fingerprints[steps] = fingerprint;
        thingsBefore[steps] = things;
        actorSteps[actor]++;
        steps++;
        touchesInStep = 0;
        // Whoever makes an actor able to go on comes before what it then does.
        addTouch(actorThing[actor], WRITE);
    }

    /** The step before is over: what it touched is known. */
    private void closeStep() {
        if (steps == 0) {
            return;
        }
        int step = steps - 1;
        touchesEnd[step] = touchCount;
        enablesEnd[step] = enableCount;
        choicesEnd[step] = choiceCount;
        int actor = actorOf[step];
        long hash = mix(actorHash[actor] + 1);
        int from = touchesStart(step);
        for (int i = from; i < touchCount; i++) {
            int thing = touches[i] >>> 1;
            hash +=
                    mix(
                            (touches[i] & WRITE) == 0
                                    ? lastWrite[thing]
                                    : lastWrite[thing] ^ Long.rotateLeft(readsSince[thing], 17));
        }
        for (int i = step == 0 ? 0 : choicesEnd[step - 1]; i < choiceCount; i++) {
            hash = mix(hash ^ choices[i]);
        }
        hash = mix(hash);
        for (int i = from; i < touchCount; i++) {
            int thing = touches[i] >>> 1;
            if ((touches[i] & WRITE) == 0) {
                readsSince[thing] += hash;
            } else {
                lastWrite[thing] = hash;
                readsSince[thing] = 0;
            }
        }
        actorHash[actor] = hash;
        fingerprint += hash;
    }

    /** The run is over: takes its last step into account. */
    void close() {
        closeStep();
    }

    /** SplitMix64's finaliser. */
    static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    // ---- the step that is offered now, for choosers

    /** How many actors could take the next step. */
    int offers() {
        return offers;
    }

    /** The actor of an offer. */
    int offer(int place) {
        return offered[2 * place];
    }

    /** Local time of whoever would run for an offer, in cycles. */
    long timeOf(int place) {
        return times[place];
    }

    /** The place of an actor among the offers; {@link #NOBODY} if it could not take the step. */
    int placeOf(int actor) {
        for (int i = 0; i < offers; i++) {
            if (offered[2 * i] == actor) {
                return i;
            }
        }
        return NOBODY;
    }

    /** Who took the last step; {@link #NOBODY} before the first. */
    int lastActor() {
        return steps == 0 ? NOBODY : actorOf[steps - 1];
    }

    /** Hash of the partial order of all steps so far. */
    long fingerprint() {
        return fingerprint;
    }

    // ---- the run, while it goes on and when it is over

    int steps() {
        return steps;
    }

    int actors() {
        return actors;
    }

    String actorName(int actor) {
        return String.valueOf(actorNames[actor]);
    }

    /** The number among actors of whoever has that number at the simulation, or NOBODY. */
    int actorWithId(long id) {
        for (int i = 0; i < actors; i++) {
            if (actorIds[i] == id) {
                return i;
            }
        }
        return NOBODY;
    }

    /** The number that an actor has at the simulation. */
    long idOf(int actor) {
        return actorIds[actor];
    }

    /** Steps that an actor took. */
    int stepsOf(int actor) {
        return actorSteps[actor];
    }

    /** Who took a step, counted from 0. */
    int actorOf(int step) {
        return actorOf[step];
    }

    /** Hash of what was before a step. */
    long fingerprintBefore(int step) {
        return fingerprints[step];
    }

    int candidatesStart(int step) {
        return step == 0 ? 0 : candidatesEnd[step - 1];
    }

    int candidatesEnd(int step) {
        return candidatesEnd[step];
    }

    /** An actor that could take the step with whose bounds {@link #candidatesStart} says. */
    int candidate(int index) {
        return candidates[index];
    }

    boolean couldTake(int step, int actor) {
        for (int i = candidatesStart(step); i < candidatesEnd[step]; i++) {
            if (candidates[i] == actor) {
                return true;
            }
        }
        return false;
    }

    int touchesStart(int step) {
        return step == 0 ? 0 : touchesEnd[step - 1];
    }

    int touchesEnd(int step) {
        return touchesEnd[step];
    }

    /** A touch: twice the number of the thing, plus 1 if it changes it. */
    int touch(int index) {
        return touches[index];
    }

    /** How many things had been touched before a step, and were numbered so. */
    int thingsBefore(int step) {
        return thingsBefore[step];
    }

    int things() {
        return things;
    }

    /** Whether a step made an actor able to take its next one. */
    boolean enables(int step, int actor) {
        for (int i = step == 0 ? 0 : enablesEnd[step - 1]; i < enablesEnd[step]; i++) {
            if (enables[i] == actor) {
                return true;
            }
        }
        return false;
    }

    int choicesStart(int step) {
        return step == 0 ? 0 : choicesEnd[step - 1];
    }

    int choicesEnd(int step) {
        return choicesEnd[step];
    }

    /** How many choices were made within steps so far. */
    int choiceCount() {
        return choiceCount;
    }

    int choice(int index) {
        return choices[index];
    }

    int choiceSize(int index) {
        return choiceSizes[index];
    }

    /** Whether the chooser or the step limit stopped the run. */
    boolean wasCutOff() {
        return cutOff;
    }

    /** Whether steps were taken for long without anything coming to its end. */
    boolean isLivelocked() {
        return stuck;
    }

    boolean reachedLimit() {
        return cutOff && steps >= stepLimit;
    }

    /** What a step did, in words; only of a run that was told. */
    List<String> words(int step) {
        return step < words.size() ? List.copyOf(words.get(step)) : List.of();
    }

    /** The schedule so far in the form of a token. */
    List<ReplayToken.Run> runs() {
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
    int preemptions() {
        int count = 0;
        for (int step = 1; step < steps; step++) {
            count += isPreemption(step) ? 1 : 0;
        }
        return count;
    }

    boolean isPreemption(int step) {
        return step > 0 && actorOf[step] != actorOf[step - 1] && couldTake(step, actorOf[step - 1]);
    }
}
