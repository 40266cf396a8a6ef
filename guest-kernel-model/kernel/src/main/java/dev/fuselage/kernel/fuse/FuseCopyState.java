package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.IovIter;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.kernel.mm.PageVector;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Misbehaviour;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.machine.memory.HostMemory;
import dev.fuselage.machine.time.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A copy between a daemon's memory, or a pipe, and a request ({@code struct fuse_copy_state}), page
 * by page.
 *
 * <p>The daemon's page is pinned first, which may fault, and the request can be aborted meanwhile.
 * Then the request is locked and copied to or from the pinned page, without faults, and an abort
 * waits: whoever sent the request owns the memory that is copied, and must not go on. That is the
 * way out when a daemon answers from a page that only its own answer can fill. What is in a pipe is
 * there already and never faults; and pages of a request go into it as they are, uncopied.
 */
final class FuseCopyState {
    private final TaskScheduler scheduler;
    private final boolean faultsWhileLocked;
    private final boolean abortMindsCopies;
    private final PageVector pinned = new PageVector(1);
    private final Page kernelPage;
    private final Wire wire = new Wire();
    private IovIter iter = new IovIter();

    /** What came out of a pipe, or is to go into one; null with a buffer. */
    private @Nullable PageVector pieces;

    /** Pieces that the pipe can take. */
    private int mostPieces;

    /** The next piece that came out of a pipe. */
    private int nextPiece;

    /** The page being copied, with {@link #length} bytes left; null between two. */
    private @Nullable Page current;

    private final PageAllocator allocator;
    private boolean toDaemon;
    private @Nullable FuseReq req;
    private int offset;
    private int length;

    FuseCopyState(FuseKernel kernel) {
        this.scheduler = kernel.scheduler();
        this.allocator = kernel.pages();
        this.kernelPage = kernel.pages().allocate();
        this.faultsWhileLocked = kernel.quirks().has(KernelQuirk.COPY_FAULTS_WHILE_LOCKED);
        this.abortMindsCopies = !kernel.quirks().has(KernelQuirk.ABORT_IGNORES_COPYING);
    }

    /** Starts afresh with a daemon's buffer ({@code fuse_copy_init}). */
    FuseCopyState begin(IovIter buffer) {
        iter = buffer;
        toDaemon = !buffer.isSource();
        pieces = null;
        req = null;
        return this;
    }

    /** Starts afresh with an empty vector whose pieces are to go into a pipe. */
    FuseCopyState beginToPipe(PageVector empty, int most) {
        pieces = empty;
        mostPieces = most;
        toDaemon = true;
        req = null;
        return this;
    }

    /** Starts afresh with what came out of a pipe. */
    FuseCopyState beginFromPipe(PageVector full) {
        pieces = full;
        nextPiece = 0;
        toDaemon = false;
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
        PageVector piped = pieces;
        error = piped == null ? pin() : toDaemon ? addPiece(piped) : takePiece(piped);
        return error != 0 ? error : lockRequest();
    }

    private int pin() {
        long got = iter.takePages(pinned, Page.SIZE, 1);
        if (got <= 0) {
            return got < 0 ? (int) got : -Errno.EFAULT;
        }
        current = pinned.page(0);
        offset = pinned.offset(0);
        length = (int) got;
        return 0;
    }

    /** A page more for the pipe. */
    private int addPiece(PageVector piped) {
        if (piped.count() >= mostPieces) {
            return -Errno.EIO;
        }
        Page page = allocator.allocate();
        piped.add(page, 0, 0);
        current = page;
        offset = 0;
        length = Page.SIZE;
        return 0;
    }

    /** The next that came out of the pipe; its bytes were counted before. */
    private int takePiece(PageVector piped) {
        if (nextPiece == piped.count()) {
            return -Errno.EFAULT;
        }
        current = piped.page(nextPiece);
        offset = piped.offset(nextPiece);
        length = piped.length(nextPiece);
        nextPiece++;
        return 0;
    }

    /** Unpins, or says how much of a page goes into the pipe ({@code fuse_copy_finish}). */
    @KernelFunction("fuse_copy_finish")
    void finish() {
        PageVector piped = pieces;
        if (piped != null && toDaemon && current != null) {
            piped.setLength(piped.count() - 1, Page.SIZE - length);
        }
        pinned.putAll();
        current = null;
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
        Page page = current;
        if (page == null) {
            throw new IllegalStateException("nothing to copy to");
        }
        long daemon = page.hostAddress() + offset;
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
        PageVector piped = pieces;
        FuseReq r = req;
        if (piped != null && toDaemon && count > 0) {
            if (r == null || !r.userPages) {
                return refer(piped, page, pageOffset, count);
            }
            // What happens to a program's own page later is nobody's to see in a pipe.
            int error = fill();
            if (error != 0) {
                return error;
            }
        }
        return one(page.hostAddress() + pageOffset, count);
    }

    /** Puts the request's own page into the pipe ({@code fuse_ref_page}). */
    @KernelFunction("fuse_ref_page")
    private int refer(PageVector piped, Page page, int pageOffset, int count) {
        if (piped.count() >= mostPieces) {
            return -Errno.EIO;
        }
        page.get();
        int error = unlockRequest();
        if (error != 0) {
            page.put();
            return error;
        }
        finish();
        piped.add(page, pageOffset, count);
        return 0;
    }
}
