package dev.fuselage.kernel.mm;

import dev.fuselage.kernel.task.KernelPanic;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.vfs.Inode;
import dev.fuselage.kernel.wait.RwSemaphore;
import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.HostMemory;
import dev.fuselage.machine.stats.Counter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The page frames of a guest (alloc_page, free_page): a range of RAM, handed out lowest first and
 * freed frames first of all.
 *
 * <p>{@link Page} objects exist for frames in use only and are used again. When there are none
 * left, caches give back what nobody uses. Running out even so is a model error, not -ENOMEM: a
 * guest that needs more memory has to be given more.
 */
public final class PageAllocator {
    /** Frees pages when there are none left. */
    public interface Reclaimer {
        /** Frees about so many pages without waiting; returns how many. */
        long reclaim(long pages);
    }

    /** Pages are reclaimed in portions, of this part of all, so that it is done rarely. */
    private static final int RECLAIM_PART = 64;

    private final GuestMemory memory;
    private final TaskScheduler scheduler;
    private final PageTree.Nodes nodes = new PageTree.Nodes();
    private final long end;
    private final long total;
    private final Counter cacheHits;
    private final Counter cacheMisses;
    private long fresh;
    private long used;
    private long[] freeFrames = new long[64];
    private int freeCount;
    private @Nullable Page freePages;
    private @Nullable PageBatch batches;
    private Reclaimer reclaimer = pages -> 0;

    /** Frames of {@code size} bytes of RAM from {@code base}; both page aligned. */
    public PageAllocator(TaskScheduler scheduler, GuestMemory memory, long base, long size) {
        if ((base & (Page.SIZE - 1)) != 0 || (size & (Page.SIZE - 1)) != 0) {
            throw new IllegalArgumentException(
                    "page frames at 0x%x, 0x%x bytes: not page aligned".formatted(base, size));
        }
        this.scheduler = scheduler;
        this.cacheHits = scheduler.counter("page-cache.hits");
        this.cacheMisses = scheduler.counter("page-cache.misses");
        this.memory = memory;
        this.fresh = base;
        this.end = base + size;
        this.total = size >>> Page.SHIFT;
    }

    /** A read found that many pages of a file in memory; none counts as one miss. */
    void countCached(int pages) {
        cacheHits.add(pages);
        if (pages == 0) {
            cacheMisses.increment();
        }
    }

    /** Says who frees pages when there are none left. */
    public void setReclaimer(Reclaimer newReclaimer) {
        reclaimer = newReclaimer;
    }

    private long takeFrame() {
        if (freeCount == 0 && fresh == end) {
            long _ = reclaimer.reclaim(total / RECLAIM_PART + 1);
        }
        return freeCount > 0 ? freeFrames[--freeCount] : takeFresh(1);
    }

    /** A page with one reference; its content is whatever was there (alloc_page). */
    public Page allocate() {
        long frame = takeFrame();
        Page page = freePages;
        if (page == null) {
            page = new Page(this);
        } else {
            freePages = page.nextFree;
            page.nextFree = null;
            page.renew();
        }
        page.use(frame);
        used++;
        if (scheduler.currentOrNull() != null) {
            scheduler.spend(Cost.PAGE_ALLOCATION);
        }
        return page;
    }

    /** A page of zeros with one reference. */
    public Page allocateZeroed() {
        Page page = allocate();
        page.zero(0, Page.SIZE);
        return page;
    }

    /**
     * Contiguous frames, zeroed, as rings and driver tables need them (alloc_pages_exact).
     *
     * @param bytes rounded up to pages
     * @return guest-physical address of the first byte
     */
    public long allocateContiguous(long bytes) {
        long pages = (bytes + Page.SIZE - 1) >>> Page.SHIFT;
        long gpa = takeFresh(pages);
        used += pages;
        HostMemory.fill(hostAddress(gpa), pages << Page.SHIFT, (byte) 0);
        return gpa;
    }

    /** Gives back frames of {@link #allocateContiguous}, one by one (free_pages_exact). */
    public void freeContiguous(long gpa, long bytes) {
        for (long frame = gpa; frame < gpa + bytes; frame += Page.SIZE) {
            giveFrame(frame);
        }
    }

    private long takeFresh(long pages) {
        long gpa = fresh;
        if (end - gpa < pages << Page.SHIFT) {
            throw new KernelPanic(
                    "System is deadlocked on memory: %d of %d pages in use, %d more wanted"
                            .formatted(used, total, pages));
        }
        fresh = gpa + (pages << Page.SHIFT);
        return gpa;
    }

    void free(Page page) {
        if (page.isLocked() || page.mapping() != null) {
            throw new IllegalStateException(page + " freed while locked or in a cache");
        }
        giveFrame(page.gpa());
        page.nextFree = freePages;
        freePages = page;
    }

    private void giveFrame(long gpa) {
        if (freeCount == freeFrames.length) {
            freeFrames = Arrays.copyOf(freeFrames, freeCount * 2);
        }
        freeFrames[freeCount++] = gpa;
        used--;
    }

    PageBatch takeBatch() {
        PageBatch batch = batches;
        if (batch == null) {
            return new PageBatch();
        }
        batches = batch.next;
        batch.next = null;
        batch.faulted = false;
        return batch;
    }

    void giveBatch(PageBatch batch) {
        batch.next = batches;
        batches = batch;
    }

    /** Frames in use. */
    public long used() {
        return used;
    }

    /** Frames there are. */
    public long total() {
        return total;
    }

    /** Host address of guest-physical memory. */
    public long hostAddress(long gpa) {
        return memory.address(gpa, 1);
    }

    void zero(long gpa, int length) {
        HostMemory.fill(hostAddress(gpa), length, (byte) 0);
        if (scheduler.currentOrNull() != null) {
            scheduler.spend(scheduler.costs().of(Cost.CLEAR, length));
        }
    }

    /** The scheduler of the guest, which copies are charged to. */
    TaskScheduler scheduler() {
        return scheduler;
    }

    PageTree.Nodes nodes() {
        return nodes;
    }

    RwSemaphore newInvalidateLock(Inode host) {
        return new RwSemaphore(scheduler, "invalidate_lock", host);
    }
}
