package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.PageVector;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Misbehaviour;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.machine.memory.HostMemory;
import dev.fuselage.machine.time.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A copy between a daemon's memory and a request ({@code struct fuse_copy_state}), page by page.
 *
 * <p>The daemon's page is pinned first, which may fault, and the request can be aborted meanwhile.
 * Then the request is locked and copied to or from the pinned page, without faults, and an abort
 * waits: whoever sent the request owns the memory that is copied, and must not go on. That is the
 * way out when a daemon answers from a page that only its own answer can fill.
 */
final class FuseCopyState {
    private final TaskScheduler scheduler;
    private final boolean faultsWhileLocked;
    private final boolean abortMindsCopies;
    private final PageVector pinned = new PageVector(1);
    private final Page kernelPage;
    private final Wire wire = new Wire();
    private IovIter iter = new IovIter();
    private boolean toDaemon;
    private @Nullable FuseReq req;
    private int offset;
    private int length;

    FuseCopyState(FuseKernel kernel) {
        this.scheduler = kernel.scheduler();
        this.kernelPage = kernel.pages().allocate();
        this.faultsWhileLocked = kernel.quirks().has(KernelQuirk.COPY_FAULTS_WHILE_LOCKED);
        this.abortMindsCopies = !kernel.quirks().has(KernelQuirk.ABORT_IGNORES_COPYING);
    }

    /** Starts afresh with a daemon's buffer ({@code fuse_copy_init}). */
    FuseCopyState begin(IovIter buffer) {
        iter = buffer;
        toDaemon = !buffer.isSource();
        req = null;
        return this;
    }

    /** From now on it is that request that is copied. */
    void of(FuseReq request) {
        req = request;
    }

    // ---- the lock that abort minds

    /** {@code lock_request}: 0, or -ENOENT when it was aborted. */
    @KernelFunction("lock_request")
    private int lockRequest() {
        FuseReq r = req;
        if (r == null) {
            return 0;
        }
        scheduler.touch(r.waitq, Operation.CHANGE);
        if (r.is(FuseReqFlag.ABORTED) && abortMindsCopies) {
            return -Errno.ENOENT;
        }
        r.set(FuseReqFlag.LOCKED);
        return 0;
    }

    /** {@code unlock_request}: the same. An aborted one stays locked: its copier ends it. */
    @KernelFunction("unlock_request")
    private int unlockRequest() {
        FuseReq r = req;
        if (r == null) {
            return 0;
        }
        scheduler.touch(r.waitq, Operation.CHANGE);
        if (r.is(FuseReqFlag.ABORTED) && abortMindsCopies) {
            return -Errno.ENOENT;
        }
        r.clear(FuseReqFlag.LOCKED);
        return 0;
    }

    // ---- the daemon's page

    /** {@code fuse_copy_fill}: pins the next page of the daemon's buffer. */
    @KernelFunction("fuse_copy_fill")
    private int fill() {
        int error = faultsWhileLocked ? lockRequest() : unlockRequest();
        if (error != 0) {
            return error;
        }
        finish();
        long got = iter.takePages(pinned, Page.SIZE, 1);
        if (got <= 0) {
            return got < 0 ? (int) got : -Errno.EFAULT;
        }
        offset = pinned.offset(0);
        length = (int) got;
        return lockRequest();
    }

    /** Unpins ({@code fuse_copy_finish}). */
    @KernelFunction("fuse_copy_finish")
    void finish() {
        pinned.putAll();
        length = 0;
    }

    // ---- structures on the kernel's side

    /** Room for one structure on its way, up to a page: what Linux has on the stack. */
    Wire structure(int size) {
        wire.at(HostMemory.ALL, kernelPage.hostAddress());
        wire.clear(0, size);
        return wire;
    }

    /** Copies {@link #structure} to or from the daemon; 0 or a negative errno. */
    int copyStructure(int size) {
        return one(kernelPage.hostAddress(), size);
    }

    // ---- copying

    /** Copies kernel memory ({@code fuse_copy_one}); 0 or a negative errno. */
    @KernelFunction("fuse_copy_one")
    int one(long hostAddress, int size) {
        int done = 0;
        while (done < size) {
            int error = length == 0 ? fill() : 0;
            if (error != 0) {
                return error;
            }
            int piece = Math.min(size - done, length);
            move(hostAddress + done, piece);
            done += piece;
        }
        return 0;
    }

    /** {@code fuse_copy_do}: the page is pinned and the request locked. */
    @KernelFunction("fuse_copy_do")
    private void move(long hostAddress, int size) {
        scheduler.syncPoint();
        FuseReq r = req;
        if (r != null) {
            checkAlive(r);
        }
        long daemon = pinned.page(0).hostAddress() + offset;
        HostMemory.copy(toDaemon ? hostAddress : daemon, toDaemon ? daemon : hostAddress, size);
        scheduler.spendCopy(size);
        offset += size;
        length -= size;
    }

    /** The sender of a request that has ended may use the memory for something else. */
    private void checkAlive(FuseReq r) {
        scheduler.touch(r.waitq, Operation.READ);
        if (r.is(FuseReqFlag.FINISHED) && !r.held) {
            scheduler.misbehave(
                    Misbehaviour.Kind.USE_AFTER_FREE,
                    "goes on copying " + r + ", which was aborted and whose sender is gone");
        }
    }

    /**
     * Copies the pages of the request, up to that many bytes ({@code fuse_copy_pages}).
     *
     * @param zeroing what the bytes leave of the pages becomes zeros
     */
    @KernelFunction("fuse_copy_pages")
    int pages(PageVector data, int size, boolean zeroing) {
        int left = size;
        for (int i = 0; i < data.count() && (left > 0 || zeroing); i++) {
            int count = Math.min(left, data.length(i));
            int error = page(data.page(i), data.offset(i), count, zeroing);
            if (error != 0) {
                return error;
            }
            left -= count;
        }
        return 0;
    }

    /** {@code fuse_copy_page}. */
    @KernelFunction("fuse_copy_page")
    int page(Page page, int pageOffset, int count, boolean zeroing) {
        if (zeroing && count < Page.SIZE) {
            page.zero(0, Page.SIZE);
        }
        return one(page.hostAddress() + pageOffset, count);
    }
}
