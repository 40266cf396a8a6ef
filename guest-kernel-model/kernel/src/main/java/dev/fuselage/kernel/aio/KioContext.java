package dev.fuselage.kernel.aio;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.mm.UserMemory;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.vfs.FileIo;
import dev.fuselage.kernel.vfs.FileMode;
import dev.fuselage.kernel.vfs.Kiocb;
import dev.fuselage.kernel.vfs.OpenFile;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.kernel.wait.WaitQueue;
import dev.fuselage.machine.time.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A context of io_setup(2) ({@code struct kioctx}): requests under way, and results that nobody has
 * collected. Both together are never more than it was made for.
 */
public final class KioContext {
    private final int most;
    private final List<AioRequest> active = new ArrayList<>();
    private final ArrayDeque<IoEvent> events = new ArrayDeque<>();
    private final WaitQueue wait;
    private boolean dead;

    private final TaskScheduler scheduler;

    KioContext(TaskScheduler scheduler, long id, int most) {
        this.scheduler = scheduler;
        this.most = most;
        this.wait =
                new WaitQueue(
                        scheduler, "AIO results", "of context " + id, this::namesWhoCompletes);
    }

    private void namesWhoCompletes(Suppliers out) {
        for (AioRequest request : active) {
            Deliverer who = request.iocb().deliverer();
            if (who != null) {
                who.deliverers(out);
            }
        }
    }

    // ---- handing in

    /**
     * Starts a request ({@code io_submit_one}): 0, or a negative errno when it is not taken. What
     * fails later is told by its event.
     *
     * @param file the descriptor's
     */
    @KernelFunction("io_submit_one")
    public int submit(UserMemory memory, OpenFile file, IoControlBlock block) {
        scheduler.touch(wait, Operation.CHANGE);
        if (active.size() + events.size() >= most) {
            return -Errno.EAGAIN;
        }
        boolean write;
        switch (block.opcode()) {
            case IoControlBlock.PREAD, IoControlBlock.PREADV -> write = false;
            case IoControlBlock.PWRITE, IoControlBlock.PWRITEV -> write = true;
            default -> {
                return -Errno.EINVAL;
            }
        }
        if (!file.has(write ? FileMode.FMODE_WRITE : FileMode.FMODE_READ)) {
            return -Errno.EBADF;
        }
        if (!file.has(write ? FileMode.FMODE_CAN_WRITE : FileMode.FMODE_CAN_READ)) {
            return -Errno.EINVAL;
        }
        AioRequest request = new AioRequest(this, block.data());
        int error = AioBuffers.fill(request.iter(), memory, block, write);
        if (error == 0) {
            error = FileIo.verifyArea(block.offset(), request.iter().count());
        }
        if (error != 0) {
            return error;
        }
        request.begin(file, block.offset());
        active.add(request);
        start(request, write);
        return 0;
    }

    /** {@code aio_read}, {@code aio_write}, {@code aio_rw_done}. */
    private static void start(AioRequest request, boolean write) {
        Kiocb iocb = request.iocb();
        OpenFile file = iocb.file();
        request.iter().truncate(FileIo.MAX_RW_COUNT);
        long result;
        if (write) {
            iocb.flags |= Kiocb.IOCB_WRITE;
            result = file.op().writeIter(iocb, request.iter());
        } else {
            result = file.op().readIter(iocb, request.iter());
        }
        if (result != -Kiocb.EIOCBQUEUED) {
            iocb.complete(result);
        }
    }

    void completed(AioRequest request, IoEvent event) {
        active.remove(request);
        events.add(event);
        wait.wakeUpAll();
    }

    // ---- collecting

    /**
     * Takes results, waiting for {@code least} ({@code read_events}).
     *
     * @param deadline virtual time in cycles; {@link Long#MAX_VALUE} for none
     * @return how many, or -EINTR when a signal came before the first
     */
    @KernelFunction("read_events")
    public long read(int least, int count, IoEvent[] out, long deadline) {
        scheduler.touch(wait, Operation.CHANGE);
        int error = 0;
        if (events.size() < least) {
            error =
                    deadline == Long.MAX_VALUE
                            ? wait.waitEvent(
                                    "read_events",
                                    () -> events.size() >= least || dead,
                                    Interruptibility.INTERRUPTIBLE)
                            : wait.waitEventUntil(
                                    "read_events",
                                    () -> events.size() >= least || dead,
                                    Interruptibility.INTERRUPTIBLE,
                                    deadline);
        }
        int taken = 0;
        while (taken < count && !events.isEmpty()) {
            out[taken++] = events.remove();
        }
        return taken == 0 && error == -Errno.EINTR ? error : taken;
    }

    // ---- the end

    /** Refuses more, and waits for what is under way ({@code kill_ioctx}). */
    @KernelFunction("kill_ioctx")
    void kill() {
        dead = true;
        wait.wakeUpAll();
        int _ = wait.waitEvent("exit_aio", active::isEmpty, Interruptibility.UNINTERRUPTIBLE);
    }

    int most() {
        return most;
    }
}
