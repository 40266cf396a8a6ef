package dev.fuselage.devices.virtiofs;

import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.virtio.SharedMemoryRegion;
import dev.fuselage.devices.virtio.VirtioDevice;
import dev.fuselage.devices.virtio.VirtioFeature;
import dev.fuselage.devices.virtio.Virtqueue;
import dev.fuselage.devices.virtio.VirtqueueError;
import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.FuseOutHeader;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.machine.Machine;
import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.host.DeviceInsight;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.SparseMemory;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.stats.Counter;
import dev.fuselage.machine.time.Operation;
import dev.fuselage.machine.time.Shared;
import dev.fuselage.machine.time.Simulation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The virtio file system device (virtio 1.2, section 5.11).
 *
 * <pre>
 * queue 0: hiprio    queues 1..n: requests
 * config:  tag u8[36], num_request_queues le32
 * </pre>
 *
 * <p>The high-priority queue has a worker of its own, so it makes progress whatever the request
 * queues do. VIRTIO_FS_F_NOTIFICATION is not offered, hence neither the notification queue nor its
 * configuration field exists.
 */
public final class VirtioFsDevice extends VirtioDevice implements AutoCloseable {

    /** The virtio device id of a file system device. */
    public static final int DEVICE_TYPE = 26;

    /** Index of the high-priority queue. */
    public static final int HIPRIO_QUEUE = 0;

    /** Index of the first request queue. */
    public static final int FIRST_REQUEST_QUEUE = 1;

    /** The DAX window's shared memory region (section 5.11.6.4). */
    public static final int DAX_WINDOW_ID = 0;

    private static final int NUM_REQUEST_QUEUES_OFFSET = VirtioFsConfig.TAG_BYTES;
    private static final int CONFIG_BYTES = NUM_REQUEST_QUEUES_OFFSET + Integer.BYTES;

    private final VirtioFsConfig config;
    private final RequestHandler handler;
    private final Simulation simulation;
    private final GuestMemory memory;
    private final byte[] tag;
    private final @Nullable SparseMemory daxWindow;
    private final WorkerGroup hiprio;
    private final WorkerGroup requests;
    private final LockWaiter lockWaiter;
    private final DeviceInsight insight;

    /** Sessions and files of the server, which any request may change. */
    private final Shared files =
            new Shared() {
                @Override
                public String describe() {
                    return "files of the server";
                }
            };

    private Mishaps mishaps = Mishaps.NONE;
    private long begun;

    private final Counter kicks;
    private final Counter served;
    private final Counter interrupts;

    /**
     * A device that a FUSE server answers for, on no bus yet.
     *
     * @param server not shared with another device
     */
    public VirtioFsDevice(Machine machine, VirtioFsConfig config, FuseServer server) {
        this(machine, config, new ServerHandler(server));
    }

    /**
     * A device for one machine, on no bus yet.
     *
     * @param handler answers what the guest asks; not shared with another device
     */
    public VirtioFsDevice(Machine machine, VirtioFsConfig config, RequestHandler handler) {
        super(DEVICE_TYPE, features(config), machine.memory(), queueSizes(config));
        this.config = config;
        this.handler = handler;
        this.simulation = machine.simulation();
        this.memory = machine.memory();
        this.tag =
                Arrays.copyOf(
                        config.tag().getBytes(StandardCharsets.UTF_8), VirtioFsConfig.TAG_BYTES);
        this.daxWindow = config.daxBytes() == 0 ? null : new SparseMemory(config.daxBytes());
        String name = machine.name() + ".virtiofs." + config.tag();
        this.hiprio = new WorkerGroup(this, simulation, name + ".hiprio", 0, 0, 1);
        this.requests =
                new WorkerGroup(
                        this,
                        simulation,
                        name + ".requests",
                        FIRST_REQUEST_QUEUE,
                        config.requestQueues(),
                        config.workers());
        this.lockWaiter = new LockWaiter(simulation, name + ".locks", this, requests);
        this.insight = new RequestInsight(this, lockWaiter);
        handler.setWaitListener(this::locksChanged);
        this.kicks = simulation.counters().counter(name + ".kicks");
        this.served = simulation.counters().counter(name + ".requests");
        this.interrupts = simulation.counters().counter(name + ".interrupts");
    }

    private static long features(VirtioFsConfig config) {
        long features = VirtioFeature.EVENT_IDX | VirtioFeature.RING_RESET;
        features |= config.indirect() ? VirtioFeature.INDIRECT_DESC : 0;
        return config.ringFormat() == RingFormat.SPLIT
                ? features
                : features | VirtioFeature.RING_PACKED;
    }

    private static int[] queueSizes(VirtioFsConfig config) {
        int[] sizes = new int[FIRST_REQUEST_QUEUE + config.requestQueues()];
        Arrays.fill(sizes, config.queueSize());
        return sizes;
    }

    @Override
    protected boolean accepts(long features) {
        return config.ringFormat() != RingFormat.PACKED
                || (features & VirtioFeature.RING_PACKED) != 0;
    }

    @Override
    public int configBytes() {
        return CONFIG_BYTES;
    }

    @Override
    protected int configByte(int offset) {
        return offset < NUM_REQUEST_QUEUES_OFFSET
                ? tag[offset] & 0xff
                : config.requestQueues() >>> (8 * (offset - NUM_REQUEST_QUEUES_OFFSET)) & 0xff;
    }

    @Override
    public List<SharedMemoryRegion> sharedMemory() {
        SparseMemory window = daxWindow;
        return window == null
                ? List.of()
                : List.of(new SharedMemoryRegion(DAX_WINDOW_ID, window.segment()));
    }

    @Override
    protected void driverOk() {
        // A driver may have filled rings before it was allowed to kick.
        for (int index = 0; index < queueCount(); index++) {
            lookFor(index);
        }
    }

    private void lookFor(int index) {
        Virtqueue ring = ring(index);
        try {
            if (ring != null && ring.requestKicks()) {
                group(index).notified();
            }
        } catch (VirtqueueError e) {
            breakQueue(index, e);
        }
    }

    @Override
    protected void queueNotified(int index) {
        kicks.increment();
        group(index).notified();
    }

    @Override
    protected void queueReset(int index) {
        group(index).forget(index);
        lockWaiter.forget(index);
    }

    @Override
    protected void deviceReset() {
        hiprio.forgetAll();
        requests.forgetAll();
        lockWaiter.forgetAll();
        handler.reset();
    }

    @Override
    protected void deviceBroken() {
        hiprio.forgetAll();
        requests.forgetAll();
        lockWaiter.forgetAll();
    }

    private void locksChanged() {
        lockWaiter.locksChanged();
        requests.locksChanged();
    }

    /** Keeps a request that waits, until it can be answered. */
    void park(FsRequest request) {
        lockWaiter.park(request);
    }

    /** Number of requests that wait for locks. */
    public int parkedRequests() {
        return lockWaiter.size() + requests.occupiedWorkers();
    }

    /** Forgets a request that may wait. */
    void abandon(FsRequest request) {
        handler.abandon(request.exchange);
    }

    void resume(FsRequest request) {
        handler.resume(request.exchange);
    }

    /** From now on things go wrong as that says; workers that had given up look again. */
    public void setMishaps(Mishaps what) {
        mishaps = what;
        hiprio.notified();
        requests.notified();
    }

    /** How many requests the workers have turned to so far, see {@link Mishaps}. */
    public long requests() {
        return begun;
    }

    /** Whether the server lives to serve another request. */
    boolean isAlive() {
        return mishaps.isAliveAt(begun + 1);
    }

    /** The number of the request that a worker turns to. */
    long begin() {
        return ++begun;
    }

    @Override
    public DeviceInsight insight() {
        return insight;
    }

    WorkerGroup group(int index) {
        return index == HIPRIO_QUEUE ? hiprio : requests;
    }

    void ringBroken(int index, VirtqueueError error) {
        breakQueue(index, error);
    }

    /**
     * Has a request served, with all its effects, now.
     *
     * @return cycles until its completion is due
     */
    long serve(FsRequest request) {
        FuseExchange exchange = request.exchange;
        long readable = request.chain.readable().bytes();
        long writable = request.chain.writable().bytes();
        if (readable < FuseInHeader.SIZE) {
            needsReset(
                    "queue %d: a request of 0x%x bytes has no FUSE header"
                            .formatted(request.queue(), readable));
            return 0;
        }
        if (writable > 0 && writable < FuseOutHeader.SIZE) {
            needsReset(
                    "queue %d: 0x%x bytes for a reply have no room for its header"
                            .formatted(request.queue(), writable));
            return 0;
        }
        if (!exchange.isParked()) {
            served.increment();
        }
        handler.serve(exchange);
        simulation.touch(files, Operation.TAKE, request);
        if (writable == 0 && mustBeAnswered(exchange.opcode())) {
            needsReset(
                    "queue %d: opcode %d has no room for a reply"
                            .formatted(request.queue(), exchange.opcode()));
        }
        return exchange.hostCost();
    }

    /** Whether the driver would wait for ever for a reply it left no room for. */
    private static boolean mustBeAnswered(int opcode) {
        return opcode != Opcode.FORGET.number()
                && opcode != Opcode.BATCH_FORGET.number()
                && opcode != Opcode.INTERRUPT.number()
                && opcode != Opcode.NOTIFY_REPLY.number()
                && opcode != Opcode.DESTROY.number();
    }

    /**
     * Returns a served request to its ring, unless the ring is gone.
     *
     * @return cycles spent on telling the driver
     */
    long complete(FsRequest request) {
        Virtqueue ring = ring(request.queue());
        if (ring == null || !request.isOf(ring) || request.exchange.dropped()) {
            return 0;
        }
        try {
            if (simulation.isExplored()) {
                simulation.touch(ring.used(), Operation.PUSH, request);
            }
            Mishaps.Fate fate = mishaps.fateOf(request.number());
            if (fate == Mishaps.Fate.LOST) {
                return 0;
            }
            ring.push(request.chain, request.exchange.replyBytes());
            if (fate == Mishaps.Fate.REPEATED) {
                ring.repeat(request.chain, request.exchange.replyBytes());
            }
            if (ring.interruptNeeded()) {
                interrupts.increment();
                announceUsed(request.queue());
                return simulation.costs().of(Cost.INTERRUPT_INJECTION);
            }
        } catch (VirtqueueError e) {
            breakQueue(request.queue(), e);
        }
        return 0;
    }

    private record ServerHandler(FuseServer server) implements RequestHandler {

        @Override
        public void save(SnapshotWriter to) {
            to.section("FUSE server", server);
        }

        @Override
        public void load(SnapshotReader from) {
            from.section("FUSE server", server);
        }

        @Override
        public void serve(FuseExchange exchange) {
            server.serve(exchange);
        }

        @Override
        public void abandon(FuseExchange exchange) {
            server.abandon(exchange);
        }

        @Override
        public void resume(FuseExchange exchange) {
            server.resume(exchange);
        }

        @Override
        public void setWaitListener(Runnable listener) {
            server.setWaitListener(listener);
        }

        @Override
        public void reset() {
            server.reset();
        }
    }

    /**
     * Whether no request is in flight. A snapshot can be taken at any time; at such a one it is
     * also free of what has been done and not yet been told to the guest.
     */
    public boolean isQuiescent() {
        return hiprio.isQuiescent() && requests.isQuiescent() && lockWaiter.isQuiescent();
    }

    /** Writes the rings, requests in flight, the content of the window and the server's session. */
    @Override
    public void save(SnapshotWriter to) {
        to.same("tag of a share", config.tag());
        to.same("bytes of a DAX window", config.daxBytes());
        super.save(to);
        SparseMemory window = daxWindow;
        if (window != null) {
            to.putMemory(window.segment());
        }
        hiprio.save(to);
        requests.save(to);
        lockWaiter.save(to);
        handler.save(to);
    }

    @Override
    public void load(SnapshotReader from) {
        from.same("tag of a share", config.tag());
        from.same("bytes of a DAX window", config.daxBytes());
        super.load(from);
        SparseMemory window = daxWindow;
        if (window != null) {
            window.clear();
            from.getMemory(window.segment());
        }
        hiprio.load(from);
        requests.load(from);
        lockWaiter.load(from);
        handler.load(from);
        lockWaiter.resume();
        requests.resume();
    }

    void saveRequest(FsRequest request, SnapshotWriter to) {
        request.save(memory, ring(request.queue()), to);
    }

    FsRequest loadRequest(SnapshotReader from) {
        FsRequest request = new FsRequest();
        request.load(memory, this::ring, from);
        return request;
    }

    /** Gives the DAX window back to the host; the device must be off its bus. */
    @Override
    public void close() {
        SparseMemory window = daxWindow;
        if (window != null) {
            window.close();
        }
    }
}
