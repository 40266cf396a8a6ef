package dev.fuselage.scenarios.explore;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an actor's next step touches, in all the ways that it can be taken.
 *
 * <p>Things are numbered in the order in which a run touches them first. Those which the step would
 * be the first to touch may have other numbers in another run, so they count as one.
 *
 * @param touches of known things, as {@link Course#touch} gives them
 * @param things how many things are known before the step
 * @param looksAtNew whether it looks at a thing that is not
 * @param changesNew whether it changes one
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared and never handed out.
record Footprint(int[] touches, int things, boolean looksAtNew, boolean changesNew) {
    /** Of a step of the last run, together with what is known of it from other runs. */
    static Footprint of(Course course, int step, @Nullable Footprint known) {
        int from = course.touchesStart(step);
        int to = course.touchesEnd(step);
        int things = course.thingsBefore(step);
        int count = known == null ? 0 : known.touches.length;
        int[] all =
                known == null
                        ? new int[to - from]
                        : Arrays.copyOf(known.touches, count + to - from);
        boolean looks = known != null && known.looksAtNew;
        boolean changes = known != null && known.changesNew;
        for (int i = from; i < to; i++) {
            int touch = course.touch(i);
            if (touch >>> 1 < things) {
                all[count++] = touch;
            } else if ((touch & 1) == 0) {
                looks = true;
            } else {
                changes = true;
            }
        }
        return new Footprint(Arrays.copyOf(all, count), things, looks, changes);
    }

    /** Whether a step touches something of it, and one of the two changes that. */
    boolean meets(Course course, int step) {
        for (int i = course.touchesStart(step); i < course.touchesEnd(step); i++) {
            int other = course.touch(i);
            if (other >>> 1 >= things ? meetsNew(other) : meetsKnown(other)) {
                return true;
            }
        }
        return false;
    }

    private boolean meetsNew(int other) {
        return changesNew || (looksAtNew && (other & 1) != 0);
    }

    private boolean meetsKnown(int other) {
        for (int touch : touches) {
            if (touch >>> 1 == other >>> 1 && ((touch | other) & 1) != 0) {
                return true;
            }
        }
        return false;
    }
}
