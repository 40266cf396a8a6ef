package dev.fuselage.kernel.mm;

import org.jspecify.annotations.Nullable;

/** One page fault while it is served (struct vm_fault). Reusable. */
public final class VmFault {
    /** The file ends before the page, or it cannot be read. */
    public static final int SIGBUS = 1;

    /** No such mapping, or not for this access. */
    public static final int SIGSEGV = 1 << 1;

    /** It had to be read. */
    public static final int MAJOR = 1 << 2;

    /** {@link #page} is not needed: the access can be tried again. */
    public static final int NOPAGE = 1 << 3;

    /** {@link #page} is locked. */
    public static final int LOCKED = 1 << 4;

    /** It waited without the lock of the memory: everything has to be looked at again. */
    public static final int RETRY = 1 << 5;

    static final int ERROR = SIGBUS | SIGSEGV;

    private @Nullable VmArea area;
    long address;

    /** Page of the file. */
    long index;

    boolean write;

    /** The second attempt: it may not be given up for waiting any more (FAULT_FLAG_TRIED). */
    boolean tried;

    /** This attempt gave up the lock of the memory in order to wait ({@code fpin}). */
    boolean dropped;

    private @Nullable Page page;

    VmFault begin(VmArea newArea, long newAddress, boolean isWrite, boolean again) {
        area = newArea;
        address = newAddress & -(long) Page.SIZE;
        index = newArea.index(address);
        write = isWrite;
        tried = again;
        dropped = false;
        page = null;
        return this;
    }

    /** Gives up the lock of the memory for a wait, once (maybe_unlock_mmap_for_io). */
    void mayDrop() {
        dropped |= !tried;
    }

    /** Where the access fell. */
    public VmArea area() {
        VmArea a = area;
        if (a == null) {
            throw new IllegalStateException("fault used before begin");
        }
        return a;
    }

    /** The page that was found. */
    public Page page() {
        Page p = page;
        if (p == null) {
            throw new IllegalStateException("fault without a page");
        }
        return p;
    }

    void setPage(Page found) {
        page = found;
    }

    void end() {
        area = null;
        page = null;
    }

    long vpn() {
        return MappedMemory.vpn(address);
    }
}
