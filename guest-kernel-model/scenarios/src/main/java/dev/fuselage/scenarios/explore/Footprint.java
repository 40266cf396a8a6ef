package dev.fuselage.scenarios.explore;

import org.jspecify.annotations.Nullable;

/**
 * What an actor's next step touches, in all the ways that it can be taken.
 *
 * @param touches as {@link Course#touch} gives them
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared and never handed out.
record Footprint(int[] touches) {
    /** Of a step of the last run, together with what is known of it from other runs. */
    static Footprint of(Course course, int step, @Nullable Footprint known) {
        int from = course.touchesStart(step);
        int count = course.touchesEnd(step) - from;
        int start = known == null ? 0 : known.touches.length;
        int[] all = new int[start + count];
        if (known != null) {
            System.arraycopy(known.touches, 0, all, 0, start);
        }
        for (int i = 0; i < count; i++) {
            all[start + i] = course.touch(from + i);
        }
        return new Footprint(all);
    }

    /** Whether a step touches something of it, and one of the two changes that. */
    boolean meets(Course course, int step) {
        for (int i = course.touchesStart(step); i < course.touchesEnd(step); i++) {
            int other = course.touch(i);
            for (int touch : touches) {
                if (touch >>> 1 == other >>> 1 && ((touch | other) & 1) != 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
