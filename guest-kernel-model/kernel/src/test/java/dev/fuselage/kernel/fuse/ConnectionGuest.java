package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.FuseAttrOut;
import dev.fuselage.fuse.FuseGetattrIn;
import dev.fuselage.fuse.FuseReadIn;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.kernel.TestGuest;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.kernel.quirk.KernelQuirks;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.memory.GuestMemory;

/** A connection to a fake server, without superblock. */
final class ConnectionGuest {
    final TestGuest guest = new TestGuest(1);
    final GuestMemory memory = new GuestMemory();
    final FakeServer server = new FakeServer();
    final FakeTransport transport;
    final FuseKernel kernel;
    final FuseConn conn;
    final FuseMount mount;

    ConnectionGuest() {
        memory.addRam(MemoryMap.RAM_BASE, 16 << 20);
        PageAllocator pages =
                new PageAllocator(guest.scheduler, memory, MemoryMap.RAM_BASE, 16 << 20);
        transport = new FakeTransport(guest.scheduler, pages, guest.work.system(), server);
        transport.startQueues();
        kernel = new FuseKernel(guest.scheduler, pages, guest.time, KernelQuirks.NONE);
        conn = new FuseConn(kernel, transport, "fs");
        mount = new FuseMount(conn);
        server.file("f", 100);
    }

    /** INIT has been answered. */
    ConnectionGuest initialized() {
        conn.admission().setInitialized();
        return this;
    }

    FuseReq getattrRequest() {
        FuseReq req = conn.request(mount, Opcode.GETATTR, 1);
        req.in(FuseGetattrIn.SIZE);
        req.out(FuseAttrOut.SIZE);
        return req;
    }

    /** A GETATTR of the root from the current task. */
    int getattr() {
        FuseReq req = getattrRequest();
        int error = conn.send(req);
        req.release();
        return error;
    }

    /** A READ of nothing in the background, which says {@code name} and its error when it ends. */
    int background(String name) {
        FuseReq req = conn.request(mount, Opcode.READ, 2);
        req.in(FuseReadIn.SIZE);
        req.outPages(0);
        req.end = (fm, ended, error) -> guest.say(name + " " + error);
        int error = conn.sendBackground(req);
        if (error != 0) {
            req.release();
        }
        return error;
    }

    Task spawn(String comm, Runnable body) {
        return guest.spawn(comm, body);
    }

    /** Runs something as a task, and everything that follows from it. */
    void in(Runnable body) {
        Task _ = spawn("helper", body);
        run();
    }

    /** The oldest answer held back arrives. */
    void letGo() {
        in(transport::letGo);
    }

    /** All answers held back arrive, and no more are held back. */
    void holdNothing() {
        in(transport::holdNothing);
    }

    void run() {
        var _ = guest.run();
    }
}
