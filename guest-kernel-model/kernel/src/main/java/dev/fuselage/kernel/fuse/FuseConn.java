package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseCompat;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.quirk.KernelQuirks;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Misbehaviour;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.RwSemaphore;
import dev.fuselage.kernel.wait.SpinLock;
import dev.fuselage.kernel.wait.WaitQueue;
import dev.fuselage.machine.time.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a FUSE server ({@code struct fuse_conn}): what was negotiated, and the life of
 * requests (fs/fuse/dev.c).
 *
 * <p>A request waits for INIT's reply and, in the background, for a free slot; it is sent; its task
 * waits for the answer, which signals end only under rules; its end wakes the task or calls {@link
 * FuseReq#end}. {@link #numWaiting} counts requests from the first wait on, so that an abort can
 * wait for all of them.
 */
public final class FuseConn {
    static final int DEFAULT_MAX_BACKGROUND = 12;
    static final int DEFAULT_CONGESTION_THRESHOLD = DEFAULT_MAX_BACKGROUND * 3 / 4;
    static final int DEFAULT_MAX_PAGES = 32;
    static final int MAX_MAX_PAGES = 256;

    private final FuseKernel kernel;
    private final TaskScheduler scheduler;
    private final FuseIqueue iqueue;
    private final SpinLock bgLock;
    private final WaitQueue blockedWaitq;
    private final FuseReqList bgQueue = new FuseReqList();
    private final List<FuseDev> devices = new ArrayList<>();
    private final RwSemaphore killsb;
    private final FusePolledFiles polledFiles = new FusePolledFiles();
    final FuseFeatures features = new FuseFeatures();
    final FuseMissing missing = new FuseMissing();
    final FuseLockOwner lockOwner;
    final List<FuseMount> mounts = new ArrayList<>();
    private final BooleanSupplier mayAllocate = this::mayAllocate;
    private final BooleanSupplier mayAllocateBackground = this::mayAllocateBackground;
    private final BooleanSupplier nothingWaits = this::nothingWaits;

    /** {@link KernelQuirk#RELEASE_WAITS_IN_REQUEST_END}. */
    final boolean releaseWaitsInRequestEnd;

    /** {@link KernelQuirk#BAD_INODE_ON_LIVE_INODE}. */
    final boolean badInodeOnLiveInode;

    private final boolean argumentsOnSendersStack;

    private int numWaiting;
    private int numBackground;
    private int activeBackground;
    private boolean blocked;
    private boolean initialized;
    private boolean connected = true;

    /**
     * One more than the largest {@link FuseInode#attrVersion} given out; a reply older than an
     * inode's version is out of date.
     */
    private long attrVersion = 1;

    private @Nullable FuseSyncBucket bucket;

    // Limits.
    int maxBackground = DEFAULT_MAX_BACKGROUND;
    int congestionThreshold = DEFAULT_CONGESTION_THRESHOLD;
    int minor = FuseInit.MINOR;
    int maxRead = Integer.MAX_VALUE;
    int maxWrite;
    int maxPages = DEFAULT_MAX_PAGES;
    int maxPagesLimit = MAX_MAX_PAGES;

    // State of the connection.
    boolean connInit;
    boolean connError;

    // What the mount decided.
    boolean defaultPermissions;
    boolean allowOther;
    boolean destroy;
    boolean deleteStale;
    boolean autoSubmounts;
    boolean syncFs;
    boolean noForceUmount;

    /** It is not shown in the control file system. */
    boolean noControl;

    /** /proc/mounts shows the options of the classic transport ({@code legacy_opts_show}). */
    boolean legacyOptsShow;

    /** It was aborted by hand and its server asked to be told so ({@code fc->aborted}). */
    boolean aborted;

    FuseDaxMode daxMode = FuseDaxMode.NEVER;
    int userId;
    int groupId;
    private int number;

    FuseConn(FuseKernel kernel, FuseIqueueOps ops, Object name) {
        this.kernel = kernel;
        this.scheduler = kernel.scheduler();
        this.iqueue = new FuseIqueue(ops, scheduler, name);
        this.bgLock = new SpinLock(scheduler, "fc->bg_lock", name);
        this.blockedWaitq =
                new WaitQueue(
                        scheduler, "FUSE request slot", name, out -> answerer().deliverers(out));
        this.lockOwner = new FuseLockOwner(kernel.random());
        KernelQuirks quirks = kernel.quirks();
        this.releaseWaitsInRequestEnd = quirks.has(KernelQuirk.RELEASE_WAITS_IN_REQUEST_END);
        this.badInodeOnLiveInode = quirks.has(KernelQuirk.BAD_INODE_ON_LIVE_INODE);
        this.argumentsOnSendersStack = quirks.has(KernelQuirk.ARGUMENTS_ON_SENDERS_STACK);
        this.killsb = new RwSemaphore(scheduler, "fc->killsb", name);
        devices.add(new FuseDev(this));
    }

    /** What it is called in the control file system ({@code fc->dev}); 0 for virtio-fs. */
    int number() {
        return number;
    }

    void setNumber(int device) {
        number = device;
    }

    private Deliverer answerer() {
        return iqueue.ops().answerer(iqueue);
    }

    TaskScheduler scheduler() {
        return scheduler;
    }

    PageAllocator pages() {
        return kernel.pages();
    }

    FuseKernel kernel() {
        return kernel;
    }

    /** Where requests leave. */
    public FuseIqueue iqueue() {
        return iqueue;
    }

    /** Requests begun and not ended ({@code num_waiting}). */
    public int numWaiting() {
        return numWaiting;
    }

    /** Background requests sent or queued ({@code num_background}). */
    public int numBackground() {
        return numBackground;
    }

    /** Background requests sent ({@code active_background}). */
    int activeBackground() {
        return activeBackground;
    }

    boolean isBlocked() {
        return blocked;
    }

    /** False after {@link #abort}. */
    public boolean isConnected() {
        return connected;
    }

    boolean isInitialized() {
        return initialized;
    }

    /** Readahead nobody waits for and lazy write-back hold back ({@code congestion_threshold}). */
    boolean isCongested() {
        return numBackground >= congestionThreshold;
    }

    // ---- versions and time

    /**
     * The version to compare with when the reply to a request sent now arrives ({@code
     * fuse_get_attr_version}).
     */
    long attrVersion() {
        return attrVersion;
    }

    long nextAttrVersion() {
        return ++attrVersion;
    }

    /**
     * When something valid for that long from now expires, in jiffies; 0 has expired already
     * ({@code fuse_time_to_jiffies}).
     */
    long expiry(long seconds, int nanoseconds) {
        return FuseExpiry.of(kernel.jiffies(), seconds, nanoseconds);
    }

    /** Whether a moment in jiffies is past; the moment itself is not ({@code time_before64}). */
    boolean isExpired(long expiry) {
        return expiry - kernel.jiffies() < 0;
    }

    // ---- requests

    /** A request with room for names and structures. */
    FuseReq request(FuseMount fm, Opcode opcode, long nodeid) {
        return request(fm, opcode, nodeid, 0);
    }

    /**
     * A request; {@code room}: bytes of arguments and reply outside pages, 0 for names and
     * structures.
     */
    FuseReq request(FuseMount fm, Opcode opcode, long nodeid, int room) {
        return kernel.requests().take(fm, opcode, nodeid, room);
    }

    /**
     * A request that names its caller to the server only by -1 where ids can be mapped ({@code
     * fuse_simple_request}).
     */
    @KernelFunction("__fuse_simple_request")
    int send(FuseReq req) {
        return send(req, false);
    }

    /**
     * Sends a request and waits for its answer ({@code __fuse_simple_request}). The reply can be
     * read until {@link FuseReq#release}.
     *
     * @param creates the server needs the caller's ids because it makes an inode ({@code
     *     fuse_simple_idmap_request})
     * @return 0 or a negative errno; with {@link FuseReq#outArgvar} the size of the reply's last
     *     part
     */
    @KernelFunction("__fuse_simple_request")
    int send(FuseReq req, boolean creates) {
        if (req.force) {
            numWaiting++;
            req.set(FuseReqFlag.WAITING | FuseReqFlag.FORCE);
            if (!req.nocreds) {
                forceCredentials(req);
            }
        } else {
            int error = admit(req, false, creates);
            if (error != 0) {
                req.count = 0;
                return error;
            }
        }
        adjustCompat(req);
        req.writeHeader();
        if (!req.noreply) {
            req.set(FuseReqFlag.ISREPLY);
        }
        req.count++;
        iqueue.ops().sendReq(iqueue, req);
        waitAnswer(req);
        int result = req.error;
        if (result == 0 && req.outArgvar) {
            result = req.replySize();
        }
        put(req);
        return result;
    }

    /**
     * Sends a request whose end calls {@link FuseReq#end} ({@code fuse_simple_background}).
     *
     * @return 0, after which the request is the transport's; or a negative errno with the request
     *     still the caller's
     */
    @KernelFunction("fuse_simple_background")
    int sendBackground(FuseReq req) {
        if (req.force) {
            req.set(FuseReqFlag.BACKGROUND);
        } else {
            int error = admit(req, true, false);
            if (error != 0) {
                req.count = 0;
                return error;
            }
        }
        req.writeHeader();
        if (req.end != null) {
            req.set(FuseReqFlag.ASYNC);
        }
        if (!req.is(FuseReqFlag.WAITING)) {
            req.set(FuseReqFlag.WAITING);
            numWaiting++;
        }
        req.set(FuseReqFlag.ISREPLY);
        req.held = false;
        if (queueBackground(req)) {
            return 0;
        }
        req.held = true;
        put(req);
        return -Errno.ENOTCONN;
    }

    /**
     * Sends data that the server asked for with a number of its own ({@code
     * fuse_simple_notify_reply}); there is no answer.
     *
     * @return 0, after which the request is the transport's; or a negative errno with the request
     *     still the caller's
     */
    int sendNotifyReply(FuseReq req, long unique) {
        int error = admit(req, false, false);
        if (error != 0) {
            req.count = 0;
            return error;
        }
        if (req.end != null) {
            req.set(FuseReqFlag.ASYNC);
        }
        req.writeHeader();
        req.setUnique(unique);
        if (!iqueue.isConnected()) {
            put(req);
            return -Errno.ENODEV;
        }
        req.held = false;
        iqueue.ops().sendReq(iqueue, req);
        return 0;
    }

    /** {@code fuse_get_req}: counts, waits for INIT or a slot, and fills in who asks. */
    @KernelFunction("fuse_get_req")
    private int admit(FuseReq req, boolean background, boolean creates) {
        numWaiting++;
        if (isAllocBlocked(background)
                && blockedWaitq.waitEventExclusive(
                                "fuse_get_req",
                                background ? mayAllocateBackground : mayAllocate,
                                Interruptibility.KILLABLE)
                        != 0) {
            dropWaiting();
            return -Errno.EINTR;
        }
        if (!connected || connError) {
            dropWaiting();
            return connected ? -Errno.ECONNREFUSED : -Errno.ENOTCONN;
        }
        req.set(FuseReqFlag.WAITING | (background ? FuseReqFlag.BACKGROUND : 0));
        Task task = scheduler.current();
        Credentials cred = task.credentials();
        boolean named = creates || req.fm.isNoIdmap();
        req.setCredentials(
                named ? cred.fsuid() : FuseProtocol.INVALID_UIDGID,
                named ? cred.fsgid() : FuseProtocol.INVALID_UIDGID,
                task.pid());
        return 0;
    }

    private void forceCredentials(FuseReq req) {
        Task task = scheduler.current();
        Credentials cred = task.credentials();
        boolean named = req.fm.isNoIdmap();
        req.setCredentials(
                named ? cred.fsuid() : FuseProtocol.INVALID_UIDGID,
                named ? cred.fsgid() : FuseProtocol.INVALID_UIDGID,
                task.pid());
    }

    private boolean isAllocBlocked(boolean background) {
        return !initialized || (background && blocked);
    }

    private boolean mayAllocate() {
        return !isAllocBlocked(false);
    }

    private boolean mayAllocateBackground() {
        return !isAllocBlocked(true);
    }

    private boolean nothingWaits() {
        return numWaiting == 0;
    }

    /** Sizes of old protocols; known only once INIT was answered ({@code fuse_adjust_compat}). */
    private void adjustCompat(FuseReq req) {
        if (minor >= 12) {
            return;
        }
        switch (req.opcode()) {
            case STATFS -> req.shrinkFirstOut(FuseCompat.statfsOutSize(minor));
            case LOOKUP, MKDIR, SYMLINK, LINK -> req.shrinkFirstOut(FuseCompat.entryOutSize(minor));
            case CREATE -> {
                req.shrinkFirstOut(FuseCompat.entryOutSize(minor));
                req.shrinkFirstIn(FuseCompat.createInSize(minor));
            }
            case MKNOD -> {
                req.shrinkFirstOut(FuseCompat.entryOutSize(minor));
                req.shrinkFirstIn(FuseCompat.mknodInSize(minor));
            }
            case GETATTR, SETATTR -> req.shrinkFirstOut(FuseCompat.attrOutSize(minor));
            default -> {}
        }
    }

    /**
     * {@code request_wait_answer}: any signal asks the server to interrupt, a fatal one withdraws
     * what the transport has not taken.
     */
    @KernelFunction("request_wait_answer")
    private void waitAnswer(FuseReq req) {
        if (!missing.interrupt) {
            if (req.waitq.waitEvent(
                            "request_wait_answer", req.finished, Interruptibility.INTERRUPTIBLE)
                    == 0) {
                return;
            }
            scheduler.touch(req.waitq, Operation.CHANGE);
            req.set(FuseReqFlag.INTERRUPTED);
            if (req.is(FuseReqFlag.SENT)) {
                iqueue.ops().sendInterrupt(iqueue, req);
            }
        }
        if (!req.is(FuseReqFlag.FORCE)) {
            if (req.waitq.waitEvent("request_wait_answer", req.finished, Interruptibility.KILLABLE)
                    == 0) {
                return;
            }
            if (withdraw(req)) {
                return;
            }
        }
        int _ =
                req.waitq.waitEvent(
                        "request_wait_answer", req.finished, Interruptibility.UNINTERRUPTIBLE);
    }

    private boolean withdraw(FuseReq req) {
        iqueue.lock().lock();
        boolean pending = req.is(FuseReqFlag.PENDING);
        if (pending) {
            FuseReqList list = req.list;
            if (list != null) {
                list.remove(req);
            }
            req.count--;
            req.error = -Errno.EINTR;
        }
        iqueue.lock().unlock();
        return pending;
    }

    @KernelFunction("fuse_request_queue_background")
    private boolean queueBackground(FuseReq req) {
        bgLock.lock();
        boolean queue = connected;
        if (queue) {
            numBackground++;
            if (numBackground == maxBackground) {
                blocked = true;
            }
            bgQueue.addLast(req);
            flushBackground();
        }
        bgLock.unlock();
        return queue;
    }

    @KernelFunction("flush_bg_queue")
    private void flushBackground() {
        while (activeBackground < maxBackground) {
            FuseReq req = bgQueue.removeFirst();
            if (req == null) {
                return;
            }
            activeBackground++;
            iqueue.ops().sendReq(iqueue, req);
        }
    }

    /**
     * The request has its answer, or will never have one ({@code fuse_request_end}). Frees a
     * background slot, wakes or calls who waits.
     */
    @KernelFunction("fuse_request_end")
    void requestEnd(FuseReq req) {
        if (!req.is(FuseReqFlag.FINISHED)) {
            req.set(FuseReqFlag.FINISHED);
            if (argumentsOnSendersStack) {
                readArguments(req);
            }
            if (req.is(FuseReqFlag.INTERRUPT_QUEUED)) {
                iqueue.ops().dropInterrupt(iqueue, req);
            }
            if (req.is(FuseReqFlag.BACKGROUND)) {
                endBackground(req);
            } else {
                req.waitq.wakeUp();
            }
            FuseEnd end = req.end;
            if (req.is(FuseReqFlag.ASYNC) && end != null) {
                end.end(req.fm, req, req.error);
            }
        }
        put(req);
    }

    /**
     * {@code async = req->args->end}, where the flag of the request was not there yet. A sender
     * that had not fallen asleep yet, or was woken by a signal, may have seen the end and returned.
     */
    private void readArguments(FuseReq req) {
        scheduler.touch(req.waitq, Operation.CHANGE);
        scheduler.syncPoint();
        scheduler.touch(req.waitq, Operation.READ);
        if (req.isSendersFrameGone()) {
            scheduler.misbehave(
                    Misbehaviour.Kind.USE_AFTER_FREE,
                    "reads the arguments of " + req + " from a stack frame that its sender left");
        }
    }

    private void endBackground(FuseReq req) {
        bgLock.lock();
        req.clear(FuseReqFlag.BACKGROUND);
        if (numBackground == maxBackground) {
            blocked = false;
            blockedWaitq.wakeUp();
        } else if (!blocked && blockedWaitq.hasWaiters()) {
            blockedWaitq.wakeUp();
        }
        numBackground--;
        activeBackground--;
        flushBackground();
        bgLock.unlock();
    }

    /** {@code fuse_put_request}. */
    @KernelFunction("fuse_put_request")
    void put(FuseReq req) {
        if (--req.count > 0) {
            return;
        }
        if (req.is(FuseReqFlag.BACKGROUND)) {
            // Allocated for the background but not sent: its slot may wake another.
            bgLock.lock();
            if (!blocked) {
                blockedWaitq.wakeUp();
            }
            bgLock.unlock();
        }
        if (req.is(FuseReqFlag.WAITING)) {
            req.clear(FuseReqFlag.WAITING);
            dropWaiting();
        }
        if (!req.held) {
            recycle(req);
        }
    }

    void recycle(FuseReq req) {
        kernel.requests().giveBack(req);
    }

    private void dropWaiting() {
        numWaiting--;
        if (numWaiting == 0 && !connected) {
            blockedWaitq.wakeUpAll();
        }
    }

    /** Tells the server that references to a node are gone ({@code fuse_queue_forget}). */
    @KernelFunction("fuse_queue_forget")
    void forget(long nodeid, long nlookup) {
        iqueue.ops().sendForget(iqueue, nodeid, nlookup);
    }

    // ---- syncfs

    /** What a WRITE of cached pages is counted in; null where syncfs does not wait for them. */
    @Nullable FuseSyncBucket writeBucket() {
        FuseSyncBucket current = bucket;
        if (current == null && syncFs) {
            current = newBucket();
            bucket = current;
        }
        return current;
    }

    private FuseSyncBucket newBucket() {
        return new FuseSyncBucket(scheduler, iqueue.ops(), out -> answerer().deliverers(out));
    }

    /** Waits for the WRITEs of cached pages sent so far ({@code fuse_sync_fs_writes}). */
    @KernelFunction("fuse_sync_fs_writes")
    void awaitEarlierWrites() {
        FuseSyncBucket earlier = bucket;
        if (earlier == null || earlier.isEmpty()) {
            return;
        }
        FuseSyncBucket later = newBucket();
        // It is not over before the one before it.
        later.add();
        bucket = later;
        earlier.drop();
        earlier.await();
        later.drop();
    }

    // ---- limits

    /**
     * INIT's reply sets other limits ({@code process_init_limits}); 0 leaves one as it is. A server
     * that is not privileged gets no more than a user may have.
     */
    void setLimits(int newMaxBackground, int newCongestionThreshold) {
        Task server = scheduler.currentOrNull();
        boolean privileged = server == null || server.credentials().capable(Capability.SYS_ADMIN);
        int most = privileged ? Integer.MAX_VALUE : kernel.userBackgroundLimit();
        bgLock.lock();
        if (newMaxBackground != 0) {
            maxBackground = Math.min(newMaxBackground, most);
        }
        if (newCongestionThreshold != 0) {
            congestionThreshold = Math.min(newCongestionThreshold, most);
        }
        bgLock.unlock();
    }

    /** The control file system sets another limit ({@code fuse_conn_max_background_write}). */
    void setMaxBackground(int value) {
        bgLock.lock();
        maxBackground = value;
        blocked = numBackground >= maxBackground;
        if (!blocked) {
            blockedWaitq.wakeUp();
        }
        bgLock.unlock();
    }

    /**
     * INIT is answered or has failed: lets everybody who waited for it go on ({@code
     * fuse_set_initialized}).
     */
    void setInitialized() {
        initialized = true;
        blockedWaitq.wakeUpAll();
    }

    // ---- the end

    /** Ends all requests and refuses new ones ({@code fuse_abort_conn}). */
    @KernelFunction("fuse_abort_conn")
    void abort() {
        if (!connected) {
            return;
        }
        FuseReqList toEnd = new FuseReqList();
        connected = false;
        initialized = true;
        for (FuseDev device : devices) {
            device.pq().giveUp(toEnd);
        }
        bgLock.lock();
        blocked = false;
        maxBackground = Integer.MAX_VALUE;
        flushBackground();
        bgLock.unlock();
        iqueue.lock().lock();
        iqueue.disconnect();
        iqueue.ops().giveUp(iqueue, toEnd);
        iqueue.lock().unlock();
        polledFiles.wakeAll();
        blockedWaitq.wakeUpAll();
        endRequests(toEnd);
    }

    /** What the server took will not be answered any more ({@code end_requests}). */
    void endRequests(FuseReqList requests) {
        for (FuseReq req = requests.removeFirst(); req != null; req = requests.removeFirst()) {
            req.clear(FuseReqFlag.SENT);
            req.fail(-Errno.ECONNABORTED);
        }
    }

    /** Waits until every request that was begun has ended ({@code fuse_wait_aborted}). */
    @KernelFunction("fuse_wait_aborted")
    void waitAborted() {
        int _ =
                blockedWaitq.waitEvent(
                        "fuse_wait_aborted", nothingWaits, Interruptibility.UNINTERRUPTIBLE);
    }

    /**
     * The last superblock is gone: DESTROY if the server wants it, then no requests any more
     * ({@code fuse_conn_destroy}).
     */
    @KernelFunction("fuse_conn_destroy")
    void shutDown(FuseMount fm) {
        if (destroy && connInit) {
            FuseReq req = request(fm, Opcode.DESTROY, 0);
            req.force = true;
            req.nocreds = true;
            int _ = send(req);
            req.release();
        }
        abort();
        waitAborted();
    }

    // ---- devices and superblocks

    /** The device that came with the connection; it is never closed for virtio-fs. */
    FuseDev firstDevice() {
        return devices.getFirst();
    }

    /** One device more for the same connection ({@code fuse_dev_alloc_install}). */
    FuseDev addDevice() {
        FuseDev device = new FuseDev(this);
        devices.add(device);
        return device;
    }

    /** A device was closed; true when it was the last. */
    boolean removeDevice(FuseDev device) {
        devices.remove(device);
        return devices.isEmpty();
    }

    /** What the server works on, in whichever device's hands. */
    void takeProcessing(FuseReqList into) {
        for (FuseDev device : devices) {
            device.pq().takeProcessing(into);
        }
    }

    FusePolledFiles polledFiles() {
        return polledFiles;
    }

    /** Held while notifications look for inodes, and when a superblock goes. */
    RwSemaphore killsb() {
        return killsb;
    }

    /** A superblock goes; true when it was the last ({@code fuse_mount_remove}). */
    boolean removeMount(FuseMount fm) {
        killsb.downWrite();
        mounts.remove(fm);
        boolean last = mounts.isEmpty();
        killsb.upWrite();
        return last;
    }

    @Override
    public String toString() {
        return iqueue.ops().toString();
    }
}
