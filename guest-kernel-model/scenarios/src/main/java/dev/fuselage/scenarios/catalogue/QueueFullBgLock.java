package dev.fuselage.scenarios.catalogue;

import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.quirk.KernelQuirk;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.kernel.vfs.FileAdvice;
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

/** A full ring is waited for under the lock that the completions need to empty it. */
public final class QueueFullBgLock implements Scenario {
    private static final int PAGE = 4096;

    /**
     * Three requests of four pages, the most that a ring of eight allows: two headers and four
     * pages leave no room for a second one. When the first has left the ring, but has not got its
     * bg_lock yet, the second takes its place, and the third finds the ring full.
     */
    private static final int PAGES = 12;

    /** The file's descriptor in its reader. */
    private static final int FD = 0;

    @Override
    public String name() {
        return "virtiofs/queue-full-bg-lock";
    }

    @Override
    public String summary() {
        return "a background request waits for room in the ring with bg_lock held, which completions"
                + " take";
    }

    @Override
    public String source() {
        return "Linux a9bfd9dd3417 (virtiofs: retry request submission from worker context)";
    }

    @Override
    public String fix() {
        return "a request that finds the ring full is queued, and sent by a worker later";
    }

    @Override
    public String picture() {
        return """
        reader: flush_bg_queue, holds fc->bg_lock
          -> a slot in the ring
               -> kworker: virtio_fs_requests_done_work
                    -> fuse_request_end -> fc->bg_lock, held by: reader
        """;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter("readers", "tasks that read ahead, a file each", 1, 1, 8),
                new Parameter("queue-size", "entries of the ring, a power of two", 8, 8, 64));
    }

    @Override
    public Expectation expectation(Variant variant) {
        return variant == Variant.BUGGY
                ? Expectation.sometimes(
                        What.DEADLOCK,
                        "queued_spin_lock_slowpath > fc->bg_lock"
                                + " > virtio_fs_wake_pending_and_unlock > ring slot")
                : Expectation.never(What.DEADLOCK);
    }

    @Override
    public GuestShape shape(Variant variant, Parameters parameters) {
        // On one CPU the worker would spin in the place of whoever holds the lock.
        return GuestShape.standard()
                .withVcpus(2)
                .withQueueSize(parameters.get("queue-size"))
                .withoutIndirectDescriptors()
                .withQuirkWhenBuggy(variant, KernelQuirk.SUBMIT_WAITS_UNDER_BG_LOCK);
    }

    @Override
    public void setUp(Stage stage) {
        stage.mountShare();
        for (int i = 0; i < stage.parameters().get("readers"); i++) {
            stage.residents("reader" + i, 1, new Reader("/mnt/f" + i));
        }
    }

    /** Reads a file ahead that is in no cache, and waits for its end. */
    private record Reader(String file) implements Role {
        private static final long BYTES = (long) PAGES * PAGE;

        @Override
        public int enter(Syscalls sys) {
            int flags = OpenFlags.O_RDWR | OpenFlags.O_CREAT;
            int fd = (int) sys.openat(Syscalls.AT_FDCWD, file, flags, 0644);
            long buffer = sys.memory().allocate(BYTES);
            long written = sys.write(fd, buffer, BYTES);
            // Writing has outdated the attributes.
            long read = sys.pread64(fd, buffer, 1, 0);
            sys.memory().free(buffer, BYTES);
            return fd == FD && written == BYTES && read == 1 ? 0 : 1;
        }

        @Override
        public void prepare(Syscalls sys) {
            long _ = sys.fadvise64(FD, 0, 0, FileAdvice.DONTNEED);
        }

        @Override
        public void play(Syscalls sys) {
            long _ = sys.readahead(FD, 0, BYTES);
            long buffer = sys.memory().allocate(1);
            long _ = sys.pread64(FD, buffer, 1, BYTES - 1);
            sys.memory().free(buffer, 1);
        }
    }
}
