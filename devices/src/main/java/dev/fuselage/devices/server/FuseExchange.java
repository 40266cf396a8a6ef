package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.LockWait;
import dev.fuselage.machine.memory.IoVector;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One FUSE message on its way through the server: where its bytes are, where a reply may go, and
 * what became of it. Reusable: a queue's worker owns one and fills it again and again.
 *
 * <p>The transport gives memory that it has checked; the server trusts nothing in it.
 */
public final class FuseExchange {

    private @Nullable IoVector request;
    private @Nullable IoVector reply;

    private int queue;

    // Written by the server.
    long number;
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    int opcode;
    long unique;
    long nodeId;
    int error;
    int replyBytes;
    boolean dropped;
    long hostCost;

    /** What the message waits for; null when it has been answered. */
    @Nullable LockWait wait;

    boolean occupiesWorker;

    /** An exchange without memory. */
    public FuseExchange() {}

    /**
     * Begins a message.
     *
     * @param queue number of the queue it came by, for observers
     * @param request what the driver lets the device read: header and arguments
     * @param reply what the driver lets the device write; may be empty
     * @return this
     */
    public FuseExchange begin(int queue, IoVector request, IoVector reply) {
        this.queue = queue;
        this.request = request;
        this.reply = reply;
        number = 0;
        opcode = 0;
        unique = 0;
        nodeId = 0;
        error = 0;
        replyBytes = 0;
        dropped = false;
        hostCost = 0;
        wait = null;
        occupiesWorker = false;
        return this;
    }

    /** Number of the queue the message came by. */
    public int queue() {
        return queue;
    }

    /** Memory of the request. */
    public IoVector request() {
        return memory(request);
    }

    /** Memory for the reply. */
    public IoVector reply() {
        return memory(reply);
    }

    private static IoVector memory(@Nullable IoVector v) {
        if (v == null) {
            throw new IllegalStateException("the exchange has not begun");
        }
        return v;
    }

    /**
     * Bytes written to {@link #reply()}, header included: the used length. 0 = there is no reply.
     */
    public int replyBytes() {
        return replyBytes;
    }

    /**
     * Whether the request is to vanish: the transport must not return its buffers. Only injected
     * faults do that; a message without a reply, as FORGET, is returned with 0 bytes.
     */
    public boolean dropped() {
        return dropped;
    }

    /**
     * Whether the message has no answer yet because it waits for a lock: it is to be served again
     * when the server says so, and stays with the transport until then.
     */
    public boolean isParked() {
        return wait != null;
    }

    /**
     * Whether the lock it waits for is held by nobody the server serves, so that it will not be
     * told when that goes.
     */
    public boolean isBlockedFromOutside() {
        LockWait w = wait;
        return w != null && w.isBlockedFromOutside();
    }

    /** What the message waits for; null when it is not parked. */
    public @Nullable LockWait lockWait() {
        return wait;
    }

    /** Whether waiting keeps the worker that served it. */
    public boolean occupiesWorker() {
        return occupiesWorker;
    }

    /** Virtual time in cycles that the host spends on the message, waiting included. */
    public long hostCost() {
        return hostCost;
    }

    /** Position of the message among all that the server has served, from 1. */
    public long number() {
        return number;
    }

    /** Byte order of the session the message belongs to: that of request and reply. */
    public ByteOrder order() {
        return order;
    }

    /** Opcode as sent, in the session's byte order; 0 if the request was too short for a header. */
    public int opcode() {
        return opcode;
    }

    /** The request's unique id as sent. */
    public long unique() {
        return unique;
    }

    /** The nodeid the request names. */
    public long nodeId() {
        return nodeId;
    }

    /** 0, or the negative errno replied. */
    public int error() {
        return error;
    }

    /** Writes what a transport needs to complete a message that was served. */
    public void saveOutcome(SnapshotWriter to) {
        to.putInt(replyBytes);
        to.putBoolean(dropped);
    }

    /** Takes over what {@link #saveOutcome} wrote, after {@link #begin}. */
    public void loadOutcome(SnapshotReader from) {
        replyBytes = from.getInt(0, Integer.MAX_VALUE);
        if (replyBytes > reply().bytes()) {
            throw from.notAsExpected();
        }
        dropped = from.getBoolean();
    }
}
