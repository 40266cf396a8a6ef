package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseAttrOut;
import dev.fuselage.fuse.FuseGetattrIn;
import dev.fuselage.fuse.FuseReadIn;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.kernel.quirk.KernelQuirks;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.time.Timekeeping;
import java.util.function.Consumer;

/** A connection without a mount, for tests of transports. */
public final class TestConnection {
    private final FuseConn conn;
    private final FuseMount mount;

    public TestConnection(
            TaskScheduler scheduler, PageAllocator pages, Timekeeping time, FuseIqueueOps ops) {
        conn = new FuseConn(new FuseKernel(scheduler, pages, time, KernelQuirks.NONE), ops, "test");
        mount = new FuseMount(conn);
    }

    /** As when INIT was answered. */
    public void initialized() {
        conn.admission().setInitialized();
    }

    /** A GETATTR, from sending to the answer; 0 or a negative errno. */
    public int getattr(long nodeid) {
        FuseReq req = conn.request(mount, Opcode.GETATTR, nodeid);
        req.in(FuseGetattrIn.SIZE);
        req.out(FuseAttrOut.SIZE);
        int error = conn.send(req);
        req.release();
        return error;
    }

    /**
     * A READ into as many new pages in the background.
     *
     * @param mayBlock its end may sleep
     * @param end what happens then, with the error
     */
    public void read(long nodeid, int pages, int bytes, boolean mayBlock, Consumer<Integer> end) {
        FuseReq req = conn.request(mount, Opcode.READ, nodeid);
        req.in(FuseReadIn.SIZE);
        for (int i = 0; i < pages; i++) {
            req.data.add(conn.pages().allocateZeroed(), 0, Page.SIZE);
        }
        req.outPages(bytes);
        req.outArgvar = true;
        req.mayBlock = mayBlock;
        req.end = (fm, ended, error) -> end.accept(error);
        int refused = conn.sendBackground(req);
        if (refused != 0) {
            throw new AssertionError("refused with " + refused);
        }
    }

    public void forget(long nodeid, long nlookup) {
        conn.forget(nodeid, nlookup);
    }

    public FuseIqueue iqueue() {
        return conn.iqueue();
    }

    public int numWaiting() {
        return conn.numWaiting();
    }

    /** As the reply to INIT does. */
    public void setMaxBackground(int most) {
        conn.background().setLimits(most, most);
    }
}
