package dev.fuselage.scenarios.explore;

import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.Often;
import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.explore.GuestRun.End;
import dev.fuselage.scenarios.explore.SearchMethod.Result;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.outcome.Search;
import dev.fuselage.scenarios.outcome.Search.Find;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Explores a scenario: the way in for the command line, for tests and for users' own code. */
public final class Explorer {
    /** Of the samples before a systematic search, which has no seed of its own. */
    private static final long SAMPLES_SEED = 1;

    private static final int SAMPLES_DEPTH = 2;

    /** Samples of each kind that are tried first. */
    private static final long SAMPLES = 100;

    /** Some ten seconds. */
    private static final long EXHAUSTIVE_EFFORT = 20_000_000;

    /** Some seconds. */
    private static final long BOUNDED_EFFORT = 3_000_000;

    private final Plan plan;
    private final Runs runs;
    private final Witness witness;
    private final SearchMethod method;

    private @Nullable End foundEnd;
    private String foundSignature = "";
    private List<ReplayToken.Run> foundSchedule = List.of();
    private @Nullable Find found;
    private boolean stalled;

    private Explorer(Plan plan, Runs runs) {
        this.plan = plan;
        this.runs = runs;
        this.witness = new Witness(runs);
        this.method = method(plan, runs);
    }

    /** Carries a plan out that has no limit on time, and does not take it. */
    public static Outcome explore(Plan plan, LongConsumer progress) {
        return explore(plan, progress, () -> 0);
    }

    /**
     * Carries a plan out.
     *
     * @param progress told now and then how many schedules have been run; called on this thread
     * @param clock host time in nanoseconds, for the budget and the account; nothing else looks at
     *     it
     * @throws ReplayDiverged when a schedule cannot be run again
     */
    public static Outcome explore(Plan plan, LongConsumer progress, LongSupplier clock) {
        try (Runs runs = new Runs(plan, progress, clock)) {
            try {
                return new Explorer(plan, runs).explore();
            } catch (ReplayDiverged diverged) {
                if (!runs.reuses()) {
                    throw diverged;
                }
            }
        }
        // The scenario leaves its guest otherwise than it found it, and not only the first time.
        try (Runs runs = new Runs(plan, progress, clock)) {
            runs.stopReuse();
            return new Explorer(plan, runs).explore();
        }
    }

    private static SearchMethod method(Plan plan, Runs runs) {
        return switch (plan.strategy()) {
            case Strategy.Clock() -> {
                runs.setCosts(CostProfile.standard());
                yield new OneRun(runs, new ClockChooser(), "clock");
            }
            case Strategy.Replay(ReplayToken token) ->
                    new OneRun(runs, new GuidedChooser(token.runs(), true), "replay");
            case Strategy.Random(long seed) ->
                    new SamplingSearch(runs, seed, new RandomSampler(false));
            case Strategy.Weighted(long seed) ->
                    new SamplingSearch(runs, seed, new RandomSampler(true));
            case Strategy.Pct(int depth, long seed) ->
                    new SamplingSearch(runs, seed, new PctSampler(depth));
            case Strategy.Bounded(int most) -> new BoundedSearch(runs, most);
            case Strategy.Exhaustive() -> new DporSearch(runs);
            case Strategy.Standard() ->
                    new Portfolio(
                            standard(plan, runs),
                            new BoundedSearch(runs, Strategy.Bounded.STANDARD, BOUNDED_EFFORT));
        };
    }

    /**
     * What comes before the search by the number of preemptions. Parts of different searches make
     * no whole, so shards have nothing before it that some might complete and others not.
     */
    private static List<SearchMethod> standard(Plan plan, Runs runs) {
        if (plan.expectation().often() == Often.SOMETIMES) {
            return List.of(
                    samples(runs, new RandomSampler(false)),
                    samples(runs, new PctSampler(SAMPLES_DEPTH)));
        }
        return plan.shard().equals(Shard.WHOLE)
                ? List.of(new DporSearch(runs, EXHAUSTIVE_EFFORT))
                : List.of();
    }

    private static SearchMethod samples(Runs runs, SamplingSearch.Sampler sampler) {
        return new SamplingSearch(runs, SAMPLES_SEED, sampler, SAMPLES);
    }

    private Outcome explore() {
        Result result = method.search(this::settles);
        Search search = account(result);
        End end = foundEnd;
        Counterexample counterexample = end == null ? null : counterexample(end);
        boolean open = result == Result.OUT_OF_BUDGET || stalled;
        return new Outcome(
                plan.scenario(),
                plan.variant(),
                plan.parameters(),
                plan.expectation(),
                verdict(result, end),
                isMet(result, end),
                end == null && open && !isMet(result, end),
                search,
                counterexample,
                plan.predict() ? Foresight.of(runs) : List.of());
    }

    // ---- what settles the question

    /** Looks at a run that is over; whether the search may end. */
    private boolean settles(End end) {
        if (end == End.STALLED) {
            stalled = true;
        }
        if (plan.timesEach() > 1 && end != End.ABANDONED) {
            repeat(end);
        }
        Expectation expectation = plan.expectation();
        if (expectation.often() != Often.ALWAYS) {
            return end.isFailure() && keep(end);
        }
        if (end == End.PASSED) {
            // The one that gets through is what violates the expectation; it has no counterexample.
            foundEnd = null;
            found = null;
            foundSchedule = List.of();
            return true;
        }
        if (!end.isFailure()) {
            return false;
        }
        String signature = witness.signature(end);
        boolean asExpected = matches(end, signature);
        if (!asExpected || foundEnd == null) {
            boolean _ = keep(end);
        }
        return !asExpected;
    }

    private boolean keep(End end) {
        foundEnd = end;
        foundSignature = witness.signature(end);
        foundSchedule = runs.course().runs();
        found = method.find();
        return true;
    }

    private boolean matches(End end, String signature) {
        Expectation expectation = plan.expectation();
        String expected = expectation.signature();
        boolean kind =
                end.verdict() == expectation.what().verdict()
                        && (end != End.MISBEHAVIOUR
                                || signature.startsWith(expectation.what().word()));
        return kind && (expected == null || expected.equals(signature));
    }

    /** Runs the same schedule again and compares. */
    private void repeat(End end) {
        Course course = runs.course();
        List<ReplayToken.Run> schedule = course.runs();
        long fingerprint = course.fingerprint();
        for (int i = 1; i < plan.timesEach(); i++) {
            End again = runs.runOnce(new GuidedChooser(schedule, true));
            if (again != end || course.fingerprint() != fingerprint) {
                throw new ReplayDiverged(
                        "the guest is not deterministic: schedule %d ended as %s, then as %s"
                                .formatted(runs.schedules(), end, again));
            }
        }
    }

    // ---- the outcome

    private boolean isMet(Result result, @Nullable End end) {
        boolean whole = result == Result.COMPLETE || result == Result.SAMPLED;
        return switch (plan.expectation().often()) {
            case NEVER -> end == null && whole && !stalled;
            case SOMETIMES -> end != null && matches(end, foundSignature);
            case ALWAYS -> end != null && whole && !stalled && matches(end, foundSignature);
        };
    }

    private Verdict verdict(Result result, @Nullable End end) {
        if (end != null) {
            return end.verdict();
        }
        if (stalled) {
            return Verdict.STALL_IN_BOUND;
        }
        return result == Result.COMPLETE ? Verdict.PASSED_EXHAUSTIVE : Verdict.PASSED_SAMPLED;
    }

    private Search account(Result result) {
        Long seed =
                switch (plan.strategy()) {
                    case Strategy.Random(long value) -> value;
                    case Strategy.Weighted(long value) -> value;
                    case Strategy.Pct(int _, long value) -> value;
                    case Strategy.Standard _,
                            Strategy.Clock _,
                            Strategy.Replay _,
                            Strategy.Bounded _,
                            Strategy.Exhaustive _ ->
                            null;
                };
        return new Search(
                method.word(),
                method.preemptionBound(),
                plan.budget().steps(),
                plan.strategy() instanceof Strategy.Pct(int depth, long _) ? depth : 0,
                seed,
                runs.schedules(),
                runs.distinct(),
                method.states(),
                runs.steps(),
                result == Result.COMPLETE && !stalled,
                method.collisionOdds(),
                runs.nanos(),
                found);
    }

    private Counterexample counterexample(End end) {
        List<ReplayToken.Run> schedule = foundSchedule;
        boolean chosen =
                !(plan.strategy() instanceof Strategy.Replay
                        || plan.strategy() instanceof Strategy.Clock);
        if (plan.minimise() && chosen) {
            End _ = runs.runOnce(new GuidedChooser(schedule, true));
            schedule = new Minimiser(runs, witness, end, foundSignature).minimise();
        }
        return witness.tell(schedule, end);
    }
}
