package dev.fuselage.devices.server;

import dev.fuselage.devices.fs.Node;
import dev.fuselage.fuse.FuseBatchForgetIn;
import dev.fuselage.fuse.FuseEntryOut;
import dev.fuselage.fuse.FuseForgetIn;
import dev.fuselage.fuse.FuseForgetOne;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.machine.cost.Cost;

/** LOOKUP, FORGET, BATCH_FORGET: what nodeids the guest knows. */
final class LookupHandlers {

    private final ServerState s;
    private final EntryReply entries;

    LookupHandlers(ServerState state, EntryReply entries) {
        s = state;
        this.entries = entries;
    }

    /**
     * {@code FUSE_LOOKUP}. A name that is not there is an error, never a reply with nodeid 0: the
     * guest is not to remember it.
     */
    int lookup(Request r) {
        int error = r.readName(0);
        if (error != 0) {
            return error;
        }
        if (!r.endsHere()) {
            return -Errno.EINVAL;
        }
        if (!r.hasRoom(FuseEntryOut.SIZE)) {
            return -Errno.ENOMEM;
        }
        Node parent = s.node(r.nodeId());
        if (parent == null) {
            return -Errno.EBADF;
        }
        r.charge(s.costs.of(Cost.HOST_LOOKUP) + s.costs.of(Cost.HOST_STAT));
        error = s.fs.lookup(parent, r.name(), s.found);
        return error != 0 ? error : entries.put(r.reply());
    }

    /** {@code FUSE_FORGET}: never answered. */
    int forget(Request r) {
        if (r.hasArgs(FuseForgetIn.SIZE)) {
            forget(r, r.nodeId(), FuseForgetIn.NLOOKUP.get(r.args()));
        }
        return Dispatcher.NO_REPLY;
    }

    /** {@code FUSE_BATCH_FORGET}: never answered. */
    int batchForget(Request r) {
        if (!r.hasArgs(FuseBatchForgetIn.SIZE)) {
            return Dispatcher.NO_REPLY;
        }
        long count = FuseBatchForgetIn.COUNT.getUnsigned(r.args());
        if (count > (r.argsLength() - FuseBatchForgetIn.SIZE) / FuseForgetOne.SIZE) {
            return Dispatcher.NO_REPLY;
        }
        for (int i = 0; i < count; i++) {
            int at = FuseBatchForgetIn.SIZE + i * FuseForgetOne.SIZE;
            Wire one = r.record(at, FuseForgetOne.SIZE);
            forget(r, FuseForgetOne.NODEID.get(one), FuseForgetOne.NLOOKUP.get(one));
        }
        return Dispatcher.NO_REPLY;
    }

    private void forget(Request r, long nodeId, long lookups) {
        if (s.inodes.forget(nodeId, lookups)) {
            r.charge(s.costs.of(Cost.HOST_CLOSE));
        }
    }
}
