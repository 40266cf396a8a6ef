package dev.fuselage.scenarios.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.machine.time.SimulationRandom;
import dev.fuselage.scenarios.Catalogue;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.explore.GuestRun.End;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the reductions rest on: steps that touch no common thing can be exchanged, and nothing else
 * of the run changes. A kernel, ring or server that does not tell of something it looks at or
 * changes is found here.
 */
class CommutationTest {
    private static final int SCHEDULES = 12;
    private static final int EXCHANGES = 8;

    static Stream<Arguments> variants() {
        return Catalogue.scenarios().stream()
                .flatMap(scenario ->
                        Stream.of(Variant.values())
                                .map(variant -> Arguments.of(scenario, variant)));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void neighbouringStepsThatTouchNothingInCommonCanBeExchanged(
            Scenario scenario, Variant variant) {
        try (Runs runs = new Runs(Plan.of(scenario, variant), count -> {}, () -> 0)) {
            for (int seed = 1; seed <= SCHEDULES; seed++) {
                RandomSampler sampler = new RandomSampler(false);
                sampler.begin(new SimulationRandom(seed));
                End end = runs.runOnce(sampler);
                Schedule schedule = Schedule.of(runs.course());
                long fingerprint = runs.course().fingerprint();
                SimulationRandom random = new SimulationRandom(PartialOrder.mix(seed));
                List<Integer> pairs = exchangeable(runs.course(), end);
                for (int i = 0; i < EXCHANGES && !pairs.isEmpty(); i++) {
                    Collections.swap(pairs, 0, (int) random.nextLong(pairs.size()));
                    int at = pairs.removeFirst();
                    String what =
                            "%s (%s), seed %d, steps %d and %d of %s and %s"
                                    .formatted(
                                            scenario.name(),
                                            variant,
                                            seed,
                                            at + 1,
                                            at + 2,
                                            schedule.ids.get(at),
                                            schedule.ids.get(at + 1));
                    Exchanged exchanged = new Exchanged(schedule, at, schedule.limits.get(at));
                    End other = runs.runOnce(exchanged);
                    if (exchanged.impossible) {
                        continue;
                    }
                    assertThat(exchanged.diverged).as(what).isEmpty();
                    assertThat(other).as(what).isEqualTo(end);
                    // What is wrong may be noticed a step earlier or later.
                    if (end == End.PASSED) {
                        assertThat(runs.course().fingerprint()).as(what).isEqualTo(fingerprint);
                    }
                }
            }
        }
    }

    /** First steps of pairs; the last step of a run that went wrong ends it, and is in none. */
    private static List<Integer> exchangeable(Course course, End end) {
        List<Integer> pairs = new ArrayList<>();
        int steps = end == End.PASSED ? course.steps() : course.steps() - 1;
        for (int step = 0; step + 1 < steps; step++) {
            int second = course.actorOf(step + 1);
            if (second != course.actorOf(step)
                    && course.couldTake(step, second)
                    && !course.enables(step, second)
                    && areIndependent(course, step, step + 1)) {
                pairs.add(step);
            }
        }
        return pairs;
    }

    private static boolean areIndependent(Course course, int step, int other) {
        for (int i = course.touchesStart(step); i < course.touchesEnd(step); i++) {
            for (int j = course.touchesStart(other); j < course.touchesEnd(other); j++) {
                int one = course.touch(i);
                int two = course.touch(j);
                if (one >>> 1 == two >>> 1 && ((one | two) & 1) != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The first step behind the next one that another actor takes, or that depends on this one. */
    private static int limit(Course course, int step) {
        int other = step + 1;
        while (other < course.steps()
                && course.actorOf(other) == course.actorOf(step + 1)
                && areIndependent(course, step, other)) {
            other++;
        }
        return other;
    }

    /** Who took each step, what was chosen within it, and how far it can be put off. */
    private record Schedule(List<Long> ids, List<List<Integer>> choices, List<Integer> limits) {
        static Schedule of(Course course) {
            List<Long> ids = new ArrayList<>();
            List<List<Integer>> choices = new ArrayList<>();
            List<Integer> limits = new ArrayList<>();
            for (int step = 0; step < course.steps(); step++) {
                ids.add(course.idOf(course.actorOf(step)));
                List<Integer> made = new ArrayList<>();
                for (int i = course.choicesStart(step); i < course.choicesEnd(step); i++) {
                    made.add(course.choice(i));
                }
                choices.add(made);
                limits.add(limit(course, step));
            }
            return new Schedule(ids, choices, limits);
        }
    }

    /**
     * A schedule with two neighbouring steps exchanged. Where the second one leaves the CPU with
     * preemption off, so that the first cannot follow it at once, all of that stretch goes first.
     */
    private static final class Exchanged implements Chooser {
        private final Schedule schedule;
        private final int at;

        /** How far what goes first may reach: there it meets the step that is put off. */
        private final int limit;

        private int last;
        private int taken;
        private int made;
        private boolean impossible;
        private String diverged = "";

        Exchanged(Schedule schedule, int at, int limit) {
            this.schedule = schedule;
            this.at = at;
            this.limit = limit;
            this.last = at + 1;
        }

        @Override
        public int next(Course course) {
            made = 0;
            int step = course.steps();
            if (step == last && place(course, at) == Course.NOBODY) {
                last++;
                impossible = last >= limit;
            }
            taken = step < at || step > last ? step : step == last ? at : step + 1;
            int place =
                    !impossible && taken < schedule.ids.size()
                            ? place(course, taken)
                            : Course.NOBODY;
            if (place == Course.NOBODY && !impossible) {
                diverged = "nobody to take step " + (step + 1);
            }
            return place;
        }

        private int place(Course course, int source) {
            return course.placeOf(course.actorWithId(schedule.ids.get(source)));
        }

        @Override
        public int choose(Course course, int count) {
            List<Integer> choices = schedule.choices.get(taken);
            if (made >= choices.size() || choices.get(made) >= count) {
                diverged = "another choice in step " + course.steps();
                return 0;
            }
            return choices.get(made++);
        }
    }
}
