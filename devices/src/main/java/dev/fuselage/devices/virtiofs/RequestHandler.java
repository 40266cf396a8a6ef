package dev.fuselage.devices.virtiofs;

import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.machine.snapshot.Snapshotted;

/** Who answers the FUSE messages of a device; in a whole system a FUSE server. */
public interface RequestHandler extends Snapshotted {

    /**
     * Answers one message at once. What the answer costs in virtual time is left in the exchange.
     *
     * @param exchange begun with memory that has been checked; its bytes have not
     */
    void serve(FuseExchange exchange);

    /**
     * The driver reset the device: a session, if there is one, ends with all its files and nodeids.
     */
    void reset();
}
