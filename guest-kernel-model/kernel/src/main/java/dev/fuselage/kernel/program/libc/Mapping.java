package dev.fuselage.kernel.program.libc;

import dev.fuselage.kernel.mm.Page;

/** A piece of a file that a program has mapped: from any byte on, unlike what mmap(2) takes. */
public final class Mapping {
    private long start;
    private long length;
    private int skipped;

    /** The multiple of the page size at or before an offset, from where it is mapped. */
    long begin(long offset, long bytes) {
        skipped = (int) offset & (Page.SIZE - 1);
        length = bytes + skipped;
        return offset - skipped;
    }

    void at(long address) {
        start = address;
    }

    /** Address of the first whole page. */
    long start() {
        return start;
    }

    /** Bytes from there on. */
    long length() {
        return length;
    }

    /** Address of the byte at the offset that was wanted. */
    long address() {
        return start + skipped;
    }
}
