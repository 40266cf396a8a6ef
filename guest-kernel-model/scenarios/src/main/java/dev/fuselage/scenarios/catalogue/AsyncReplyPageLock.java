package dev.fuselage.scenarios.catalogue;

import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.aio.IoControlBlock;
import dev.fuselage.kernel.aio.IoEvent;
import dev.fuselage.kernel.mm.MappedMemory;
import dev.fuselage.kernel.mm.MmapFlags;
import dev.fuselage.kernel.mm.Page;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.syscall.SyncFileRange;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.GuestShape;
import dev.fuselage.scenarios.Parameter;
import dev.fuselage.scenarios.Parameters;
import dev.fuselage.scenarios.Role;
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

    /** The context for AIO in all tasks. */
    private static final long CONTEXT = 1;

    private static final long NO_TIMEOUT = -1;

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
                        "folio_lock > page lock > fuse_wait_on_page_writeback > page writeback"
                                + " > FUSE reply")
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
        Parameters sizes = stage.parameters();
        long length = (long) sizes.get("pages") << Page.SHIFT;
        stage.mountShare();
        stage.residents("reader", sizes.get("readers"), new Reader(length));
        stage.residents("locker", sizes.get("lockers"), new Locker(length));
        stage.residents("flusher", sizes.get("flushers"), new Flusher(length));
    }

    /** Tasks that have the file open and mapped, and its pages dirty when a schedule begins. */
    private abstract static class Mapper implements Role {
        private static final byte[] ONE = {1};

        private final long length;
        private final long mapping;

        Mapper(long length) {
            this.length = length;
            // The kernel maps downwards.
            this.mapping = MappedMemory.END - length;
        }

        long length() {
            return length;
        }

        long mapping() {
            return mapping;
        }

        @Override
        public int enter(Syscalls sys) {
            int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_DIRECT;
            int fd = (int) sys.openat(Syscalls.AT_FDCWD, "/mnt/f", flags, 0644);
            long cut = sys.ftruncate(fd, length + Page.SIZE);
            int protection = MmapFlags.PROT_READ | MmapFlags.PROT_WRITE;
            long mapped = sys.mmap(0, length, protection, MmapFlags.MAP_SHARED, fd, 0);
            long context = sys.ioSetup(1);
            return fd == FILE && cut == 0 && mapped == mapping && context == CONTEXT ? 0 : 1;
        }

        @Override
        public void prepare(Syscalls sys) {
            store(sys);
        }

        /** Has the dirty pages written, and waits for nothing. */
        void write(Syscalls sys) {
            long _ = sys.syncFileRange(FILE, 0, length, SyncFileRange.WRITE);
        }

        /** Stores a byte into each page. */
        void store(Syscalls sys) {
            for (long at = 0; at < length; at += Page.SIZE) {
                int _ = sys.store(mapping + at, ONE, 0, 1);
            }
        }
    }

    /**
     * Starts to read what lies behind the mapped pages into them, past the page cache, has them
     * written, stores into them, and waits for the read.
     */
    private static final class Reader extends Mapper {
        Reader(long length) {
            super(length);
        }

        @Override
        public void play(Syscalls sys) {
            long _ =
                    sys.ioSubmit(
                            CONTEXT,
                            new IoControlBlock(
                                    IoControlBlock.PREAD, FILE, mapping(), Page.SIZE, length(), 0));
            write(sys);
            store(sys);
            long _ = sys.ioGetevents(CONTEXT, 1, 1, new IoEvent[1], NO_TIMEOUT);
        }
    }

    private static final class Locker extends Mapper {
        Locker(long length) {
            super(length);
        }

        @Override
        public void play(Syscalls sys) {
            write(sys);
            store(sys);
        }
    }

    private static final class Flusher extends Mapper {
        Flusher(long length) {
            super(length);
        }

        @Override
        public void play(Syscalls sys) {
            write(sys);
        }
    }
}
