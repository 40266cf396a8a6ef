package dev.fuselage.kernel.vfs;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.AddressSpace;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.time.Jiffies;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.WaitQueue;
import dev.fuselage.kernel.work.DelayedWork;
import dev.fuselage.kernel.work.WorkQueue;

/**
 * Writes the dirty pages of a device's file systems after a while (struct bdi_writeback,
 * fs/fs-writeback.c), and makes tasks that dirty them too fast wait.
 *
 * <p>It is for devices with a strict limit, as FUSE has: nobody trusts the server to write, so its
 * share of dirty memory is one percent at most, and nothing until it has shown its speed. Whatever
 * is dirty is therefore over the limit where writing in the background begins, and the flusher
 * writes it at its next turn, however young it is.
 */
public final class Flusher {
    /** Jiffies from the first dirty inode to the flusher's turn (dirty_writeback_interval). */
    private static final long INTERVAL = 5L * Jiffies.HZ;

    /** Longest pause of a task before it looks again (MAX_PAUSE), in nanoseconds. */
    private static final long PAUSE_NANOS = 200_000_000L;

    /** The part of all memory that may be dirty (max_ratio). */
    private static final int LIMIT_PART = 100;

    private final Vfs vfs;
    private final BackingDevice device;
    private final WorkQueue workQueue;
    private final FlushWork work = new FlushWork();
    private final WaitQueue throttled;

    Flusher(Vfs vfs, BackingDevice device, WorkQueue workQueue) {
        this.vfs = vfs;
        this.device = device;
        this.workQueue = workQueue;
        this.throttled = new WaitQueue(vfs.scheduler(), "clean pages of device", device.name, work);
    }

    private final class FlushWork extends DelayedWork {
        FlushWork() {
            super("wb_workfn");
        }

        @Override
        protected void run() {
            flush();
        }
    }

    /** wb_wakeup_delayed. */
    void wakeUpDelayed() {
        if (!work.isBusy()) {
            boolean _ = workQueue.queueDelayed(work, INTERVAL);
        }
    }

    /** Writes what is dirty, without waiting for it, and comes back if something is left. */
    private void flush() {
        boolean left = false;
        for (SuperBlock sb : vfs.superBlocks().list()) {
            if (isOurs(sb) && sb.umountLock().tryDownRead()) {
                if (sb.root() != null) {
                    left |= write(sb);
                }
                sb.umountLock().upRead();
            }
        }
        throttled.wakeUpAll();
        if (left) {
            boolean _ = workQueue.queueDelayed(work, INTERVAL);
        }
    }

    @SuppressWarnings("ReferenceEquality") // a device equals nothing but itself
    private boolean isOurs(SuperBlock sb) {
        return sb.bdi() == device;
    }

    /**
     * writeback_sb_inodes: needs no references, because an inode that is being written is not
     * evicted. True when something is left.
     */
    @KernelFunction("writeback_sb_inodes")
    private static boolean write(SuperBlock sb) {
        boolean left = false;
        Inode i = sb.inodes;
        while (i != null) {
            boolean going = (i.state & (Inode.I_NEW | Inode.I_FREEING | Inode.I_WILL_FREE)) != 0;
            if (!going && (i.state & Inode.I_DIRTY) != 0) {
                int _ = InodeWriteback.write(i, false);
                left |= (i.state & Inode.I_DIRTY) != 0;
            }
            i = i.sbNext;
        }
        return left;
    }

    /** balance_dirty_pages. */
    void balance() {
        boolean _ = workQueue.modifyDelayed(work, 0);
        TaskScheduler scheduler = vfs.scheduler();
        int ended = -Errno.ETIME;
        while (ended == -Errno.ETIME && !scheduler.current().fatalSignalPending()) {
            ended =
                    throttled.waitEventUntil(
                            "balance_dirty_pages",
                            this::isWithinLimit,
                            Interruptibility.KILLABLE,
                            scheduler.now() + scheduler.costs().cycles(PAUSE_NANOS));
        }
    }

    private boolean isWithinLimit() {
        return dirtyPages() <= Math.max(1, vfs.pages().total() / LIMIT_PART);
    }

    private long dirtyPages() {
        long pages = 0;
        for (SuperBlock sb : vfs.superBlocks().list()) {
            if (isOurs(sb)) {
                for (Inode i = sb.inodes; i != null; i = i.sbNext) {
                    AddressSpace mapping = i.data;
                    pages += mapping.dirtyCount();
                }
            }
        }
        return pages;
    }

    @Override
    public String toString() {
        return "flusher of " + device.name;
    }
}
