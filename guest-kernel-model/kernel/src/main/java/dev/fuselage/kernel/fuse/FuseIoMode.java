package dev.fuselage.kernel.fuse;

import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.WaitQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How the open files of an inode share it between the page cache and parallel direct writes
 * (fs/fuse/iomode.c): while a file is open for caching, direct writes exclude each other; while
 * direct writes run side by side, opening for caching waits.
 */
final class FuseIoMode {
    /** What an open file holds. */
    enum Use {
        NONE,
        CACHED
    }

    private final FuseInode fi;

    /**
     * Files open for caching when positive, direct writes under way when negative ({@code
     * iocachectr}).
     */
    private int counter;

    private @Nullable WaitQueue waitq;
    private final BooleanSupplier noDirectWrites = this::isFreeOfDirectWrites;

    FuseIoMode(FuseInode fi) {
        this.fi = fi;
    }

    private boolean isFreeOfDirectWrites() {
        return counter >= 0;
    }

    int counter() {
        return counter;
    }

    /** A file is opened ({@code fuse_file_io_open}). */
    void open(FuseFile ff) {
        if (!ff.isReleased()) {
            return;
        }
        if (!ff.isDirect()) {
            ff.openFlags &= ~dev.fuselage.fuse.FuseFopen.FOPEN_PARALLEL_DIRECT_WRITES;
            cachedOpen(ff);
        }
    }

    /**
     * A file that uses the page cache is opened, or mapped for the first time ({@code
     * fuse_file_cached_io_open}). Waits for direct writes.
     */
    @KernelFunction("fuse_file_cached_io_open")
    void cachedOpen(FuseFile ff) {
        if (!ff.isReleased()) {
            return;
        }
        while (counter < 0) {
            // New direct writes see the bit and exclude each other, so that the wait ends.
            fi.set(FuseInode.CACHE_IO_MODE);
            int _ =
                    waitq().waitEvent(
                                    "fuse_file_cached_io_open",
                                    noDirectWrites,
                                    Interruptibility.UNINTERRUPTIBLE);
        }
        if (ff.use == Use.NONE) {
            ff.use = Use.CACHED;
            if (counter == 0) {
                fi.set(FuseInode.CACHE_IO_MODE);
            }
            counter++;
        }
    }

    /** Its last use is over ({@code fuse_file_io_release}). */
    void release(FuseFile ff) {
        if (ff.use == Use.CACHED) {
            ff.use = Use.NONE;
            counter--;
            if (counter == 0) {
                fi.clear(FuseInode.CACHE_IO_MODE);
            }
        }
    }

    /**
     * A direct write starts beside others; false where the cache is in use ({@code
     * fuse_inode_uncached_io_start}).
     */
    boolean startDirect() {
        if (counter > 0) {
            return false;
        }
        counter--;
        return true;
    }

    /** It is over ({@code fuse_inode_uncached_io_end}). */
    void endDirect() {
        counter++;
        WaitQueue w = waitq;
        if (counter == 0 && w != null) {
            w.wakeUp();
        }
    }

    private WaitQueue waitq() {
        WaitQueue w = waitq;
        if (w == null) {
            w =
                    new WaitQueue(
                            fi.conn().scheduler(),
                            "direct writes",
                            fi,
                            Deliverer.anyTask("a task that ends its direct write"));
            waitq = w;
        }
        return w;
    }
}
