package dev.fuselage.kernel.vfs;

import dev.fuselage.kernel.work.DelayedWork;
import dev.fuselage.kernel.work.WorkQueue;

/**
 * Files that lost their last reference in a kernel thread and are released by a work item
 * (delayed_fput): releasing may block, which that thread may not be able to afford.
 */
final class DelayedFput extends DelayedWork {
    private final WorkQueue queue;
    private final TaskWork files = new TaskWork();

    DelayedFput(WorkQueue queue) {
        super("delayed_fput");
        this.queue = queue;
    }

    void add(OpenFile file) {
        files.add(file);
        boolean _ = queue.queueDelayed(this, 1);
    }

    @Override
    protected void run() {
        files.run();
    }
}
