package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FusePollIn;
import dev.fuselage.fuse.FusePollOut;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.PollFlags;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.PollEvents;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.PollTable;

/** POLL: asks the server what is there, and to tell when that changes ({@code fuse_file_poll}). */
final class FusePoll {
    private static final int DEFAULT =
            PollEvents.POLLIN | PollEvents.POLLOUT | PollEvents.POLLRDNORM | PollEvents.POLLWRNORM;

    private FusePoll() {}

    @KernelFunction("fuse_file_poll")
    static int poll(FuseFile ff, PollTable table) {
        FuseConn fc = ff.conn();
        if (fc.missing.poll) {
            return DEFAULT;
        }
        table.wait(ff.pollers());
        FuseReq req = fc.request(ff.mount(), Opcode.POLL, ff.nodeid);
        Wire in = req.in(FusePollIn.SIZE);
        FusePollIn.FH.set(in, ff.fh);
        FusePollIn.KH.set(in, ff.kh);
        FusePollIn.EVENTS.set(in, table.events());
        // Somebody is going to wait: the server shall tell.
        if (ff.pollers().hasPollers()) {
            FusePollIn.FLAGS.set(in, PollFlags.POLL_SCHEDULE_NOTIFY);
            fc.polledFiles().add(ff);
        }
        req.out(FusePollOut.SIZE);
        int error = fc.send(req);
        int found = error == 0 ? FusePollOut.REVENTS.get(req.reply()) : PollEvents.POLLERR;
        req.release();
        if (error == -Errno.ENOSYS) {
            fc.missing.poll = true;
            return DEFAULT;
        }
        return found;
    }
}
