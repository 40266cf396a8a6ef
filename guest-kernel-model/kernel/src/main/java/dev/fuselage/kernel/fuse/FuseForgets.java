package dev.fuselage.kernel.fuse;

import java.util.Arrays;

/** FORGETs that wait to be read, oldest first ({@code fiq->forget_list_head}). */
final class FuseForgets {
    private long[] nodeids = new long[16];
    private long[] nlookups = new long[16];
    private int head;
    private int size;

    void add(long nodeid, long nlookup) {
        if (size == nodeids.length) {
            grow();
        }
        int at = (head + size) % nodeids.length;
        nodeids[at] = nodeid;
        nlookups[at] = nlookup;
        size++;
    }

    private void grow() {
        int room = nodeids.length;
        long[] newNodeids = Arrays.copyOfRange(nodeids, head, head + 2 * room);
        long[] newNlookups = Arrays.copyOfRange(nlookups, head, head + 2 * room);
        System.arraycopy(nodeids, 0, newNodeids, room - head, head);
        System.arraycopy(nlookups, 0, newNlookups, room - head, head);
        nodeids = newNodeids;
        nlookups = newNlookups;
        head = 0;
    }

    int size() {
        return size;
    }

    /** Node of the one at a place, 0 for the oldest. */
    long nodeid(int place) {
        return nodeids[(head + place) % nodeids.length];
    }

    /** References given back by the one at a place. */
    long nlookup(int place) {
        return nlookups[(head + place) % nodeids.length];
    }

    /** Drops the oldest ones. */
    void drop(int count) {
        head = (head + count) % nodeids.length;
        size -= count;
    }
}
