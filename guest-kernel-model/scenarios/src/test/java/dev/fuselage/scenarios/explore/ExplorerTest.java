package dev.fuselage.scenarios.explore;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.machine.time.SimulationRandom;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.catalogue.AsyncReplyPageLock;
import dev.fuselage.scenarios.example.TwoMutexes;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.outcome.Search;
import dev.fuselage.scenarios.outcome.Search.Find;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ExplorerTest {
    private static final TwoMutexes SCENARIO = new TwoMutexes();

    private static Outcome explore(Plan plan) {
        return Explorer.explore(plan, count -> {});
    }

    @Test
    void aLockInversionNeedsOnePreemption() {
        Outcome outcome = explore(Plan.of(SCENARIO, Variant.BUGGY));
        assertThat(outcome.verdict()).isEqualTo(Verdict.DEADLOCK);
        assertThat(outcome.met()).isTrue();
        Counterexample found = requireNonNull(outcome.counterexample());
        assertThat(found.preemptions()).isEqualTo(1);
    }

    @Test
    void aFindOfTheSamplesSaysHowToFindItAgain() {
        Search search = explore(Plan.of(SCENARIO, Variant.BUGGY)).search();
        Find find = requireNonNull(search.find());
        assertThat(search.strategy()).isEqualTo("bounded");
        assertThat(search.preemptionBound())
                .as("nothing was searched within a bound")
                .isEqualTo(-1);
        assertThat(find.strategy()).isEqualTo("random");
        Plan random =
                Plan.of(SCENARIO, Variant.BUGGY)
                        .with(new Strategy.Random(requireNonNull(find.seed())));
        Outcome before =
                explore(random.with(Budget.unlimited().withSchedules(find.schedule() - 1)));
        assertThat(before.verdict()).isEqualTo(Verdict.PASSED_SAMPLED);
        assertThat(before.search().find()).isNull();
        Outcome again = explore(random.with(Budget.unlimited().withSchedules(find.schedule())));
        assertThat(again.verdict()).isEqualTo(Verdict.DEADLOCK);
        assertThat(again.search().find()).isEqualTo(find);
    }

    @Test
    void aFindOfASystematicSearchIsItsLastSchedule() {
        Outcome outcome = explore(Plan.of(SCENARIO, Variant.BUGGY).with(new Strategy.Exhaustive()));
        assertThat(outcome.search().find())
                .isEqualTo(new Find("exhaustive", -1, 0, null, outcome.search().schedules()));
    }

    @Test
    void theFixedOrderIsProved() {
        for (Strategy strategy :
                new Strategy[] {new Strategy.Bounded(2), new Strategy.Exhaustive()}) {
            Outcome outcome = explore(Plan.of(SCENARIO, Variant.FIXED).with(strategy));
            assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED_EXHAUSTIVE);
            assertThat(outcome.met()).isTrue();
        }
    }

    @Test
    void aCircleIsNoticedInTheStepThatClosesItAlsoWhenTheServerTakesThat() {
        Set<String> closers = new TreeSet<>();
        Plan plan = Plan.of(new AsyncReplyPageLock(), Variant.BUGGY);
        try (Runs runs = new Runs(plan, count -> {}, () -> 0)) {
            for (int seed = 1; seed <= 40; seed++) {
                RandomSampler sampler = new RandomSampler(false);
                sampler.begin(new SimulationRandom(seed));
                if (runs.run(sampler) == GuestRun.End.DEADLOCK) {
                    Course course = runs.course();
                    closers.add(course.actorName(course.lastActor()).replaceAll(" .*", ""));
                }
            }
        }
        // The page's lock and its writing are waited for before the reply is in the ring, or after.
        assertThat(closers)
                .containsExactly("guest.virtiofs.myfs.requests", "kworker/0:0", "reader");
    }
}
