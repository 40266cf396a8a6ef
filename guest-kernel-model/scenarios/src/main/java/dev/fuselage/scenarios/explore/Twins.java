package dev.fuselage.scenarios.explore;

import java.util.Arrays;

/** Which tasks differ in nothing, by process id. */
final class Twins {
    /** The group of whoever has no twin. */
    static final int SINGLE = 0;

    static final Twins NONE = new Twins();

    private long[] ids = {};
    private int[] groups = {};
    private int count;

    void add(long id, int group) {
        ids = Arrays.copyOf(ids, ids.length + 1);
        groups = Arrays.copyOf(groups, groups.length + 1);
        ids[ids.length - 1] = id;
        groups[groups.length - 1] = group;
    }

    /** A new group's number. */
    int newGroup() {
        return ++count;
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
