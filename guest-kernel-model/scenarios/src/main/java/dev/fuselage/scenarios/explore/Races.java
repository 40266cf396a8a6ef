package dev.fuselage.scenarios.explore;

import java.util.Arrays;

/**
 * Finds the races of a run: pairs of steps of two actors that depend on each other directly and
 * could have come in the other order.
 *
 * <p>What happens before what is kept in vector clocks: for each step, the last step of each actor
 * that comes before it.
 */
final class Races {
    private static final int NONE = -1;

    private int actors;
    private int[] clocks = {};
    private int[] lastWriter = {};

    /** The last reader of a thing by actor, since its last writer. */
    private int[] lastReaders = {};

    private int[] lastStep = {};
    private int[] rivals = new int[64];
    private int rivalCount;

    /** Takes in races. */
    @FunctionalInterface
    interface Found {
        /**
         * A later step races with the step {@code step}.
         *
         * @param initials actors, as bits, one of which is to be tried in its place
         */
        void race(int step, long initials);
    }

    /** Goes through a run that is over. */
    void analyse(Course course, Found found) {
        actors = course.actors();
        int steps = course.steps();
        clocks = room(clocks, steps * actors);
        lastWriter = filled(lastWriter, course.things());
        lastReaders = filled(lastReaders, course.things() * actors);
        lastStep = filled(lastStep, actors);
        for (int step = 0; step < steps; step++) {
            int actor = course.actorOf(step);
            int mine = step * actors;
            int before = lastStep[actor];
            if (before == NONE) {
                Arrays.fill(clocks, mine, mine + actors, NONE);
            } else {
                System.arraycopy(clocks, before * actors, clocks, mine, actors);
            }
            collectRivals(course, step, actor);
            reportRivals(course, step, actor, before, found);
            for (int i = 0; i < rivalCount; i++) {
                join(mine, rivals[i]);
            }
            clocks[mine + actor] = step;
            note(course, step, actor);
            lastStep[actor] = step;
        }
    }

    private static int[] room(int[] array, int size) {
        return array.length >= size ? array : new int[2 * size];
    }

    private static int[] filled(int[] array, int size) {
        int[] enough = room(array, size);
        Arrays.fill(enough, 0, size, NONE);
        return enough;
    }

    /** Steps of others that this one depends on directly, each once. */
    private void collectRivals(Course course, int step, int actor) {
        rivalCount = 0;
        for (int i = course.touchesStart(step); i < course.touchesEnd(step); i++) {
            int touch = course.touch(i);
            int thing = touch >>> 1;
            addRival(course, lastWriter[thing], actor);
            if ((touch & 1) != 0) {
                for (int reader = 0; reader < actors; reader++) {
                    addRival(course, lastReaders[thing * actors + reader], actor);
                }
            }
        }
    }

    private void addRival(Course course, int step, int actor) {
        if (step == NONE || course.actorOf(step) == actor) {
            return;
        }
        for (int i = 0; i < rivalCount; i++) {
            if (rivals[i] == step) {
                return;
            }
        }
        if (rivalCount == rivals.length) {
            rivals = Arrays.copyOf(rivals, 2 * rivalCount);
        }
        rivals[rivalCount++] = step;
    }

    private void reportRivals(Course course, int step, int actor, int before, Found found) {
        for (int i = 0; i < rivalCount; i++) {
            int rival = rivals[i];
            // Who could have gone on already was not let go on.
            boolean enabling =
                    before < rival
                            && course.enables(rival, actor)
                            && !course.couldTake(rival, actor);
            if (!enabling && isDirect(course, rival, before)) {
                found.race(rival, initials(course, rival, step, actor));
            }
        }
    }

    /** Whether nothing stands between a rival and the step at hand. */
    private boolean isDirect(Course course, int rival, int before) {
        int actor = course.actorOf(rival);
        if (before != NONE && clocks[before * actors + actor] >= rival) {
            return false;
        }
        for (int i = 0; i < rivalCount; i++) {
            int other = rivals[i];
            if (other != rival && clocks[other * actors + actor] >= rival) {
                return false;
            }
        }
        return true;
    }

    /**
     * Actors that could be the first, in place of {@code rival}, of the steps behind it that do not
     * depend on it, followed by {@code step}.
     */
    private long initials(Course course, int rival, int step, int actor) {
        int rivalActor = course.actorOf(rival);
        long seen = 0;
        long initials = 0;
        for (int k = rival + 1; k < step; k++) {
            int who = course.actorOf(k);
            if (clocks[k * actors + rivalActor] >= rival || (seen >>> who & 1) != 0) {
                continue;
            }
            seen |= 1L << who;
            if (isFirst(course, rival, k, k * actors)) {
                initials |= 1L << who;
            }
        }
        if ((seen >>> actor & 1) == 0 && isStepFirst(course, rival, step)) {
            initials |= 1L << actor;
        }
        return initials;
    }

    /** Whether no step between the rival and {@code k} that is independent of it comes before k. */
    private boolean isFirst(Course course, int rival, int k, int clock) {
        int rivalActor = course.actorOf(rival);
        for (int m = rival + 1; m < k; m++) {
            boolean independent = clocks[m * actors + rivalActor] < rival;
            if (independent && clocks[clock + course.actorOf(m)] >= m) {
                return false;
            }
        }
        return true;
    }

    /** The same for the racing step itself, whose clock is not complete yet. */
    private boolean isStepFirst(Course course, int rival, int step) {
        int rivalActor = course.actorOf(rival);
        for (int m = rival + 1; m < step; m++) {
            if (clocks[m * actors + rivalActor] >= rival) {
                continue;
            }
            int who = course.actorOf(m);
            if (clocks[step * actors + who] >= m) {
                return false;
            }
            for (int i = 0; i < rivalCount; i++) {
                if (rivals[i] != rival && clocks[rivals[i] * actors + who] >= m) {
                    return false;
                }
            }
        }
        return true;
    }

    private void join(int mine, int step) {
        for (int i = 0; i < actors; i++) {
            clocks[mine + i] = Math.max(clocks[mine + i], clocks[step * actors + i]);
        }
    }

    private void note(Course course, int step, int actor) {
        for (int i = course.touchesStart(step); i < course.touchesEnd(step); i++) {
            int touch = course.touch(i);
            int thing = touch >>> 1;
            if ((touch & 1) == 0) {
                lastReaders[thing * actors + actor] = step;
            } else {
                lastWriter[thing] = step;
                Arrays.fill(lastReaders, thing * actors, (thing + 1) * actors, NONE);
            }
        }
    }
}
