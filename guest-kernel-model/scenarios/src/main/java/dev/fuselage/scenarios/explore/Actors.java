package dev.fuselage.scenarios.explore;

import dev.fuselage.kernel.task.Task;
import dev.fuselage.machine.time.Turns;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The actors of one run, numbered in the order in which they are first able to take a step, which
 * is the same in every run that was the same so far.
 */
final class Actors {
    private long[] ids = new long[16];
    private @Nullable Object[] names = new @Nullable Object[16];
    private int[] twins = new int[16];
    private long[] hashes = new long[16];
    private int[] steps = new int[16];
    private int[] things = new int[16];
    private int count;

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    /** The actor at a place of the turns, which gets a number when it is new. */
    int at(Turns turns, int place, Cast cast, PartialOrder order) {
        long id = turns.actor(place);
        int known = withId(id);
        if (known != Course.NOBODY) {
            return known;
        }
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
            names = Arrays.copyOf(names, 2 * count);
            twins = Arrays.copyOf(twins, 2 * count);
            hashes = Arrays.copyOf(hashes, 2 * count);
            steps = Arrays.copyOf(steps, 2 * count);
            things = Arrays.copyOf(things, 2 * count);
        }
        Object name = turns.name(place);
        ids[count] = id;
        names[count] = name;
        twins[count] = cast.groupOf(id);
        hashes[count] = PartialOrder.mix(cast.stable(id));
        steps[count] = 0;
        things[count] = name instanceof Task task ? order.number(task) : order.newThing();
        return count++;
    }

    /** The actor with that number at the simulation, or NOBODY. */
    int withId(long id) {
        for (int i = 0; i < count; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        return Course.NOBODY;
    }

    /** The number that an actor has at the simulation. */
    long id(int actor) {
        return ids[actor];
    }

    String name(int actor) {
        return String.valueOf(names[actor]);
    }

    /** Whether two have not begun and would do the same. */
    boolean areTwins(int actor, int other) {
        return twins[actor] != Cast.SINGLE
                && twins[actor] == twins[other]
                && steps[actor] == 0
                && steps[other] == 0;
    }

    /** The thing that stands for what an actor does next. */
    int thing(int actor) {
        return things[actor];
    }

    /** Steps that an actor took. */
    int steps(int actor) {
        return steps[actor];
    }

    void countStep(int actor) {
        steps[actor]++;
    }

    /** Hash of what comes before an actor's next step. */
    long hash(int actor) {
        return hashes[actor];
    }

    void setHash(int actor, long hash) {
        hashes[actor] = hash;
    }
}
