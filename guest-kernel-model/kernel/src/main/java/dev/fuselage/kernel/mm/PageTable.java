package dev.fuselage.kernel.mm;

import org.jspecify.annotations.Nullable;

/**
 * Page tables of the part of a program's memory that mmap(2) fills: which page is mapped at which
 * virtual page, and how. Three levels, as Sv39 has them; a leaf that falls empty is given up.
 *
 * <p>The tables hold the references that {@link #set} is given.
 */
final class PageTable {
    /** Virtual pages there are: the 256 GiB that Sv39 gives to user mode. */
    static final long PAGES = 1L << 26;

    /** The entry allows stores. */
    static final int WRITABLE = 1;

    /** The page is the program's own, not the file's. */
    static final int ANONYMOUS = 1 << 1;

    /** No access at the moment (PROT_NONE); of the program's own pages only. */
    static final int HIDDEN = 1 << 2;

    private static final int BITS = 9;
    private static final int FANOUT = 1 << BITS;
    private static final int MASK = FANOUT - 1;

    private static final class Leaf {
        final @Nullable Page[] pages = new @Nullable Page[FANOUT];
        final byte[] flags = new byte[FANOUT];
        int used;
    }

    private final @Nullable Leaf[][] root = new @Nullable Leaf[(int) (PAGES >>> (2 * BITS))][];
    private @Nullable Leaf spare;

    private @Nullable Leaf leaf(long vpn) {
        @Nullable Leaf[] directory = root[(int) (vpn >>> (2 * BITS))];
        return directory == null ? null : directory[(int) (vpn >>> BITS) & MASK];
    }

    /** The page mapped at a virtual page, or null. */
    @Nullable Page page(long vpn) {
        Leaf leaf = leaf(vpn);
        return leaf == null ? null : leaf.pages[(int) vpn & MASK];
    }

    /** The bits of an entry; 0 where nothing is mapped. */
    int flags(long vpn) {
        Leaf leaf = leaf(vpn);
        return leaf == null ? 0 : leaf.flags[(int) vpn & MASK];
    }

    boolean is(long vpn, int flag) {
        return (flags(vpn) & flag) != 0;
    }

    /** Maps a page where nothing is mapped. */
    void set(long vpn, Page page, int flags) {
        int top = (int) (vpn >>> (2 * BITS));
        @Nullable Leaf[] directory = root[top];
        if (directory == null) {
            directory = new @Nullable Leaf[FANOUT];
            root[top] = directory;
        }
        int middle = (int) (vpn >>> BITS) & MASK;
        Leaf leaf = directory[middle];
        if (leaf == null) {
            leaf = spare == null ? new Leaf() : spare;
            spare = null;
            directory[middle] = leaf;
        }
        int slot = (int) vpn & MASK;
        if (leaf.pages[slot] != null) {
            throw new IllegalStateException("virtual page " + vpn + " is mapped already");
        }
        leaf.pages[slot] = page;
        leaf.flags[slot] = (byte) flags;
        leaf.used++;
        page.mapCount++;
    }

    /** Changes how a page is mapped. */
    void setFlags(long vpn, int flags) {
        Leaf leaf = leaf(vpn);
        if (leaf == null || leaf.pages[(int) vpn & MASK] == null) {
            throw new IllegalStateException("virtual page " + vpn + " is not mapped");
        }
        leaf.flags[(int) vpn & MASK] = (byte) flags;
    }

    /** Ends a mapping; its reference is the caller's. Null when there was none. */
    @Nullable Page clear(long vpn) {
        Leaf leaf = leaf(vpn);
        int slot = (int) vpn & MASK;
        Page page = leaf == null ? null : leaf.pages[slot];
        if (leaf == null || page == null) {
            return null;
        }
        leaf.pages[slot] = null;
        leaf.flags[slot] = 0;
        leaf.used--;
        page.mapCount--;
        if (leaf.used == 0) {
            drop(vpn, leaf);
        }
        return page;
    }

    private void drop(long vpn, Leaf leaf) {
        @Nullable Leaf[] directory = root[(int) (vpn >>> (2 * BITS))];
        if (directory != null) {
            directory[(int) (vpn >>> BITS) & MASK] = null;
            spare = leaf;
        }
    }

    /** The first mapped virtual page of a range, both ends inclusive; -1 when there is none. */
    long next(long first, long last) {
        long vpn = first;
        while (vpn <= last) {
            Leaf leaf = leaf(vpn);
            if (leaf == null) {
                boolean wide = root[(int) (vpn >>> (2 * BITS))] == null;
                long step = 1L << (wide ? 2 * BITS : BITS);
                vpn = (vpn & -step) + step;
                continue;
            }
            if (leaf.pages[(int) vpn & MASK] != null) {
                return vpn;
            }
            vpn++;
        }
        return -1;
    }
}
