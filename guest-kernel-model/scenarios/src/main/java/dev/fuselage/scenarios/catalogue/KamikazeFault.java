package dev.fuselage.scenarios.catalogue;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.mm.MmapFlags;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.program.fuse.FuseDaemon;
import dev.fuselage.kernel.program.fuse.FuseHandler;
import dev.fuselage.kernel.program.fuse.FuseMessage;
import dev.fuselage.kernel.program.fuse.MemoryTree;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameter;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Stage;
import dev.fuselage.scenarios.Variant;
import java.util.List;

/**
 * A daemon answers READ from a page that only this READ can fill: the tricky deadlock of fuse.rst.
 */
public final class KamikazeFault implements Scenario {
    private static final String SIGNATURE =
            "folio_lock_killable > page lock > request_wait_answer > FUSE reply";
    private static final String FILE = FuseMount.DIRECTORY + "/file";
    private static final long MILLISECOND = 1_000_000;
    private static final int PROT_WRITE = MmapFlags.PROT_READ | MmapFlags.PROT_WRITE;

    @Override
    public String name() {
        return "fuse/kamikaze-fault";
    }

    @Override
    public String summary() {
        return "a daemon copies the reply to READ from a mapping of the page that is being read, and"
                + " no abort gets through";
    }

    @Override
    public String source() {
        return "Documentation/filesystems/fuse.rst, \"Scenario 2 - Tricky deadlock\"";
    }

    @Override
    public String fix() {
        return "the page of the daemon's buffer is faulted in with the request unlocked, so that"
                + " abort ends READ and frees the page.";
    }

    @Override
    public String picture() {
        return """
        reader                        kamikaze                      root
          reads a byte of a mapping
            page lock
            READ ------------------>  reads READ
            waits for its reply       writes a reply from its own
                 ^                    mapping of the same page
                 |                      request locked
                 |                      fault: the page lock <--+
                 |                                              | held by reader
                 +------------------- delivers --------------- +
                                                 aborts: READ is locked, so it stays
        """;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(new Parameter("readers", "tasks that read the page", 1, 1, 4));
    }

    @Override
    public Expectation expectation(Variant variant) {
        return variant == Variant.BUGGY
                ? Expectation.sometimes(What.DEADLOCK, SIGNATURE)
                : Expectation.never(What.DEADLOCK);
    }

    @Override
    public GuestShape shape(Variant variant, Parameters parameters) {
        return GuestShape.standard()
                .withQueues(0)
                .withQuirkWhenBuggy(variant, KernelQuirk.COPY_FAULTS_WHILE_LOCKED);
    }

    /** A connection is aborted once. */
    @Override
    public boolean mayReuseGuest() {
        return false;
    }

    /**
     * The first task of the daemon serves as it should until the second has mapped the file and
     * closed it: FLUSH is the sign. From then on the second serves.
     */
    @Override
    public void setUp(Stage stage) {
        MemoryTree tree = new MemoryTree().timeout(3600L * 1000 * MILLISECOND);
        long _ = tree.file("file", "x".repeat(Page.SIZE));
        FuseMount.mount(
                stage,
                tree,
                // One that knows neither OPEN nor FLUSH is asked but once: fewer steps.
                daemon ->
                        daemon.wants(0)
                                .on(Opcode.OPEN, (self, in, out) -> -Errno.ENOSYS)
                                .on(Opcode.FLUSH, (self, in, out) -> -Errno.ENOSYS),
                daemon -> {
                    Syscalls sys = daemon.sys();
                    long _ = sys.fork("first", own -> serveUntilFlush(daemon.sharing(own)));
                    long address = map(sys);
                    long _ =
                            sys.fork(
                                    "kamikaze",
                                    own ->
                                            daemon.sharing(own)
                                                    .on(
                                                            Opcode.READ,
                                                            (self, in, out) ->
                                                                    answer(self, in, address))
                                                    .serve());
                    return address < 0 ? 1 : 0;
                });
    }

    private static int serveUntilFlush(FuseDaemon daemon) {
        while (true) {
            long size = daemon.receive();
            if (size < 0) {
                return 1;
            }
            FuseMessage in = daemon.message(size);
            long _ = daemon.answer(in);
            if (in.opcode() == Opcode.FLUSH) {
                return 0;
            }
        }
    }

    /** Maps the file behind a page of its own, which takes the header of the reply. */
    private static long map(Syscalls sys) {
        int anonymous = MmapFlags.MAP_PRIVATE | MmapFlags.MAP_ANONYMOUS;
        long start = sys.mmap(0, 2L * Page.SIZE, PROT_WRITE, anonymous, -1, 0);
        int fd = (int) sys.openat(Syscalls.AT_FDCWD, FILE, OpenFlags.O_RDONLY, 0);
        long address =
                sys.mmap(
                        start + Page.SIZE,
                        Page.SIZE,
                        MmapFlags.PROT_READ,
                        MmapFlags.MAP_SHARED | MmapFlags.MAP_FIXED,
                        fd,
                        0);
        long closed = sys.close(fd);
        return closed < 0 ? closed : address;
    }

    private static int answer(FuseDaemon self, FuseMessage in, long address) {
        long _ = self.replyFrom(in.unique(), address, Page.SIZE);
        return FuseHandler.NO_REPLY;
    }

    @Override
    public void play(Stage stage) {
        int connection = FuseMount.connection(stage);
        stage.identicalTasks("reader", stage.parameters().get("readers"), KamikazeFault::read);
        stage.task("root", sys -> FuseMount.abort(sys, connection));
    }

    /** A byte, or the signal that comes in its place when the connection is gone. */
    private static int read(Syscalls sys) {
        int fd = (int) sys.openat(Syscalls.AT_FDCWD, FILE, OpenFlags.O_RDONLY, 0);
        if (fd < 0) {
            return 1;
        }
        long address = sys.mmap(0, Page.SIZE, MmapFlags.PROT_READ, MmapFlags.MAP_SHARED, fd, 0);
        return address < 0 ? 1 : sys.memory().fault(address, false);
    }
}
