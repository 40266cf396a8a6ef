package dev.fuselage.kernel.fuse;

import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.kernel.mm.Slab;
import dev.fuselage.kernel.quirk.KernelQuirks;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.time.Timekeeping;
import dev.fuselage.machine.time.SimulationRandom;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What the FUSE client needs of the kernel it runs in, and the requests all its connections share:
 * the state of the module fuse.
 */
public final class FuseKernel {
    /** What {@code sanitize_global_limit} takes a request for, in bytes. */
    private static final int REQUEST_SIZE = 392;

    private final TaskScheduler scheduler;
    private final PageAllocator pages;
    private final Timekeeping time;
    private final KernelQuirks quirks;
    private final FuseReqCache requests;
    private final Slab slab;

    /** Connections of live superblocks of virtio-fs ({@code fuse_conn_list}). */
    final Set<FuseConn> connList = new LinkedHashSet<>();

    public FuseKernel(
            TaskScheduler scheduler, PageAllocator pages, Timekeeping time, KernelQuirks quirks) {
        this(scheduler, pages, time, quirks, new Slab());
    }

    public FuseKernel(
            TaskScheduler scheduler,
            PageAllocator pages,
            Timekeeping time,
            KernelQuirks quirks,
            Slab slab) {
        this.slab = slab;
        this.scheduler = scheduler;
        this.pages = pages;
        this.time = time;
        this.quirks = quirks;
        this.requests = new FuseReqCache(scheduler, pages);
    }

    TaskScheduler scheduler() {
        return scheduler;
    }

    Slab slab() {
        return slab;
    }

    PageAllocator pages() {
        return pages;
    }

    /** {@code get_jiffies_64}. */
    long jiffies() {
        return time.jiffies();
    }

    SimulationRandom random() {
        return scheduler.simulation().random();
    }

    KernelQuirks quirks() {
        return quirks;
    }

    /**
     * Most background requests that a connection of an unprivileged server has ({@code
     * max_user_bgreq}): what 1/8192 of memory has room for.
     */
    int userBackgroundLimit() {
        long requests = (pages.total() << Page.SHIFT >> 13) / REQUEST_SIZE;
        return (int) Math.min(requests, (1 << 16) - 1);
    }

    FuseReqCache requests() {
        return requests;
    }
}
