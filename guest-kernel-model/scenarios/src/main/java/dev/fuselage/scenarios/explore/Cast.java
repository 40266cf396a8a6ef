package dev.fuselage.scenarios.explore;

import java.util.Arrays;

/**
 * The tasks of one run: which differ in nothing, and from which process id on tasks are the run's
 * own.
 */
final class Cast {
    /** The group of whoever has no twin. */
    static final int SINGLE = 0;

    /** Numbers of a run's own tasks begin here: they must not depend on runs before. */
    private static final long FIRST_OWN = 1L << 30;

    private final int firstPid;
    private long[] ids = {};
    private int[] groups = {};

    /** Tasks with that process id and later ones are the run's own. */
    Cast(int firstPid) {
        this.firstPid = firstPid;
    }

    /** The number of an actor that is the same whatever ran on the guest before. */
    long stable(long id) {
        return id >= firstPid && id <= Integer.MAX_VALUE ? FIRST_OWN + id - firstPid : id;
    }

    /** Puts a task into a group; groups have numbers from 1. */
    void add(long id, int group) {
        ids = Arrays.copyOf(ids, ids.length + 1);
        groups = Arrays.copyOf(groups, groups.length + 1);
        ids[ids.length - 1] = id;
        groups[groups.length - 1] = group;
    }

    int groupOf(long id) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                return groups[i];
            }
        }
        return SINGLE;
    }
}
