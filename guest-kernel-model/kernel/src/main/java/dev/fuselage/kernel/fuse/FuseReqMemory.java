package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.Wire;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.machine.memory.HostMemory;

/**
 * Guest memory of a request: a page with both headers and small arguments, and a larger piece for
 * the arguments when they need it.
 */
final class FuseReqMemory {
    /** The reply's header lies behind the request's. */
    static final int OUT_HEADER = 48;

    private static final int ARGS = 64;

    /** Names of two longest components and the largest pair of structures fit into a page. */
    private static final int SMALL = Page.SIZE - ARGS;

    private final PageAllocator allocator;
    private final Page page;
    private final long host;
    private long largeGpa;
    private long largeHost;
    private int largeSize;
    private boolean large;

    FuseReqMemory(PageAllocator allocator) {
        this.allocator = allocator;
        this.page = allocator.allocate();
        this.host = page.hostAddress();
    }

    /** Guest-physical address of the request's header. */
    long gpa() {
        return page.gpa();
    }

    /** Guest-physical address of the arguments. */
    long argsGpa() {
        return large ? largeGpa : page.gpa() + ARGS;
    }

    /** Where the request's header is in host memory. */
    long headerHost() {
        return host;
    }

    /** Where a byte of the arguments is in host memory. */
    long argsHost(int offset) {
        return (large ? largeHost : host + ARGS) + offset;
    }

    /** Makes room for that many bytes of arguments; what was written is lost. */
    void reserve(int bytes) {
        large = bytes > SMALL;
        if (large && bytes > largeSize) {
            largeSize = Math.max(Integer.highestOneBit(bytes - 1) << 1, 4 * Page.SIZE);
            largeGpa = allocator.allocateContiguous(largeSize);
            largeHost = allocator.hostAddress(largeGpa);
        }
    }

    /** The caller is about to write that many bytes of arguments. */
    void check(int bytes) {
        if (bytes > (large ? largeSize : SMALL)) {
            throw new IllegalStateException(
                    "request arguments of " + bytes + " bytes do not fit; reserve room first");
        }
    }

    void header(Wire w) {
        w.at(HostMemory.ALL, host);
    }

    void outHeader(Wire w) {
        w.at(HostMemory.ALL, host + OUT_HEADER);
    }

    /** Moves a wire to a byte of the arguments. */
    void args(Wire w, int offset) {
        w.at(HostMemory.ALL, (large ? largeHost : host + ARGS) + offset);
    }

    /** Moves bytes of the arguments towards their start. */
    void moveDown(int from, int length, int by) {
        Wire w = new Wire();
        args(w, 0);
        for (int i = 0; i < length; i++) {
            w.u8(from - by + i, w.u8(from + i));
        }
    }

    static {
        if (FuseInHeader.SIZE > OUT_HEADER) {
            throw new AssertionError("headers overlap");
        }
    }
}
