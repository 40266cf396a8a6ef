package dev.fuselage.kernel.syscall;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.PollEvents;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.FilesStruct;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.vfs.PollTable;

/** Waiting for one of several files (fs/select.c). */
final class PollCalls {
    private static final int ALWAYS = PollEvents.POLLERR | PollEvents.POLLHUP;

    private final CallContext context;

    PollCalls(CallContext context) {
        this.context = context;
    }

    /** ppoll(2) without a signal mask; a negative timeout means none. */
    @KernelFunction("do_sys_poll")
    long poll(PollFd[] fds, long timeoutNanos) {
        if (fds.length > FilesStruct.MAX_FILES) {
            return -Errno.EINVAL;
        }
        PollTable table = new PollTable(context.scheduler);
        long deadline = deadline(timeoutNanos);
        int error = 0;
        int ready = look(fds, table);
        while (ready == 0 && error == 0 && timeoutNanos != 0) {
            error = table.await(deadline);
            ready = look(fds, table);
        }
        table.free();
        return ready > 0 || error == -Errno.ETIME ? ready : error;
    }

    private long deadline(long timeoutNanos) {
        long now = context.scheduler.now();
        long span = context.scheduler.costs().cycles(timeoutNanos);
        return timeoutNanos < 0 || span > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + span;
    }

    private int look(PollFd[] fds, PollTable table) {
        int ready = 0;
        for (PollFd fd : fds) {
            fd.revents = 0;
            if (fd.fd >= 0) {
                OpenFile file = context.file(fd.fd);
                int wanted = fd.events | ALWAYS;
                table.setEvents(wanted);
                int found = file == null ? PollEvents.POLLNVAL : file.op().poll(file, table);
                fd.revents = file == null ? found : found & wanted;
                ready += fd.revents != 0 ? 1 : 0;
            }
            if (ready > 0) {
                // Nobody will wait: the others need not tell.
                table.registered();
            }
        }
        table.registered();
        return ready;
    }
}
