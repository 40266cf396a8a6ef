package dev.fuselage.kernel.mm;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.wait.RwSemaphore;
import dev.fuselage.machine.time.Operation;
import dev.fuselage.machine.time.Shared;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cached pages of one inode (struct address_space): what is cached where, and how pages enter
 * and leave.
 *
 * <p>The cache holds a reference to each of its pages. Reading through it is {@link Filemap}'s,
 * dropping pages {@link Truncate}'s business.
 */
public final class AddressSpace extends Shared {
    private final Inode host;
    private final PageAllocator allocator;
    private final PageTree tree;
    private final RwSemaphore invalidateLock;
    private long pages;
    private long dirty;
    private int writeError;
    private boolean noWriteback;
    private AddressSpaceOperations ops = EmptyAddressSpaceOperations.INSTANCE;

    /** Where programs map it (i_mmap), in the order in which they came. */
    private final List<VmArea> areas = new ArrayList<>(0);

    /** The empty cache of an inode. */
    public AddressSpace(Inode host, PageAllocator allocator) {
        this.host = host;
        this.allocator = allocator;
        this.tree = new PageTree(allocator.nodes());
        this.invalidateLock = allocator.newInvalidateLock(host);
    }

    /** Whose pages they are. */
    public Inode host() {
        return host;
    }

    /** How its file system moves pages. */
    public AddressSpaceOperations ops() {
        return ops;
    }

    /** Sets how its file system moves pages (a_ops). */
    public void setOps(AddressSpaceOperations newOps) {
        ops = newOps;
    }

    /** Where its pages come from. */
    public PageAllocator allocator() {
        return allocator;
    }

    /** Cached pages (nrpages). */
    public long pageCount() {
        return pages;
    }

    /**
     * Keeps pages from entering while others drop them (invalidate_lock); readers hold it shared.
     */
    public RwSemaphore invalidateLock() {
        return invalidateLock;
    }

    @Override
    public String describe() {
        return "pages of " + host;
    }

    private void touch(Operation operation) {
        allocator.scheduler().touch(this, operation);
    }

    // ---- look-up

    /** The page at an index without a reference, or null. */
    public @Nullable Page find(long index) {
        touch(Operation.READ);
        return tree.get(index);
    }

    /** The page at an index with a reference, or null (filemap_get_folio). */
    public @Nullable Page findGet(long index) {
        Page page = find(index);
        return page == null ? null : page.get();
    }

    /** The first page at an index or behind, without a reference, or null. */
    public @Nullable Page next(long index) {
        touch(Operation.READ);
        return tree.next(index);
    }

    /** The page at an index, locked and with a reference, or null (filemap_lock_folio). */
    @KernelFunction("__filemap_get_folio")
    public @Nullable Page findLock(long index) {
        while (true) {
            Page page = findGet(index);
            if (page == null) {
                return null;
            }
            page.lock();
            if (page.mapping == this) {
                return page;
            }
            page.unlock();
            page.put();
        }
    }

    /**
     * The page at an index, made if it is not there, locked and with a reference
     * (find_or_create_page). A new one is not uptodate.
     */
    @KernelFunction("__filemap_get_folio")
    public Page findOrCreate(long index) {
        Page page = findLock(index);
        if (page == null) {
            page = allocator.allocate();
            int _ = add(page, index);
        }
        return page;
    }

    /**
     * The page at an index, made if it is not there, locked, with a reference and not being written
     * (FGP_WRITEBEGIN). A new one is not uptodate.
     */
    @KernelFunction("__filemap_get_folio")
    public Page grabForWrite(long index) {
        Page page = findOrCreate(index);
        page.waitWriteback();
        return page;
    }

    /**
     * The first index at or behind {@code from} without a page, at most {@code max} steps away
     * (page_cache_next_miss).
     */
    long nextMiss(long from, int max) {
        long index = from;
        for (int i = 0; i < max && tree.get(index) != null; i++) {
            index++;
        }
        return index;
    }

    /**
     * The first index at or before {@code from} without a page; -1 before the first page; the last
     * one looked at when {@code max} pages in a row are there (page_cache_prev_miss).
     */
    long prevMiss(long from, int max) {
        long index = from;
        for (int left = max; index >= 0 && tree.get(index) != null && left > 1; left--) {
            index--;
        }
        return index;
    }

    // ---- entering and leaving

    /**
     * Enters a page, locked by the caller (filemap_add_folio); -EEXIST when there is one. The cache
     * takes its own reference.
     */
    public int add(Page page, long index) {
        touch(Operation.CHANGE);
        if (tree.get(index) != null) {
            return -Errno.EEXIST;
        }
        // Its place first, so that whoever tells of the lock can name it.
        page.mapping = this;
        page.index = index;
        if (!page.tryLock()) {
            throw new IllegalStateException(page + " enters a cache while it is locked");
        }
        tree.put(index, page);
        page.get();
        pages++;
        return 0;
    }

    /** Takes a locked page out and drops the cache's reference (filemap_remove_folio). */
    public void remove(Page page) {
        touch(Operation.CHANGE);
        if (page.mapping != this) {
            throw new IllegalStateException(page + " is not in the cache of " + host);
        }
        if (page.isDirty()) {
            boolean _ = page.clearDirty();
        }
        tree.remove(page.index);
        page.mapping = null;
        page.former = this;
        pages--;
        page.put();
    }

    /**
     * Its pages are nowhere else: dirty ones are kept and never written (mapping_set_unevictable).
     */
    public void setNoWriteback() {
        noWriteback = true;
    }

    void dirtied() {
        if (noWriteback) {
            return;
        }
        dirty++;
        if (dirty == 1) {
            host.markDirty(Inode.I_DIRTY_PAGES);
        }
    }

    void cleaned() {
        if (noWriteback) {
            return;
        }
        dirty--;
    }

    /** Dirty pages. */
    public long dirtyCount() {
        return dirty;
    }

    /** Whether a page is dirty. */
    public boolean isDirty() {
        return dirty > 0;
    }

    // ---- mappings

    /** A program maps some of it (vma_link_file). */
    void link(VmArea area) {
        areas.add(area);
    }

    /** That mapping is gone (unlink_file_vma). */
    @SuppressWarnings("ReferenceEquality") // an area equals nothing but itself
    void unlink(VmArea area) {
        boolean removed = areas.removeIf(known -> known == area);
        if (!removed) {
            throw new IllegalStateException(area + " is not linked");
        }
    }

    /** Whether a program maps it (mapping_mapped). */
    public boolean isMapped() {
        return !areas.isEmpty();
    }

    /**
     * Takes pages out of the page tables of all programs, first to last index
     * (unmap_mapping_pages): the next access faults.
     *
     * @param own also the copies that private mappings have made
     */
    public void unmapPages(long first, long last, boolean own) {
        for (int i = 0; i < areas.size(); i++) {
            touch(Operation.CHANGE);
            VmArea area = areas.get(i);
            area.memory.zapIndexes(area, first, last, own);
        }
    }

    /** Takes a locked page out of the page tables of all programs (unmap_mapping_folio). */
    void unmap(Page page) {
        if (page.isMapped()) {
            unmapPages(page.index, page.index, false);
        }
    }

    /**
     * A locked page is about to be written: it is clean from now on, and the next store faults
     * (folio_clear_dirty_for_io). True when it was dirty.
     */
    public boolean clearDirtyForIo(Page page) {
        if (page.isMapped()) {
            for (int i = 0; i < areas.size(); i++) {
                VmArea area = areas.get(i);
                if (area.covers(page.index)) {
                    boolean _ = area.memory.writeProtect(area, page.index);
                }
            }
        }
        return page.clearDirty();
    }

    // ---- writing back

    /** Starts writing the dirty pages of a range of bytes (filemap_fdatawrite_range). */
    public int write(long start, long end) {
        return write(true, start, end);
    }

    /**
     * Starts writing the dirty pages of a range of bytes; {@code all} for data integrity
     * (WB_SYNC_ALL), else what can be had without waiting.
     */
    public int write(boolean all, long start, long end) {
        return dirty == 0 ? 0 : ops.writepages(this, new WritebackControl().set(all, start, end));
    }

    /** Writes the dirty pages of a range of bytes and waits (filemap_write_and_wait_range). */
    @KernelFunction("filemap_write_and_wait_range")
    public int writeAndWait(long start, long end) {
        int error = write(start, end);
        if (error != -Errno.EIO) {
            waitWriteback(start, end);
        }
        int later = takeError();
        return error != 0 ? error : later;
    }

    /**
     * Waits for the pages of a range of bytes that are being written (__filemap_fdatawait_range).
     */
    @KernelFunction("filemap_fdatawait_range")
    public void waitWriteback(long start, long end) {
        long last = end >>> Page.SHIFT;
        Page page = tree.next(start >>> Page.SHIFT);
        while (page != null && page.index <= last) {
            long index = page.index;
            if (page.isWriteback()) {
                page.get();
                page.waitWriteback();
                page.put();
            }
            page = tree.next(index + 1);
        }
    }

    /** Remembers that a write failed (mapping_set_error); a negative errno. */
    public void setError(int error) {
        writeError = error == -Errno.ENOSPC ? error : -Errno.EIO;
    }

    /**
     * The error of a write that nobody has been told of, which is forgotten by this
     * (filemap_check_errors).
     */
    public int takeError() {
        int error = writeError;
        writeError = 0;
        return error;
    }

    // ---- dropping

    /** Drops all pages before the inode dies (truncate_inode_pages_final). */
    @KernelFunction("truncate_inode_pages_final")
    public void truncateFinal() {
        Truncate.truncateRange(this, 0, -1);
    }

    @Override
    public String toString() {
        return "pages of " + host;
    }
}
