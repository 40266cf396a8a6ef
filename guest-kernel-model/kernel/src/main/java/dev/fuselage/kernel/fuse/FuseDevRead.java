package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseBatchForgetIn;
import dev.fuselage.fuse.FuseForgetIn;
import dev.fuselage.fuse.FuseForgetOne;
import dev.fuselage.fuse.FuseInHeader;
import dev.fuselage.fuse.FuseInterruptIn;
import dev.fuselage.fuse.FuseProtocol;
import dev.fuselage.fuse.FuseWriteIn;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.Wire;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.machine.time.Operation;
import org.jspecify.annotations.Nullable;

/** A daemon reads one message from its device ({@code fuse_dev_do_read}). */
final class FuseDevRead {
    /** Marks the interrupt of a request in its number ({@code FUSE_INT_REQ_BIT}). */
    static final long INTERRUPT_BIT = 1;

    /** The minor version that knows BATCH_FORGET. */
    private static final int BATCH_FORGET_MINOR = 16;

    private final FuseDev fud;
    private final FuseConn fc;
    private final FuseIqueue fiq;
    private final FuseDevQueue queue;
    private final FuseCopyState cs;
    private final long room;

    private FuseDevRead(FuseDev fud, FuseDevQueue queue, FuseCopyState cs, long room) {
        this.fud = fud;
        this.fc = fud.conn();
        this.fiq = fc.iqueue();
        this.queue = queue;
        this.cs = cs;
        this.room = room;
    }

    /**
     * Fills a buffer with the next message, for which it may wait.
     *
     * @param room bytes in the daemon's buffer
     * @return size of the message, or a negative errno
     */
    static long read(FuseDev fud, FuseDevQueue queue, OpenFile file, FuseCopyState cs, long room) {
        long least =
                Math.max(
                        FuseProtocol.MIN_READ_BUFFER,
                        FuseInHeader.SIZE + FuseWriteIn.SIZE + (long) fud.conn().maxWrite);
        if (room < least) {
            return -Errno.EINVAL;
        }
        return new FuseDevRead(fud, queue, cs, room).read(file);
    }

    @KernelFunction("fuse_dev_do_read")
    private long read(OpenFile file) {
        while (true) {
            int error = await(file);
            if (error != 0) {
                return error;
            }
            // The lock is held from here on.
            if (!fiq.isConnected()) {
                fiq.lock().unlock();
                return gone();
            }
            FuseReq interrupted = queue.takeInterrupt();
            if (interrupted != null) {
                return interrupt(interrupted);
            }
            if (queue.isForgetsTurn()) {
                return forget();
            }
            FuseReq req = queue.takeRequest();
            fiq.lock().unlock();
            if (req.messageSize() <= room) {
                return request(req);
            }
            // SETXATTR is the one whose data can be too large by a caller's doing.
            req.fail(req.opcode() == Opcode.SETXATTR ? -Errno.E2BIG : -Errno.EIO);
        }
    }

    private int gone() {
        return fc.aborted ? -Errno.ECONNABORTED : -Errno.ENODEV;
    }

    /** Returns 0 with the lock held, or a negative errno. */
    private int await(OpenFile file) {
        while (true) {
            fiq.lock().lock();
            if (!fiq.isConnected() || queue.hasSomething()) {
                return 0;
            }
            fiq.lock().unlock();
            if ((file.flags & OpenFlags.O_NONBLOCK) != 0) {
                return -Errno.EAGAIN;
            }
            int error = queue.await();
            if (error != 0) {
                return error;
            }
        }
    }

    // ---- what is no request; the lock is held

    private Wire header(int size, Opcode opcode, long nodeid, long unique) {
        Wire ih = cs.structure(FuseInHeader.SIZE);
        FuseInHeader.LEN.set(ih, size);
        FuseInHeader.OPCODE.set(ih, opcode.number());
        FuseInHeader.UNIQUE.set(ih, unique);
        FuseInHeader.NODEID.set(ih, nodeid);
        return ih;
    }

    /** {@code fuse_read_interrupt}. */
    @KernelFunction("fuse_read_interrupt")
    private long interrupt(FuseReq req) {
        int size = FuseInHeader.SIZE + FuseInterruptIn.SIZE;
        long unique = req.unique();
        fiq.lock().unlock();
        Wire _ = header(size, Opcode.INTERRUPT, 0, unique | INTERRUPT_BIT);
        int error = cs.copyStructure(FuseInHeader.SIZE);
        if (error == 0) {
            FuseInterruptIn.UNIQUE.set(cs.structure(FuseInterruptIn.SIZE), unique);
            error = cs.copyStructure(FuseInterruptIn.SIZE);
        }
        cs.finish();
        return error != 0 ? error : size;
    }

    /** {@code fuse_read_forget}. */
    private long forget() {
        return fc.minor < BATCH_FORGET_MINOR || queue.forgets().size() == 1
                ? singleForget()
                : batchForget();
    }

    @KernelFunction("fuse_read_single_forget")
    private long singleForget() {
        FuseForgets forgets = queue.forgets();
        long nodeid = forgets.nodeid(0);
        long nlookup = forgets.nlookup(0);
        forgets.drop(1);
        long unique = fiq.takeUniqueLocked();
        fiq.lock().unlock();
        int size = FuseInHeader.SIZE + FuseForgetIn.SIZE;
        Wire _ = header(size, Opcode.FORGET, nodeid, unique);
        int error = cs.copyStructure(FuseInHeader.SIZE);
        if (error == 0) {
            FuseForgetIn.NLOOKUP.set(cs.structure(FuseForgetIn.SIZE), nlookup);
            error = cs.copyStructure(FuseForgetIn.SIZE);
        }
        cs.finish();
        return error != 0 ? error : size;
    }

    @KernelFunction("fuse_read_batch_forget")
    private long batchForget() {
        int fixed = FuseInHeader.SIZE + FuseBatchForgetIn.SIZE;
        FuseForgets forgets = queue.forgets();
        int count = (int) Math.min(forgets.size(), (room - fixed) / FuseForgetOne.SIZE);
        long[] nodeids = new long[count];
        long[] nlookups = new long[count];
        for (int i = 0; i < count; i++) {
            nodeids[i] = forgets.nodeid(i);
            nlookups[i] = forgets.nlookup(i);
        }
        forgets.drop(count);
        long unique = fiq.takeUniqueLocked();
        fiq.lock().unlock();
        int size = fixed + count * FuseForgetOne.SIZE;
        Wire _ = header(size, Opcode.BATCH_FORGET, 0, unique);
        int error = cs.copyStructure(FuseInHeader.SIZE);
        if (error == 0) {
            FuseBatchForgetIn.COUNT.set(cs.structure(FuseBatchForgetIn.SIZE), count);
            error = cs.copyStructure(FuseBatchForgetIn.SIZE);
        }
        for (int i = 0; i < count && error == 0; i++) {
            Wire one = cs.structure(FuseForgetOne.SIZE);
            FuseForgetOne.NODEID.set(one, nodeids[i]);
            FuseForgetOne.NLOOKUP.set(one, nlookups[i]);
            error = cs.copyStructure(FuseForgetOne.SIZE);
        }
        cs.finish();
        return error != 0 ? error : size;
    }

    // ---- a request

    private long request(FuseReq req) {
        FusePqueue fpq = fud.pq();
        fpq.lock().lock();
        if (!fpq.isConnected()) {
            req.error = -Errno.ECONNABORTED;
            return end(req, null, -Errno.ECONNABORTED);
        }
        fpq.io.addFirst(req);
        req.reader = fc.scheduler().current();
        fpq.lock().unlock();
        cs.of(req);
        int error = req.copyIn(cs);
        cs.finish();
        fpq.lock().lock();
        req.clear(FuseReqFlag.LOCKED);
        if (!fpq.isConnected()) {
            return end(req, fpq.io, gone());
        }
        if (error != 0) {
            req.error = -Errno.EIO;
            return end(req, fpq.io, error);
        }
        int size = req.messageSize();
        if (!req.is(FuseReqFlag.ISREPLY)) {
            return end(req, fpq.io, size);
        }
        fpq.io.remove(req);
        fpq.processing.addLast(req);
        fc.scheduler().touch(req.waitq, Operation.CHANGE);
        req.set(FuseReqFlag.SENT);
        req.count++;
        fpq.lock().unlock();
        if (req.is(FuseReqFlag.INTERRUPTED)) {
            int _ = queue.queueInterrupt(fiq, req);
        }
        fc.answers().put(req);
        return size;
    }

    /** It goes no further; the device's lock is held. */
    private long end(FuseReq req, @Nullable FuseReqList on, long result) {
        if (on != null && !req.is(FuseReqFlag.PRIVATE)) {
            on.remove(req);
        }
        fud.pq().lock().unlock();
        fc.answers().end(req);
        return result;
    }
}
