package dev.fuselage.scenarios.explore;

import dev.fuselage.machine.time.SimulationRandom;
import java.util.Arrays;

/**
 * Probabilistic concurrency testing: each actor has a random priority, the highest that can goes
 * on, and at {@code depth - 1} random steps whoever would go on falls below all others. Only steps
 * at which there was a choice are counted.
 */
final class PctSampler implements SamplingSearch.Sampler {
    private static final int FEWEST_CHOICES = 8;

    private final int changes;
    private SimulationRandom random = new SimulationRandom(0);
    private long[] priorities = {};
    private long[] changeAt = {};
    private int expectedChoices = FEWEST_CHOICES;
    private int choices;
    private long lowest;

    /**
     * @param depth from 1
     */
    PctSampler(int depth) {
        this.changes = depth - 1;
    }

    @Override
    public void begin(SimulationRandom source) {
        random = source;
        priorities = new long[] {};
        choices = 0;
        lowest = 0;
        changeAt = new long[changes];
        for (int i = 0; i < changes; i++) {
            changeAt[i] = random.nextLong(expectedChoices);
        }
    }

    @Override
    public String word() {
        return "pct";
    }

    @Override
    public int depth() {
        return changes + 1;
    }

    @Override
    public void learn(Course course) {
        int branching = 0;
        for (int step = 0; step < course.steps(); step++) {
            branching += course.candidatesEnd(step) - course.candidatesStart(step) > 1 ? 1 : 0;
        }
        expectedChoices = Math.max(branching, FEWEST_CHOICES);
    }

    @Override
    public int next(Course course) {
        if (course.offers() == 1) {
            return 0;
        }
        int best = highest(course);
        for (long change : changeAt) {
            if (change == choices) {
                lowest--;
                priorities[course.offer(best)] = lowest;
                best = highest(course);
            }
        }
        choices++;
        return best;
    }

    private int highest(Course course) {
        int best = 0;
        for (int place = 0; place < course.offers(); place++) {
            if (priority(course.offer(place)) > priority(course.offer(best))) {
                best = place;
            }
        }
        return best;
    }

    private long priority(int actor) {
        int known = priorities.length;
        if (actor >= known) {
            priorities = Arrays.copyOf(priorities, actor + 1);
            for (int i = known; i <= actor; i++) {
                priorities[i] = 1 + random.nextLong(1L << 40);
            }
        }
        return priorities[actor];
    }

    @Override
    public int choose(Course course, int count) {
        return count == 1 ? 0 : (int) random.nextLong(count);
    }
}
