package dev.fuselage.kernel.virtio;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.log.KernelLog;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.time.Operation;
import dev.fuselage.machine.time.Shared;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The driver's side of a virtqueue ({@code struct vring_virtqueue}). The caller locks.
 *
 * <p>Buffers go in with {@link #add} and a token, the device is told with {@link #kickPrepare} and
 * {@link #notifyDevice}, and the tokens come back from {@link #getBuf}. A buffer of more than one
 * piece takes one slot of the ring when the device understands indirect descriptors.
 */
public abstract sealed class VirtqueueDriver permits SplitVirtqueueDriver, PackedVirtqueueDriver {
    /** Bytes of a descriptor in either format. */
    static final int DESCRIPTOR_SIZE = 16;

    static final int DESC_F_NEXT = 1;
    static final int DESC_F_WRITE = 2;
    static final int DESC_F_INDIRECT = 4;

    final int size;
    final boolean eventIdx;
    final @Nullable Object[] tokens;

    /** Slots that are free ({@code num_free}). */
    int numFree;

    /** First slot of the list of free ones. */
    int freeHead;

    /** Added since the device was last told. */
    int numAdded;

    /** The device interrupted and will not again until it is asked to. */
    boolean eventTriggered;

    private final Setup setup;
    private final boolean indirect;
    private final long[] tableGpa;
    private final long[] tableHost;
    private final int[] tableRoom;
    private @Nullable Shared available;
    private @Nullable Shared used;
    private boolean broken;
    private int usedLength;

    /**
     * What a queue is made from.
     *
     * @param index its number at the device
     * @param name for messages and {@code /proc/interrupts}, such as "requests.0"
     * @param device name of the device in messages, such as "virtiofs virtio0"
     * @param size number of descriptors; a power of two for split rings
     * @param features what was negotiated
     * @param doorbell tells the device about the queue
     * @param callback called in interrupt context when the device used buffers; null for none
     */
    public record Setup(
            int index,
            String name,
            String device,
            int size,
            long features,
            TaskScheduler scheduler,
            GuestMemory memory,
            DmaMemory dma,
            KernelLog log,
            Doorbell doorbell,
            @Nullable Runnable callback) {}

    /** How the device is told. */
    @FunctionalInterface
    public interface Doorbell {
        /** {@code vq->notify}. */
        void ring(VirtqueueDriver queue);
    }

    /** Memory of the ring. */
    private record RingPart(long gpa, long bytes) {}

    private final List<RingPart> ringParts = new ArrayList<>();

    VirtqueueDriver(Setup setup) {
        this.setup = setup;
        this.size = setup.size();
        this.indirect = has(setup, VirtioFeatures.INDIRECT_DESC);
        this.eventIdx = has(setup, VirtioFeatures.EVENT_IDX);
        this.tokens = new @Nullable Object[size];
        this.tableGpa = new long[size];
        this.tableHost = new long[size];
        this.tableRoom = new int[size];
        this.numFree = size;
    }

    private static boolean has(Setup setup, long feature) {
        return (setup.features() & feature) != 0;
    }

    /**
     * {@code vring_create_virtqueue()}: a ring in the negotiated format, in freshly allocated
     * memory.
     */
    public static VirtqueueDriver create(Setup setup) {
        return has(setup, VirtioFeatures.RING_PACKED)
                ? new PackedVirtqueueDriver(setup)
                : new SplitVirtqueueDriver(setup);
    }

    // ---- what it is

    public final int index() {
        return setup.index();
    }

    public final String name() {
        return setup.name();
    }

    /** {@code virtqueue_get_vring_size()}. */
    public final int size() {
        return size;
    }

    /** Free descriptors. */
    public final int numFree() {
        return numFree;
    }

    /** Guest-physical address of the descriptor area. */
    public abstract long descriptorArea();

    /** Guest-physical address of the driver area (available ring, driver event suppression). */
    public abstract long driverArea();

    /** Guest-physical address of the device area (used ring, device event suppression). */
    public abstract long deviceArea();

    /** What a doorbell with notification data writes ({@code vring_notification_data}). */
    public abstract int notificationData();

    // ---- buffers in

    /**
     * {@code virtqueue_add_sgs()}: puts a buffer into the ring.
     *
     * @param token comes back from {@link #getBuf}
     * @return 0; -ENOSPC when there is no room; -EIO when the queue is broken
     */
    @KernelFunction("virtqueue_add_sgs")
    public final int add(ScatterList pieces, Object token) {
        setup.scheduler().spend(Cost.VIRTQUEUE_REQUEST);
        if (broken) {
            return -Errno.EIO;
        }
        int count = pieces.count();
        if (count == 0) {
            throw new IllegalArgumentException(setup.name() + ": a buffer without pieces");
        }
        if (indirect && count > 1 && numFree > 0) {
            addIndirect(pieces, token);
            touch(available(), Operation.SUBMIT, token);
            return 0;
        }
        if (numFree < count) {
            if (notifiesWhenFull() && pieces.outCount() > 0) {
                notifyDevice();
            }
            touch(used(), Operation.READ, token);
            return -Errno.ENOSPC;
        }
        addDirect(pieces, token);
        touch(available(), Operation.SUBMIT, token);
        return 0;
    }

    abstract void addDirect(ScatterList pieces, Object token);

    abstract void addIndirect(ScatterList pieces, Object token);

    /**
     * Whether a full ring makes the driver ring the doorbell: only split rings do, for historical
     * reasons.
     */
    abstract boolean notifiesWhenFull();

    /** Host address of a slot's indirect table, which is kept and used again. */
    final long table(int slot, int descriptors) {
        if (tableRoom[slot] < descriptors) {
            long bytes = roundUp((long) descriptors * DESCRIPTOR_SIZE, GuestMemory.PAGE_SIZE);
            if (tableRoom[slot] > 0) {
                setup.dma().free(tableGpa[slot], (long) tableRoom[slot] * DESCRIPTOR_SIZE);
            }
            tableGpa[slot] = setup.dma().allocate(bytes);
            tableHost[slot] = setup.memory().address(tableGpa[slot], bytes);
            tableRoom[slot] = (int) (bytes / DESCRIPTOR_SIZE);
        }
        return tableHost[slot];
    }

    final long tableGpa(int slot) {
        return tableGpa[slot];
    }

    static long roundUp(long value, long unit) {
        return (value + unit - 1) / unit * unit;
    }

    /** Zeroed guest memory for a part of the ring. */
    final long allocate(long bytes) {
        long gpa = setup.dma().allocate(bytes);
        ringParts.add(new RingPart(gpa, bytes));
        return gpa;
    }

    /**
     * {@code vring_del_virtqueue()}: gives its memory back; the device must not know it any more.
     */
    final void delete() {
        for (RingPart part : ringParts) {
            setup.dma().free(part.gpa(), part.bytes());
        }
        ringParts.clear();
        for (int slot = 0; slot < size; slot++) {
            if (tableRoom[slot] > 0) {
                setup.dma().free(tableGpa[slot], (long) tableRoom[slot] * DESCRIPTOR_SIZE);
                tableRoom[slot] = 0;
            }
        }
    }

    /** Host address of the ring's memory; RAM stays where it is. */
    final long hostAddress(long gpa, long bytes) {
        return setup.memory().address(gpa, bytes);
    }

    /** What the driver writes and the device reads, for explorations. */
    private Shared available() {
        Shared ring = available;
        if (ring == null) {
            ring = setup.memory().at(descriptorArea());
            available = ring;
        }
        return ring;
    }

    /** What the device writes and the driver reads, for explorations. */
    private Shared used() {
        Shared ring = used;
        if (ring == null) {
            ring = setup.memory().at(descriptorArea() + 1);
            used = ring;
        }
        return ring;
    }

    private void touch(Shared ring, Operation operation, Object detail) {
        setup.scheduler().simulation().touch(ring, operation, detail);
    }

    // ---- telling the device

    /**
     * {@code virtqueue_kick_prepare()}: whether the device wants to be told of what was added since
     * the last call.
     */
    public final boolean kickPrepare() {
        touch(available(), Operation.READ, available());
        return wantsKick();
    }

    abstract boolean wantsKick();

    /**
     * {@code virtqueue_notify()}: tells it; false when the queue is broken. May be called without
     * the lock.
     */
    public final boolean notifyDevice() {
        if (broken) {
            return false;
        }
        setup.doorbell().ring(this);
        return true;
    }

    // ---- buffers back

    /**
     * {@code virtqueue_get_buf()}: the token of a buffer that the device has used; null when there
     * is none or the queue is broken.
     */
    @KernelFunction("virtqueue_get_buf")
    public final @Nullable Object getBuf() {
        Shared ring = used();
        if (broken || !moreUsed()) {
            touch(ring, Operation.READ, ring);
            return null;
        }
        Object token = takeUsed();
        touch(ring, Operation.POP, token == null ? ring : token);
        return token;
    }

    abstract boolean moreUsed();

    /** Buffers in the ring, used or not: added and not taken back. For reports; walks the ring. */
    public final int inRing() {
        int count = 0;
        for (Object token : tokens) {
            count += token == null ? 0 : 1;
        }
        return count;
    }

    /** Buffers that the device has used and nobody has taken yet. For reports; walks the ring. */
    public abstract int usedCount();

    /** The head descriptor or the id of a buffer that is in the ring; -1 if it is not. */
    public final int bufferOf(Object token) {
        for (int id = 0; id < size; id++) {
            if (token.equals(tokens[id])) {
                return id;
            }
        }
        return -1;
    }

    /** What the buffer of a head descriptor or id was added with; null if there is none. */
    public final @Nullable Object tokenIn(int buffer) {
        return tokens[buffer];
    }

    /** Where in the ring the device has returned a buffer to; -1 if it has not. For reports. */
    public abstract int usedPosition(int buffer);

    /** Where in the ring it is, such as "virtqueue requests.0 used[1]". For reports. */
    public final String whereIs(int buffer) {
        int used = usedPosition(buffer);
        String place = used >= 0 ? usedPlace(used) : availablePlace(buffer);
        return "virtqueue " + setup.name() + " " + place;
    }

    abstract String usedPlace(int position);

    abstract String availablePlace(int buffer);

    /** Takes the next used buffer, or breaks the queue when the device returned nonsense. */
    abstract @Nullable Object takeUsed();

    /**
     * Bytes the device says it wrote into the buffer that {@link #getBuf} returned last; not
     * checked.
     */
    public final int usedLength() {
        return usedLength;
    }

    final void setUsedLength(int length) {
        usedLength = length;
    }

    /**
     * The token of a slot that the device used; null after having broken the queue when there is
     * none.
     */
    final @Nullable Object tokenOf(int id) {
        if (id >= size) {
            badRing("id " + id + " out of range");
            return null;
        }
        Object token = tokens[id];
        if (token == null) {
            badRing("id " + id + " is not a head!");
            return null;
        }
        tokens[id] = null;
        return token;
    }

    /** {@code BAD_RING}: the device has made a mess of the ring. */
    private void badRing(String what) {
        setup.log().print("%s: %s:%s".formatted(setup.device(), setup.name(), what));
        broken = true;
    }

    /** {@code virtqueue_is_broken()}. */
    public final boolean isBroken() {
        return broken;
    }

    /** {@code __virtqueue_break()}: nothing goes in or out any more. */
    public final void breakQueue() {
        broken = true;
    }

    /**
     * {@code virtqueue_detach_unused_buf()}: the token of a buffer that the device has not used;
     * null when there is none left.
     */
    public abstract @Nullable Object detachUnusedBuf();

    // ---- interrupts

    /** {@code virtqueue_disable_cb()}: asks not to be interrupted; a hint. */
    public abstract void disableCallback();

    /**
     * {@code virtqueue_enable_cb()}: asks to be interrupted again; false when buffers came
     * meanwhile and are to be taken first. Of a broken queue nothing more is to be taken ({@code
     * virtqueue_poll}).
     */
    public final boolean enableCallback() {
        eventTriggered = false;
        touch(used(), Operation.CHANGE, used());
        askForInterrupt();
        return broken || !moreUsed();
    }

    abstract void askForInterrupt();

    /** {@code vring_interrupt()}: false when the queue has nothing new. */
    @KernelFunction("vring_interrupt")
    final boolean interrupt() {
        if (!moreUsed()) {
            return false;
        }
        if (broken) {
            return true;
        }
        if (eventIdx) {
            eventTriggered = true;
        }
        Runnable callback = setup.callback();
        if (callback != null) {
            callback.run();
        }
        return true;
    }

    @Override
    public final String toString() {
        return setup.name();
    }
}
