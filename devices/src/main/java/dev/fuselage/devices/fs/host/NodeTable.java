package dev.fuselage.devices.fs.host;

import org.jspecify.annotations.Nullable;

/**
 * The nodes by identity: one for each inode of each mount, so that hard links lead to one node. A
 * hash table chained through the nodes themselves, so that finding one allocates nothing.
 */
final class NodeTable {

    private static final int FIRST_BUCKETS = 64;

    private @Nullable HostNode[] buckets = new @Nullable HostNode[FIRST_BUCKETS];
    private int size;

    /** Number of nodes. */
    int size() {
        return size;
    }

    /** The node of an inode, or null. */
    @Nullable HostNode find(HostMount mount, long ino) {
        HostNode n = buckets[bucket(ino)];
        while (n != null && (n.ino() != ino || n.mount() != mount)) {
            n = n.nextInBucket;
        }
        return n;
    }

    /** Adds a node whose identity is not there. */
    void add(HostNode node) {
        if (size == buckets.length) {
            grow();
        }
        insert(node);
        node.known = true;
        size++;
    }

    /** Removes a node that is there. */
    void remove(HostNode node) {
        int b = bucket(node.ino());
        HostNode before = null;
        HostNode n = buckets[b];
        while (n != node) {
            if (n == null) {
                throw new IllegalStateException("no node of inode " + node.ino());
            }
            before = n;
            n = n.nextInBucket;
        }
        if (before == null) {
            buckets[b] = node.nextInBucket;
        } else {
            before.nextInBucket = node.nextInBucket;
        }
        node.nextInBucket = null;
        node.known = false;
        size--;
    }

    /** Removes any one node; null when there is none. */
    @Nullable HostNode removeAny() {
        for (HostNode n : buckets) {
            if (n != null) {
                remove(n);
                return n;
            }
        }
        return null;
    }

    private void insert(HostNode node) {
        int b = bucket(node.ino());
        node.nextInBucket = buckets[b];
        buckets[b] = node;
    }

    private void grow() {
        @Nullable HostNode[] old = buckets;
        buckets = new @Nullable HostNode[old.length * 2];
        for (HostNode n : old) {
            while (n != null) {
                HostNode next = n.nextInBucket;
                insert(n);
                n = next;
            }
        }
    }

    private int bucket(long ino) {
        // Inode numbers are dense or a pointer-like pattern; the multiplication spreads both.
        return (int) ((ino * 0x9E37_79B9_7F4A_7C15L) >>> 40) & (buckets.length - 1);
    }
}
