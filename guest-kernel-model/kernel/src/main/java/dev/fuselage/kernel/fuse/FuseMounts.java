package dev.fuselage.kernel.fuse;

import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.RwSemaphore;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The superblocks that share a connection ({@code fc->mounts}), first the mount itself. */
final class FuseMounts implements Iterable<FuseMount> {
    private final List<FuseMount> mounts = new ArrayList<>();
    private final RwSemaphore killsb;

    FuseMounts(TaskScheduler scheduler, Object name) {
        killsb = new RwSemaphore(scheduler, "fc->killsb", name);
    }

    /** Held while notifications look for inodes, and when a superblock goes. */
    RwSemaphore killsb() {
        return killsb;
    }

    void add(FuseMount fm) {
        mounts.add(fm);
    }

    boolean isEmpty() {
        return mounts.isEmpty();
    }

    /** A superblock goes; true when it was the last ({@code fuse_mount_remove}). */
    boolean remove(FuseMount fm) {
        killsb.downWrite();
        mounts.remove(fm);
        boolean last = mounts.isEmpty();
        killsb.upWrite();
        return last;
    }

    @Override
    public Iterator<FuseMount> iterator() {
        return mounts.iterator();
    }
}
