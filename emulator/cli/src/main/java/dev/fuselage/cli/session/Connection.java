package dev.fuselage.cli.session;

import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.virtiofs.VirtioFsDevice;

/**
 * A share in one guest: the device there, and the server session behind it.
 *
 * @param guest the guest's number, from 1
 */
public record Connection(int guest, SharedFiles share, VirtioFsDevice device, FuseServer server) {

    /** The tag under which the guest mounts it. */
    public String tag() {
        return share.spec().tag();
    }
}
