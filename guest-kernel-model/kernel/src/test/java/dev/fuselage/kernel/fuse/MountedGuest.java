package dev.fuselage.kernel.fuse;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.kernel.log.KernelLog;
import dev.fuselage.kernel.quirk.KernelQuirks;
import dev.fuselage.kernel.syscall.GuestPrograms;
import dev.fuselage.kernel.syscall.Program;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.vfs.Path;
import dev.fuselage.kernel.vfs.Vfs;
import java.util.List;
import java.util.function.Consumer;

/** A guest whose programs use a fake server's file system on /mnt. */
final class MountedGuest implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;

    final GuestPrograms guest = new GuestPrograms(1);
    final FakeServer server = new FakeServer();
    final FakeTransport transport;
    final FuseKernel kernel;
    final KernelLog log;

    MountedGuest() {
        transport =
                new FakeTransport(
                        guest.guest.scheduler, guest.pages, guest.guest.work.system(), server);
        kernel =
                new FuseKernel(
                        guest.guest.scheduler, guest.pages, guest.guest.time, KernelQuirks.NONE);
        log = new KernelLog(guest.guest.scheduler);
        vfs().types().register(new VirtioFsType(kernel, transport, log));
    }

    Vfs vfs() {
        return guest.vfs;
    }

    /** Mounts, waits for INIT's answer and forgets that they were sent. */
    MountedGuest mount() {
        run(p -> {
            long error = p.sys.mount("fs", "/mnt", "virtiofs", 0, "");
            if (error != 0) {
                throw new AssertionError("mount: " + error);
            }
        });
        List<String> _ = transport.sent();
        return this;
    }

    void run(Consumer<Program> body) {
        guest.run(body);
    }

    /** Runs something as a task, and everything that follows from it. */
    void in(Runnable body) {
        guest.start("helper", Credentials.ROOT, p -> body.run());
        var _ = guest.guest.run();
    }

    /** The requests that a program causes. */
    List<String> requestsOf(Consumer<Program> body) {
        List<String> _ = transport.sent();
        run(body);
        return transport.sent();
    }

    static void sleepSeconds(Program p, double seconds) {
        long _ = p.sys.nanosleep((long) (seconds * SECOND));
    }

    /** The inode that a path leads to; asks the server as a walk does. */
    FuseInode inode(String path) {
        FuseInode[] found = new FuseInode[1];
        run(p -> found[0] = inodeNow(path));
        return found[0];
    }

    /** The same from within a program. */
    FuseInode inodeNow(String path) {
        Path place = new Path();
        int error = vfs().paths().lookup(-100, path, 0, place);
        if (error != 0) {
            throw new AssertionError(path + ": " + error);
        }
        FuseInode found = FuseInode.of(place.entry().inode());
        place.put();
        return found;
    }

    /** The cached inode of a node, found without asking anybody. */
    FuseInode inodeNowOf(long nodeid) {
        FuseInode[] found = new FuseInode[1];
        run(p -> {
            var root =
                    vfs().superBlocks().list().stream()
                            .filter(sb -> sb.type.name().equals("virtiofs"))
                            .findFirst()
                            .orElseThrow();
            var inode = vfs().inodes().lookup(root, nodeid);
            if (inode == null) {
                throw new AssertionError("node " + nodeid + " has no inode");
            }
            found[0] = FuseInode.of(inode);
            inode.put();
        });
        return found[0];
    }

    FuseConn conn() {
        return inode("/mnt").conn();
    }

    /** Whether a page is cached and valid. */
    static boolean isUptodate(FuseInode fi, long index) {
        var page = fi.data.find(index);
        return page != null && page.isUptodate();
    }

    /** An opcode fails once with an error, and is answered as usual after that. */
    void failOnce(Opcode opcode, int errno) {
        server.on(
                opcode,
                r -> {
                    server.restore(opcode);
                    return -errno;
                });
    }

    @Override
    public void close() {
        guest.close();
    }
}
