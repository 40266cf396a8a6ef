package dev.fuselage.devices.server;

import dev.fuselage.fuse.FuseInitIn;
import dev.fuselage.fuse.FuseInitOut;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.InitFlags;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;

/** INIT and DESTROY: the beginning and the end of a session. */
final class SessionHandlers {

    private final ServerState s;

    SessionHandlers(ServerState state) {
        s = state;
    }

    /** {@code FUSE_INIT}. A guest that sends it again has restarted: nothing of before remains. */
    int init(Request r) {
        if (!r.hasArgs(FuseProtocol.COMPAT_INIT_IN_SIZE)) {
            return -Errno.EINVAL;
        }
        if (!r.hasRoom(FuseInitOut.SIZE)) {
            return -Errno.ENOMEM;
        }
        s.clear();
        int major = FuseInitIn.MAJOR.get(r.args());
        int minor = FuseInitIn.MINOR.get(r.args());
        int maxReadahead = FuseInitIn.MAX_READAHEAD.get(r.args());
        int flags = FuseInitIn.FLAGS.get(r.args());
        // Clients before 7.36 send 16 bytes; what FLAGS2 would be is zero then.
        int flags2 = r.hasArgs(FLAGS2_END) ? FuseInitIn.FLAGS2.get(r.args()) : 0;
        long capable = InitFlags.of(flags, flags2);
        Wire out = r.reply();
        out.clear(0, FuseInitOut.SIZE);
        FuseInitOut.MAJOR.set(out, FuseProtocol.KERNEL_VERSION);
        FuseInitOut.MINOR.set(out, Negotiation.MINOR);
        if (Integer.compareUnsigned(major, FuseProtocol.KERNEL_VERSION) > 0) {
            // The client will ask again, in the version it was told.
            return FuseInitOut.SIZE;
        }
        int error = Negotiation.check(s.config, major, minor, capable);
        if (error != 0) {
            return error;
        }
        long agreed = capable & Negotiation.offered(s.config);
        s.session.establish(agreed);
        s.inodes.open();
        FuseInitOut.MAX_READAHEAD.set(out, maxReadahead);
        FuseInitOut.FLAGS.set(out, InitFlags.flags(agreed));
        FuseInitOut.FLAGS2.set(out, InitFlags.flags2(agreed));
        FuseInitOut.MAX_BACKGROUND.set(out, Negotiation.MAX_BACKGROUND);
        FuseInitOut.CONGESTION_THRESHOLD.set(out, Negotiation.CONGESTION_THRESHOLD);
        FuseInitOut.MAX_WRITE.set(out, Negotiation.MAX_WRITE);
        FuseInitOut.TIME_GRAN.set(out, Negotiation.TIME_GRANULARITY);
        FuseInitOut.MAX_PAGES.set(out, Negotiation.MAX_PAGES);
        return FuseInitOut.SIZE;
    }

    private static final int FLAGS2_END = (int) FuseInitIn.UNUSED.offset();

    /**
     * {@code FUSE_DESTROY}: the guest has unmounted. Its buffer comes back empty, without a header.
     */
    int destroy() {
        s.clear();
        return Dispatcher.NO_REPLY;
    }
}
