package dev.fuselage.scenarios.explore;

import dev.fuselage.machine.time.SimulationRandom;

/** Any actor with equal chances, or with chances as large as what it has left to do. */
final class RandomSampler implements SamplingSearch.Sampler {
    private final boolean weighted;
    private SimulationRandom random = new SimulationRandom(0);
    private int[] expected = {};

    /** {@code weighted}: by the steps that each actor took in the first schedule and has left. */
    RandomSampler(boolean weighted) {
        this.weighted = weighted;
    }

    @Override
    public void begin(SimulationRandom source) {
        random = source;
    }

    @Override
    public String word() {
        return weighted ? "weighted" : "random";
    }

    @Override
    public void learn(Course course) {
        expected = new int[course.actors()];
        for (int actor = 0; actor < expected.length; actor++) {
            expected[actor] = course.stepsOf(actor);
        }
    }

    @Override
    public int next(Course course) {
        if (!weighted || course.offers() == 1) {
            return choose(course, course.offers());
        }
        int sum = 0;
        for (int place = 0; place < course.offers(); place++) {
            sum += weight(course, course.offer(place));
        }
        int left = (int) random.nextLong(sum);
        int place = 0;
        left -= weight(course, course.offer(0));
        while (left >= 0) {
            place++;
            left -= weight(course, course.offer(place));
        }
        return place;
    }

    private int weight(Course course, int actor) {
        int left = actor < expected.length ? expected[actor] - course.stepsOf(actor) : 1;
        return Math.max(left, 1);
    }

    @Override
    public int choose(Course course, int count) {
        return count == 1 ? 0 : (int) random.nextLong(count);
    }
}
