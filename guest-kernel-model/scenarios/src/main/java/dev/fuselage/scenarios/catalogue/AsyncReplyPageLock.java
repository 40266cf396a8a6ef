package dev.fuselage.scenarios.catalogue;

import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.aio.IoControlBlock;
import dev.fuselage.kernel.mm.MappedMemory;
import dev.fuselage.kernel.mm.MmapFlags;
import dev.fuselage.kernel.mm.Page;
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
 * The worker that takes replies in waits for a page, and the page waits for a reply.
 *
 * <p>A direct read into a mapping makes the mapped pages dirty when it ends, under their locks.
 * Such a page may have been written back meanwhile, and a task that stores into it then holds its
 * lock until the WRITE is answered: by the very worker that ends the read. One task is enough, as
 * nobody waits for an asynchronous read.
 */
public final class AsyncReplyPageLock implements Scenario {
    /** The file's descriptor in all tasks, with O_DIRECT. */
    private static final int FILE = 0;

    @Override
    public String name() {
        return "virtiofs/async-reply-page-lock";
    }

    @Override
    public String summary() {
        return "the worker that takes replies in waits for a page lock, and its holder for a reply";
    }

    @Override
    public String source() {
        return "xfstests generic/503; bb737bbe48be \"virtiofs: schedule blocking async replies in"
                + " separate worker\"";
    }

    @Override
    public String fix() {
        return "a reply whose end may block is ended by a work item of its own";
    }

    @Override
    public String picture() {
        return """
        done work: ends the direct READ, set_page_dirty_lock()
          -> page lock, held by: a task in fuse_page_mkwrite()
               -> page writeback, ended by the reply to its WRITE
                    -> done work
        """;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter("readers", "tasks that read directly into what they store", 1, 1, 8),
                new Parameter("lockers", "tasks that only have it written, then store", 0, 0, 8),
                new Parameter("flushers", "tasks that only have it written", 0, 0, 8),
                new Parameter("pages", "pages of the mapping", 1, 1, 256),
                new Parameter("queues", "request queues", 1, 1, 8),
                new Parameter("vcpus", "CPUs of the guest", 1, 1, 8),
                new Parameter("workers", "workers of the server", 1, 1, 8));
    }

    @Override
    public Expectation expectation(Variant variant) {
        return variant == Variant.BUGGY
                ? Expectation.sometimes(
                        What.DEADLOCK,
                        "folio_lock > page lock > fuse_wait_on_page_writeback > page writeback")
                : Expectation.never(What.DEADLOCK);
    }

    @Override
    public GuestShape shape(Variant variant, Parameters parameters) {
        return GuestShape.standard()
                .withServer(ServerConfig.of(CachePolicy.ALWAYS))
                .withQueues(parameters.get("queues"))
                .withVcpus(parameters.get("vcpus"))
                .withWorkers(parameters.get("workers"))
                .withQuirkWhenBuggy(variant, KernelQuirk.REPLY_ENDS_IN_DONE_WORK);
    }

    @Override
    public void setUp(Stage stage) {
        long length = length(stage);
        stage.mountShare();
        stage.bequeath(sys -> {
            int created = open(sys, OpenFlags.O_CREAT);
            long cut = sys.ftruncate(created, length + Page.SIZE);
            long first = map(sys, created, length);
            long second = map(sys, created, length);
            long closed = sys.close(created);
            int direct = open(sys, OpenFlags.O_DIRECT);
            boolean asExpected =
                    cut == 0
                            && closed == 0
                            && direct == FILE
                            && first == writtenMapping(length)
                            && second == usedMapping(length);
            store(sys, length);
            return asExpected ? 0 : 1;
        });
    }

    @Override
    public void play(Stage stage) {
        long length = length(stage);
        Parameters sizes = stage.parameters();
        stage.identicalTasks("reader", sizes.get("readers"), sys -> read(sys, length));
        stage.identicalTasks(
                "locker",
                sizes.get("lockers"),
                sys -> {
                    int error = write(sys, length);
                    store(sys, length);
                    return error;
                });
        stage.identicalTasks("flusher", sizes.get("flushers"), sys -> write(sys, length));
    }

    private static long length(Stage stage) {
        return (long) stage.parameters().get("pages") << Page.SHIFT;
    }

    /** Where the mapping is that tasks give up so that it is written: the kernel maps downwards. */
    private static long writtenMapping(long length) {
        return MappedMemory.END - length;
    }

    /** Where the mapping is that tasks read and store into. */
    private static long usedMapping(long length) {
        return MappedMemory.END - 2 * length;
    }

    private static int open(Syscalls sys, int flags) {
        return (int) sys.openat(Syscalls.AT_FDCWD, "/mnt/f", OpenFlags.O_RDWR | flags, 0644);
    }

    private static long map(Syscalls sys, int fd, long length) {
        int protection = MmapFlags.PROT_READ | MmapFlags.PROT_WRITE;
        return sys.mmap(0, length, protection, MmapFlags.MAP_SHARED, fd, 0);
    }

    /**
     * Starts to read what lies behind the mapped pages into them, past the page cache, has them
     * written and stores into them; the end of the task waits for the read.
     */
    private static int read(Syscalls sys, long length) {
        long context = sys.ioSetup(1);
        IoControlBlock read =
                new IoControlBlock(
                        IoControlBlock.PREAD, FILE, usedMapping(length), Page.SIZE, length, 0);
        long submitted = sys.ioSubmit(context, read);
        int error = write(sys, length);
        store(sys, length);
        return submitted == 1 ? error : 1;
    }

    /** Gives up a mapping: its dirty pages are written, and nobody waits for it. */
    private static int write(Syscalls sys, long length) {
        return (int) -sys.munmap(writtenMapping(length), length);
    }

    /** Stores a byte into each page. */
    private static void store(Syscalls sys, long length) {
        byte[] one = {1};
        for (long at = 0; at < length; at += Page.SIZE) {
            int _ = sys.store(usedMapping(length) + at, one, 0, one.length);
        }
    }
}
