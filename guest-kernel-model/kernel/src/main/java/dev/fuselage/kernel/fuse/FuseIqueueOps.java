package dev.fuselage.kernel.fuse;

import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Suppliers;

/**
 * How a connection's requests leave the guest ({@code struct fuse_iqueue_ops}). A transport
 * implements it; none of these may block.
 */
public interface FuseIqueueOps {
    /**
     * Sends one FORGET. The link is free for the caller's next use when this returns; a transport
     * that has to keep it copies the two numbers.
     */
    void sendForget(FuseIqueue fiq, long nodeid, long nlookup);

    /** Tells the server that a sent request's task was interrupted. */
    void sendInterrupt(FuseIqueue fiq, FuseReq req);

    /** A request has ended for which {@link #sendInterrupt} still waits for the server. */
    default void dropInterrupt(FuseIqueue fiq, FuseReq req) {}

    /**
     * Sends a request: gives it a {@link FuseIqueue#takeUnique unique id}, says {@link
     * FuseReq#taken} or {@link FuseReq#sent} as it goes, and later ends it with {@link
     * FuseReq#complete} or {@link FuseReq#fail}. May be called under the connection's background
     * lock, so it must not end the request before it returns.
     */
    void sendReq(FuseIqueue fiq, FuseReq req);

    /**
     * The connection is aborted: hands over the requests that the server has not seen, and drops
     * everything else that waits for it.
     */
    default void giveUp(FuseIqueue fiq, FuseReqList toEnd) {}

    /** The connection is gone. */
    void release(FuseIqueue fiq);

    /** Who can answer requests, for reports of hangs. */
    Deliverer answerer(FuseIqueue fiq);

    /** Who can answer that one, which the transport has given to no {@link FuseCarrier}. */
    default void answerersOf(FuseIqueue fiq, FuseReq req, Suppliers out) {
        answerer(fiq).deliverers(out);
    }

    /** Where that one is, in words as of {@link FuseCarrier#whereIs}. */
    default String whereIs(FuseReq req) {
        return "";
    }
}
