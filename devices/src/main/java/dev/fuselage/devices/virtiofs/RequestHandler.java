package dev.fuselage.devices.virtiofs;

import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.machine.snapshot.Snapshotted;

/** Who answers the FUSE messages of a device; in a whole system a FUSE server. */
public interface RequestHandler extends Snapshotted {

    /**
     * Answers one message, or leaves it {@linkplain FuseExchange#isParked waiting}. What that costs
     * in virtual time is left in the exchange.
     *
     * @param exchange begun with memory that has been checked; its bytes have not
     */
    void serve(FuseExchange exchange);

    /** The driver has taken back a message that waits for its answer. */
    default void abandon(FuseExchange exchange) {}

    /** A message that waited when a snapshot was taken waits again, or is answered now. */
    default void resume(FuseExchange exchange) {}

    /** Who is told, whenever messages that wait should be served again; not to serve in there. */
    default void setWaitListener(Runnable listener) {}

    /**
     * The driver reset the device: a session, if there is one, ends with all its files and nodeids.
     */
    void reset();
}
