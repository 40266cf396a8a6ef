package dev.fuselage.kernel.mm;

import org.jspecify.annotations.Nullable;

/**
 * Pages by index (an xarray of one kind of entry): a tree of nodes with 64 places each, as high as
 * the largest index needs. Nodes are pooled, so that a cache that is filled and emptied again and
 * again allocates nothing.
 */
final class PageTree {
    private static final int BITS = 6;
    private static final int FANOUT = 1 << BITS;
    private static final int MASK = FANOUT - 1;

    /** A level of the tree; leaves hold pages, others hold nodes. */
    static final class Node {
        final @Nullable Object[] slots = new @Nullable Object[FANOUT];
        int used;
        @Nullable Node nextFree;
    }

    /** Where unused nodes wait. */
    static final class Nodes {
        private @Nullable Node free;

        Node take() {
            Node node = free;
            if (node == null) {
                return new Node();
            }
            free = node.nextFree;
            node.nextFree = null;
            return node;
        }

        void give(Node node) {
            node.nextFree = free;
            free = node;
        }
    }

    private final Nodes nodes;
    private @Nullable Node root;

    /** Levels below the root's own: the tree covers indexes below 64^(height+1). */
    private int height;

    PageTree(Nodes nodes) {
        this.nodes = nodes;
    }

    private boolean covers(long index) {
        int shift = BITS * (height + 1);
        return shift >= Long.SIZE || index >>> shift == 0;
    }

    @Nullable Page get(long index) {
        Node node = root;
        if (node == null || !covers(index)) {
            return null;
        }
        for (int level = height; level > 0; level--) {
            node = (Node) node.slots[(int) (index >>> (BITS * level)) & MASK];
            if (node == null) {
                return null;
            }
        }
        return (Page) node.slots[(int) index & MASK];
    }

    /** Enters a page where there is none. */
    void put(long index, Page page) {
        Node node = root;
        if (node == null) {
            node = nodes.take();
            root = node;
            height = 0;
        }
        while (!covers(index)) {
            Node higher = nodes.take();
            higher.slots[0] = node;
            higher.used = 1;
            node = higher;
            root = higher;
            height++;
        }
        for (int level = height; level > 0; level--) {
            int slot = (int) (index >>> (BITS * level)) & MASK;
            Node child = (Node) node.slots[slot];
            if (child == null) {
                child = nodes.take();
                node.slots[slot] = child;
                node.used++;
            }
            node = child;
        }
        int slot = (int) index & MASK;
        if (node.slots[slot] != null) {
            throw new IllegalStateException("page " + index + " is in the cache already");
        }
        node.slots[slot] = page;
        node.used++;
    }

    /** Takes a page out; the nodes that fall empty go back to the pool. */
    void remove(long index) {
        Node top = root;
        if (top == null || !covers(index)) {
            throw new IllegalStateException("page " + index + " is not in the cache");
        }
        removeBelow(top, height, index);
        if (top.used == 0) {
            nodes.give(top);
            root = null;
            height = 0;
        }
    }

    private void removeBelow(Node node, int level, long index) {
        int slot = (int) (index >>> (BITS * level)) & MASK;
        Object entry = node.slots[slot];
        if (entry == null) {
            throw new IllegalStateException("page " + index + " is not in the cache");
        }
        if (level > 0) {
            Node child = (Node) entry;
            removeBelow(child, level - 1, index);
            if (child.used > 0) {
                return;
            }
            nodes.give(child);
        }
        node.slots[slot] = null;
        node.used--;
    }

    /** The first page at {@code from} or behind, or null. */
    @Nullable Page next(long from) {
        Node top = root;
        return top == null || from < 0 || !covers(from) ? null : nextBelow(top, height, from);
    }

    private static @Nullable Page nextBelow(Node node, int level, long from) {
        int first = (int) (from >>> (BITS * level)) & MASK;
        for (int slot = first; slot < FANOUT; slot++) {
            Object entry = node.slots[slot];
            if (entry == null) {
                continue;
            }
            if (level == 0) {
                return (Page) entry;
            }
            Page page = nextBelow((Node) entry, level - 1, slot == first ? from : 0);
            if (page != null) {
                return page;
            }
        }
        return null;
    }
}
