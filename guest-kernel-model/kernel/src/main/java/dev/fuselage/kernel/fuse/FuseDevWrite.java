package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseOutHeader;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.task.KernelFunction;

/**
 * A daemon writes one message to its device: a reply, or a notification ({@code
 * fuse_dev_do_write}).
 */
final class FuseDevWrite {
    private FuseDevWrite() {}

    /**
     * Takes the message in a buffer.
     *
     * @param size bytes in the daemon's buffer
     * @return the size, or a negative errno
     */
    @KernelFunction("fuse_dev_do_write")
    static long write(FuseDev fud, FuseDevQueue queue, FuseCopyState cs, long size) {
        if (size < FuseOutHeader.SIZE) {
            return -Errno.EINVAL;
        }
        int result = take(fud, queue, cs, size);
        cs.finish();
        return result != 0 ? result : size;
    }

    private static int take(FuseDev fud, FuseDevQueue queue, FuseCopyState cs, long size) {
        Wire oh = cs.structure(FuseOutHeader.SIZE);
        int copied = cs.copyStructure(FuseOutHeader.SIZE);
        if (copied != 0) {
            return copied;
        }
        long length = FuseOutHeader.LEN.getUnsigned(oh);
        int error = FuseOutHeader.ERROR.get(oh);
        long unique = FuseOutHeader.UNIQUE.get(oh);
        if (length != size) {
            return -Errno.EINVAL;
        }
        if (unique == 0) {
            return FuseNotify.take(fud.conn(), error, size - FuseOutHeader.SIZE, cs);
        }
        if (error <= -FuseProtocol.ERROR_LIMIT || error > 0) {
            return -Errno.EINVAL;
        }
        return reply(fud, queue, cs, unique, error, size);
    }

    private static int reply(
            FuseDev fud, FuseDevQueue queue, FuseCopyState cs, long unique, int error, long size) {
        FusePqueue fpq = fud.pq();
        fpq.lock().lock();
        FuseReq req = fpq.isConnected() ? fpq.find(unique & ~FuseDevRead.INTERRUPT_BIT) : null;
        if (req == null) {
            fpq.lock().unlock();
            return -Errno.ENOENT;
        }
        if ((unique & FuseDevRead.INTERRUPT_BIT) != 0) {
            req.count++;
            fpq.lock().unlock();
            int result = interruptReply(fud.conn(), queue, req, error, size);
            fud.conn().answers().put(req);
            return result;
        }
        req.clear(FuseReqFlag.SENT);
        fpq.processing.remove(req);
        fpq.io.addFirst(req);
        req.error = error;
        req.set(FuseReqFlag.LOCKED);
        fpq.lock().unlock();
        cs.of(req);
        int result;
        if (error != 0) {
            result = size == FuseOutHeader.SIZE ? 0 : -Errno.EINVAL;
        } else {
            result = req.copyOut(cs, size - FuseOutHeader.SIZE);
        }
        cs.finish();
        fpq.lock().lock();
        req.clear(FuseReqFlag.LOCKED);
        if (!fpq.isConnected()) {
            result = -Errno.ENOENT;
        } else if (result != 0) {
            req.error = -Errno.EIO;
        }
        if (!req.is(FuseReqFlag.PRIVATE)) {
            fpq.io.remove(req);
        }
        fpq.lock().unlock();
        fud.conn().answers().end(req);
        return result;
    }

    /**
     * The daemon answers an INTERRUPT: it knows none, or it has not seen the request yet and wants
     * to be told again. Everything else is ignored.
     */
    private static int interruptReply(
            FuseConn fc, FuseDevQueue queue, FuseReq req, int error, long size) {
        if (size != FuseOutHeader.SIZE) {
            return -Errno.EINVAL;
        }
        if (error == -Errno.ENOSYS) {
            fc.missing.interrupt = true;
        } else if (error == -Errno.EAGAIN
                && !fc.kernel().quirks().has(KernelQuirk.INTERRUPT_NOT_QUEUED_AGAIN)) {
            return queue.queueInterrupt(fc.iqueue(), req);
        }
        return 0;
    }
}
