package dev.fuselage.scenarios.explore;

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
 * One run of a guest as it unfolds: offers each step to a {@link Chooser} and keeps the books,
 * which are the {@link Ledger} of steps, the {@link Actors} and the {@link PartialOrder}.
 *
 * <p>Kept from run to run, and allocates nothing once it has grown; words are kept only while
 * {@link #setTold} says so.
 */
final class Course extends Ledger implements Exploration {
    /** Nobody. */
    static final int NOBODY = -1;

    /** Steps without anything coming to its end after which a run gets nowhere. */
    static final int LIVELOCK_STEPS = 2_000;

    /** Touches of a step that does not end. */
    private static final int MOST_TOUCHES = 1 << 20;

    private static final int PROGRESS_MASK = 0xff;

    private final Actors actors = new Actors();
    private final PartialOrder order = new PartialOrder();
    private Chooser chooser;
    private Cast cast = new Cast(0);
    private int stepLimit = Integer.MAX_VALUE;
    private LongSupplier progressOf = () -> 0;
    private long progressSeen;
    private int progressAt;
    private boolean stuck;
    private Runnable afterServing = () -> {};
    private boolean serves;
    private boolean cutOff;
    private boolean ended;

    /** Touches in this step, of the same thing too. */
    private int touchesInStep;

    // ---- the step that is offered now

    private int[] offered = new int[2 * 16];
    private long[] times = new long[16];
    private int offers;

    // ---- words

    private final List<List<String>> words = new ArrayList<>();
    private boolean told;
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

    /**
     * A new run.
     *
     * @param served called after each step in which the device takes a request or answers one
     */
    void begin(Cast tasks, int mostSteps, LongSupplier progress, Runnable served) {
        afterServing = served;
        serves = false;
        clear();
        actors.clear();
        order.begin();
        cast = tasks;
        stepLimit = mostSteps;
        progressOf = progress;
        progressSeen = progress.getAsLong();
        progressAt = 0;
        stuck = false;
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
        close();
        if (ended) {
            return STOP;
        }
        if (steps() >= stepLimit) {
            cutOff = true;
            return STOP;
        }
        if ((steps() & PROGRESS_MASK) == 0 && getsNowhere()) {
            return STOP;
        }
        offer(turns);
        int chosen = chooser.next(this);
        if (chosen == NOBODY) {
            cutOff = true;
            return STOP;
        }
        openStep(offer(chosen));
        return offered[2 * chosen + 1];
    }

    private boolean getsNowhere() {
        long seen = progressOf.getAsLong();
        if (seen != progressSeen) {
            progressSeen = seen;
            progressAt = steps();
        }
        stuck = steps() - progressAt >= LIVELOCK_STEPS;
        return stuck;
    }

    private void offer(Turns turns) {
        offers = 0;
        for (int place = 0; place < turns.size(); place++) {
            int actor = actors.at(turns, place, cast, order);
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
    }

    /** Of twins that have not begun, only the first is offered: the others would do the same. */
    private boolean isFirstOfItsTwins(int actor) {
        for (int i = 0; i < offers; i++) {
            if (actors.areTwins(actor, offered[2 * i])) {
                return false;
            }
        }
        return true;
    }

    private void openStep(int actor) {
        for (int i = 0; i < offers; i++) {
            addCandidate(offered[2 * i]);
        }
        open(actor, order.things(), order.fingerprint());
        actors.countStep(actor);
        touchesInStep = 0;
        // Whoever makes an actor able to go on comes before what it then does.
        touch(actors.thing(actor), WRITE);
    }

    /** The last step is over: what it touched is known. */
    void close() {
        if (steps() > 0) {
            closeLast();
            int actor = lastActor();
            actors.setHash(actor, order.add(this, actors.hash(actor)));
            if (serves) {
                serves = false;
                afterServing.run();
            }
        }
    }

    @Override
    public int choose(Kind kind, int count) {
        int chosen = chooser.choose(this, count);
        addChoice(chosen, count);
        return chosen;
    }

    @Override
    public void touched(Shared shared, Operation operation, Object detail) {
        if (steps() == 0) {
            return;
        }
        touch(order.number(shared), operation == Operation.READ ? 0 : WRITE);
        serves |= operation == Operation.TAKE || operation == Operation.PUSH;
        if (told) {
            tell(shared, operation, detail);
        }
    }

    private void touch(int thing, int write) {
        if (++touchesInStep > MOST_TOUCHES) {
            throw new StepTooLong(actorName(lastActor()) + " does not come to the end of a step");
        }
        order.touch(this, thing, write);
    }

    @Override
    public void enabled(long id) {
        int actor = steps() == 0 ? NOBODY : actors.withId(id);
        if (actor != NOBODY) {
            addEnabled(actor);
            touch(actors.thing(actor), WRITE);
        }
    }

    // ---- words

    @SuppressWarnings("ReferenceEquality") // The thing itself stands for no detail.
    private void tell(Shared shared, Operation operation, Object detail) {
        if (isWorthTelling(shared, operation)) {
            while (words.size() < steps()) {
                words.add(new ArrayList<>());
            }
            String what = detail == shared ? shared.describe() : detail.toString();
            words.getLast().add(operation.word() + " " + what);
        }
        StepListener hears = listener;
        if (hears != null) {
            hears.done(steps(), lastActor(), shared, operation);
        }
    }

    /** Spin locks are taken everywhere and held over no choice. */
    private static boolean isWorthTelling(Shared shared, Operation operation) {
        return operation != Operation.READ
                && operation != Operation.CHANGE
                && !(shared instanceof SpinLock);
    }

    /** What a step did, in words; only of a run that was told. */
    List<String> words(int step) {
        return step < words.size() ? List.copyOf(words.get(step)) : List.of();
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
        return steps() == 0 ? NOBODY : actorOf(steps() - 1);
    }

    /** Hash of the partial order of all steps so far. */
    long fingerprint() {
        return order.fingerprint();
    }

    // ---- the run, while it goes on and when it is over

    int actors() {
        return actors.count();
    }

    String actorName(int actor) {
        return actors.name(actor);
    }

    /** The number among actors of whoever has that number at the simulation, or NOBODY. */
    int actorWithId(long id) {
        return actors.withId(id);
    }

    /** The number that an actor has at the simulation. */
    long idOf(int actor) {
        return actors.id(actor);
    }

    /** Steps that an actor took. */
    int stepsOf(int actor) {
        return actors.steps(actor);
    }

    /** How many things were touched. */
    int things() {
        return order.things();
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
        return cutOff && steps() >= stepLimit;
    }
}
