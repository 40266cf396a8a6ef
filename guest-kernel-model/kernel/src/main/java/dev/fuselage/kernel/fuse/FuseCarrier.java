package dev.fuselage.kernel.fuse;

import dev.fuselage.kernel.wait.Suppliers;

/** The part of a transport that a request has gone to, for reports of hangs. */
public interface FuseCarrier {
    /** Adds who brings the request to its end. */
    void answerersOf(FuseReq req, Suppliers out);

    /**
     * Where request or reply is, such as "virtqueue requests.0 used[1]"; empty when it is nowhere
     * in particular.
     */
    String whereIs(FuseReq req);
}
