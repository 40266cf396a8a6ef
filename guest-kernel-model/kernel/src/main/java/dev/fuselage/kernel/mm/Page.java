package dev.fuselage.kernel.mm;

import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.wait.BitLock;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.kernel.wait.WaitQueue;
import dev.fuselage.machine.memory.HostMemory;
import dev.fuselage.machine.time.Operation;
import dev.fuselage.machine.time.Simulation;
import org.jspecify.annotations.Nullable;

/**
 * A page frame in use (struct page): where it is in guest memory, whose page it is, and its state.
 * Frames that nobody uses have no object; {@link PageAllocator} keeps the objects for the next use.
 *
 * <p>Its lock may be given up by another than who took it: see {@link BitLock#handOver}. It is
 * counted: the page cache, user memory and I/O in progress each hold references.
 */
public final class Page extends BitLock {
    /** log2 of the page size. */
    public static final int SHIFT = 12;

    /** Bytes in a page. */
    public static final int SIZE = 1 << SHIFT;

    static final int UPTODATE = 1;
    static final int DIRTY = 1 << 1;
    static final int WRITEBACK = 1 << 2;
    static final int READAHEAD = 1 << 3;
    static final int ERROR = 1 << 4;

    private final PageAllocator allocator;
    private long gpa;
    private int count;
    private int flags;
    @Nullable AddressSpace mapping;

    /** The cache it has left, by which it is called as long as it is not used again. */
    @Nullable AddressSpace former;

    long index;
    @Nullable Page nextFree;

    /** Entries of page tables that map it. */
    int mapCount;

    private @Nullable WaitQueue writeback;
    private @Nullable Task writer;

    /** One word for who owns the page. */
    public long privateData;

    Page(PageAllocator allocator) {
        super(allocator.scheduler(), "page lock");
        this.allocator = allocator;
    }

    void use(long frame) {
        gpa = frame;
        count = 1;
        flags = 0;
        mapping = null;
        former = null;
        index = 0;
        privateData = 0;
    }

    /** Lets others run, in a loop over pages ({@code cond_resched}). */
    void condResched() {
        allocator.scheduler().yieldCpu();
    }

    /** Guest-physical address of its first byte. */
    public long gpa() {
        return gpa;
    }

    /** Host address of its first byte. */
    public long hostAddress() {
        return allocator.hostAddress(gpa);
    }

    /** The page cache it is in, or null. */
    public @Nullable AddressSpace mapping() {
        return mapping;
    }

    /** Its place in the page cache, in pages. */
    public long index() {
        return index;
    }

    /** Its place in the page cache, in bytes (folio_pos). */
    public long pos() {
        return index << SHIFT;
    }

    /** Takes a reference (folio_get). */
    public Page get() {
        if (count <= 0) {
            throw new IllegalStateException(
                    "reference to the free page 0x" + Long.toHexString(gpa));
        }
        count++;
        return this;
    }

    /** Drops a reference; the frame is free after the last (folio_put). */
    public void put() {
        if (count <= 0) {
            throw new IllegalStateException("free page 0x" + Long.toHexString(gpa) + " put again");
        }
        if (--count == 0) {
            allocator.free(this);
        }
    }

    /** References held. */
    public int count() {
        return count;
    }

    @Override
    protected Object instance() {
        AddressSpace m = mapping != null ? mapping : former;
        return m == null ? "0x" + Long.toHexString(gpa) : m.host() + " page " + index;
    }

    // ---- state

    /** The content is valid. */
    public boolean isUptodate() {
        touch(Operation.READ);
        return (flags & UPTODATE) != 0;
    }

    /** Says whether the content is valid (folio_mark_uptodate, folio_clear_uptodate). */
    public void setUptodate(boolean on) {
        set(UPTODATE, on);
    }

    /** The content is newer than the file's. */
    public boolean isDirty() {
        return (flags & DIRTY) != 0;
    }

    /** Marks it dirty in its cache; true when it was clean (filemap_dirty_folio). */
    public boolean setDirty() {
        touch(Operation.CHANGE);
        boolean clean = !isDirty();
        flags |= DIRTY;
        if (clean && mapping != null) {
            mapping.dirtied();
        }
        return clean;
    }

    /**
     * Marks it dirty wherever it is by now; waits for its lock, so that it is not on its way out
     * (set_page_dirty_lock).
     */
    @KernelFunction("set_page_dirty_lock")
    public void setDirtyLocked() {
        lock();
        AddressSpace owner = mapping;
        boolean _ = owner == null ? setDirty() : owner.ops().dirtyFolio(owner, this);
        unlock();
    }

    /** Marks it clean; true when it was dirty (folio_clear_dirty_for_io). */
    public boolean clearDirty() {
        touch(Operation.CHANGE);
        boolean dirty = isDirty();
        flags &= ~DIRTY;
        if (dirty && mapping != null) {
            mapping.cleaned();
        }
        return dirty;
    }

    /** Being written. */
    public boolean isWriteback() {
        touch(Operation.READ);
        return (flags & WRITEBACK) != 0;
    }

    /** Starts being written (folio_start_writeback) by the current task, which ends it. */
    public void startWriteback() {
        touch(Operation.BEGIN, "writeback");
        flags |= WRITEBACK;
        writer = allocator.scheduler().currentOrNull();
    }

    /** Has been written (folio_end_writeback): wakes who waits for it. */
    public void endWriteback() {
        touch(Operation.END, "writeback");
        flags &= ~WRITEBACK;
        writer = null;
        WaitQueue queue = writeback;
        if (queue != null) {
            queue.wakeUpAll();
        }
    }

    /** Waits until it is not being written (folio_wait_writeback). */
    @KernelFunction("folio_wait_writeback")
    public void waitWriteback() {
        if (!isWriteback()) {
            return;
        }
        WaitQueue queue = writeback;
        if (queue == null) {
            queue =
                    new WaitQueue(
                            allocator.scheduler(), "page writeback", new Name(), this::namesWriter);
            writeback = queue;
        }
        int _ =
                queue.waitEvent(
                        "folio_wait_writeback",
                        () -> !isWriteback(),
                        Interruptibility.UNINTERRUPTIBLE);
    }

    /** The page without what it is waited for. */
    private final class Name {
        @Override
        public String toString() {
            return instance().toString();
        }
    }

    private void namesWriter(Suppliers out) {
        Task task = writer;
        if (task != null) {
            out.task(task);
        }
    }

    /** Whether a program has it mapped (folio_mapped). */
    public boolean isMapped() {
        return mapCount > 0;
    }

    /** The page that starts the next readahead when it is read. */
    public boolean isReadahead() {
        return (flags & READAHEAD) != 0;
    }

    void setReadahead(boolean on) {
        set(READAHEAD, on);
    }

    /** A program looks at a page table entry that maps it. */
    void entryRead() {
        touch(Operation.READ);
    }

    /** A page table entry that maps it changes. */
    void entryChanged() {
        touch(Operation.CHANGE);
    }

    private void touch(Operation operation) {
        allocator.scheduler().touch(this, operation);
    }

    private void touch(Operation operation, String what) {
        Simulation simulation = allocator.scheduler().simulation();
        if (simulation.isExplored()) {
            simulation.touch(this, operation, what + " " + instance());
        }
    }

    private void set(int flag, boolean on) {
        touch(Operation.CHANGE);
        flags = on ? flags | flag : flags & ~flag;
    }

    /** Copies all bytes of another page (copy_highpage). */
    public void copyFrom(Page other) {
        HostMemory.copy(other.hostAddress(), hostAddress(), SIZE);
        if (allocator.scheduler().currentOrNull() != null) {
            allocator.scheduler().spendCopy(SIZE);
        }
    }

    /** Writes zeros (folio_zero_range). */
    public void zero(int offset, int length) {
        allocator.zero(gpa + offset, length);
    }
}
