package dev.fuselage.kernel.syscall;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.aio.IoControlBlock;
import dev.fuselage.kernel.aio.IoEvent;
import dev.fuselage.kernel.aio.KioContext;
import dev.fuselage.kernel.vfs.OpenFile;

/** The calls of Linux AIO. */
final class AioCalls {
    private final CallContext context;

    AioCalls(CallContext context) {
        this.context = context;
    }

    long setup(int events) {
        return context.memory.ioContexts().add(events);
    }

    long destroy(long id) {
        return context.memory.ioContexts().destroy(id);
    }

    /** Those before the first that was not taken. */
    long submit(long id, IoControlBlock... blocks) {
        KioContext ctx = context.memory.ioContexts().find(id);
        if (ctx == null) {
            return -Errno.EINVAL;
        }
        int done = 0;
        for (IoControlBlock block : blocks) {
            OpenFile file = context.file(block.fd());
            int error = file == null ? -Errno.EBADF : ctx.submit(context.memory, file, block);
            if (error != 0) {
                return done > 0 ? done : error;
            }
            done++;
        }
        return done;
    }

    long getevents(long id, int least, int count, IoEvent[] out, long timeoutNanos) {
        KioContext ctx = context.memory.ioContexts().find(id);
        if (ctx == null || least < 0 || least > count || count > out.length) {
            return -Errno.EINVAL;
        }
        long deadline =
                timeoutNanos < 0
                        ? Long.MAX_VALUE
                        : context.scheduler.now() + context.scheduler.costs().cycles(timeoutNanos);
        return ctx.read(least, count, out, deadline);
    }
}
