package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.mm.AddressSpace;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.WaitQueue;

/** Writing one inode back (fs/fs-writeback.c): its dirty pages, then its attributes. */
final class InodeWriteback {
    private InodeWriteback() {}

    /**
     * Writes pages and attributes (writeback_single_inode); one task at a time.
     *
     * @param wait for data integrity: waits for whoever writes it now, and for the data
     */
    @KernelFunction("writeback_single_inode")
    static int write(Inode inode, boolean wait) {
        if ((inode.state & Inode.I_SYNC) != 0) {
            if (!wait) {
                return 0;
            }
            awaitEnd(inode);
        }
        if ((inode.state & Inode.I_DIRTY) == 0 && !inode.mapping.isDirty()) {
            return 0;
        }
        inode.state |= Inode.I_SYNC;
        inode.syncTask = inode.sb.vfs().worker();
        int error = writeLocked(inode, wait);
        inode.state &= ~Inode.I_SYNC;
        inode.syncTask = null;
        WaitQueue queue = inode.syncWait;
        if (queue != null) {
            queue.wakeUpAll();
        }
        return error;
    }

    /** __writeback_single_inode. */
    private static int writeLocked(Inode inode, boolean wait) {
        AddressSpace mapping = inode.mapping;
        int error = 0;
        if (mapping.isDirty()) {
            error =
                    wait
                            ? mapping.writeAndWait(0, Long.MAX_VALUE)
                            : mapping.write(false, 0, Long.MAX_VALUE);
        }
        int dirty = inode.state & Inode.I_DIRTY;
        inode.state &= ~dirty;
        if (mapping.isDirty()) {
            // Some were not written, or became dirty again.
            inode.state |= Inode.I_DIRTY_PAGES;
        }
        if ((dirty & (Inode.I_DIRTY_SYNC | Inode.I_DIRTY_DATASYNC)) != 0) {
            int result = inode.sb.op().writeInode(inode, wait);
            error = error != 0 ? error : result;
        }
        return error;
    }

    /** Waits while a task writes it (inode_wait_for_writeback). */
    @KernelFunction("inode_wait_for_writeback")
    static void awaitEnd(Inode inode) {
        while ((inode.state & Inode.I_SYNC) != 0) {
            WaitQueue queue = inode.syncWait;
            if (queue == null) {
                queue =
                        new WaitQueue(
                                inode.sb.vfs().scheduler(),
                                "end of writing back",
                                inode,
                                out -> {
                                    if (inode.syncTask != null) {
                                        out.task(inode.syncTask);
                                    }
                                });
                inode.syncWait = queue;
            }
            int _ =
                    queue.waitEvent(
                            "inode_wait_for_writeback",
                            () -> (inode.state & Inode.I_SYNC) == 0,
                            Interruptibility.UNINTERRUPTIBLE);
        }
    }
}
