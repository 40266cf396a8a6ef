package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.quirk.KernelQuirks;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.WaitQueue;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection to a FUSE server ({@code struct fuse_conn}): what was negotiated, where requests are
 * made and sent (fs/fuse/dev.c), and the end of it all.
 *
 * <p>A request waits until it may begin ({@link FuseAdmission}), in the background in a line
 * ({@link FuseBackground}); it is sent; its task waits for the answer, and its end wakes the task
 * or calls {@link FuseReq#end} ({@link FuseAnswers}).
 */
public final class FuseConn {
    static final int DEFAULT_MAX_PAGES = 32;
    static final int MAX_MAX_PAGES = 256;

    private final FuseKernel kernel;
    private final TaskScheduler scheduler;
    private final FuseIqueue iqueue;
    private final WaitQueue blockedWaitq;
    private final FuseBackground background;
    private final FuseAdmission admission;
    private final FuseAnswers answers;
    private final FuseSyncBuckets syncBuckets = new FuseSyncBuckets(this);
    private final List<FuseDev> devices = new ArrayList<>();
    private final FusePolledFiles polledFiles = new FusePolledFiles();
    final FuseFeatures features = new FuseFeatures();
    final FuseMissing missing = new FuseMissing();
    final FuseLockOwner lockOwner;
    final FuseMounts mounts;

    /** {@link KernelQuirk#RELEASE_WAITS_IN_REQUEST_END}. */
    final boolean releaseWaitsInRequestEnd;

    /** {@link KernelQuirk#BAD_INODE_ON_LIVE_INODE}. */
    final boolean badInodeOnLiveInode;

    private boolean connected = true;

    /**
     * One more than the largest {@link FuseInode#attrVersion} given out; a reply older than an
     * inode's version is out of date.
     */
    private long attrVersion = 1;

    // Limits.
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
        this.blockedWaitq =
                new WaitQueue(
                        scheduler, "FUSE request slot", name, out -> answerer().deliverers(out));
        this.background = new FuseBackground(this, blockedWaitq, name);
        this.admission = new FuseAdmission(this, background, blockedWaitq);
        this.answers = new FuseAnswers(this, admission, background);
        this.lockOwner = new FuseLockOwner(kernel.random());
        KernelQuirks quirks = kernel.quirks();
        this.releaseWaitsInRequestEnd = quirks.has(KernelQuirk.RELEASE_WAITS_IN_REQUEST_END);
        this.badInodeOnLiveInode = quirks.has(KernelQuirk.BAD_INODE_ON_LIVE_INODE);
        this.mounts = new FuseMounts(scheduler, name);
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

    /** How requests begin. */
    FuseAdmission admission() {
        return admission;
    }

    /** Requests that nobody waits for. */
    FuseBackground background() {
        return background;
    }

    /** How requests end. */
    FuseAnswers answers() {
        return answers;
    }

    /** What a syncfs waits for. */
    FuseSyncBuckets syncBuckets() {
        return syncBuckets;
    }

    /** Requests begun and not ended ({@code num_waiting}). */
    public int numWaiting() {
        return admission.numWaiting();
    }

    /** Background requests sent or queued ({@code num_background}). */
    public int numBackground() {
        return background.begun();
    }

    /** False after {@link #abort}. */
    public boolean isConnected() {
        return connected;
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
            admission.count(req);
            req.set(FuseReqFlag.FORCE);
            if (!req.nocreds) {
                admission.nameCaller(req, false);
            }
        } else {
            int error = admission.admit(req, false, creates);
            if (error != 0) {
                req.count = 0;
                return error;
            }
        }
        FuseCompatSizes.adjust(req, minor);
        req.writeHeader();
        if (!req.noreply) {
            req.set(FuseReqFlag.ISREPLY);
        }
        req.count++;
        iqueue.ops().sendReq(iqueue, req);
        answers.await(req);
        int result = req.error;
        if (result == 0 && req.outArgvar) {
            result = req.replySize();
        }
        answers.put(req);
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
        req.sentBy(scheduler.currentOrNull());
        if (req.force) {
            req.set(FuseReqFlag.BACKGROUND);
        } else {
            int error = admission.admit(req, true, false);
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
            admission.count(req);
        }
        req.set(FuseReqFlag.ISREPLY);
        req.held = false;
        if (background.add(req)) {
            return 0;
        }
        req.held = true;
        answers.put(req);
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
        int error = admission.admit(req, false, false);
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
            answers.put(req);
            return -Errno.ENODEV;
        }
        req.held = false;
        iqueue.ops().sendReq(iqueue, req);
        return 0;
    }

    /** Tells the server that references to a node are gone ({@code fuse_queue_forget}). */
    @KernelFunction("fuse_queue_forget")
    void forget(long nodeid, long nlookup) {
        iqueue.ops().sendForget(iqueue, nodeid, nlookup);
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
        admission.open();
        for (FuseDev device : devices) {
            device.pq().giveUp(toEnd);
        }
        background.release();
        iqueue.lock().lock();
        iqueue.disconnect();
        iqueue.ops().giveUp(iqueue, toEnd);
        iqueue.lock().unlock();
        polledFiles.wakeAll();
        blockedWaitq.wakeUpAll();
        answers.abort(toEnd);
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
        admission.waitAborted();
    }

    // ---- devices

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

    @Override
    public String toString() {
        return iqueue.ops().toString();
    }
}
