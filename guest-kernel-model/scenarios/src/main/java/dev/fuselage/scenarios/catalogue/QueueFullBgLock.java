package dev.fuselage.scenarios.catalogue;

import dev.fuselage.fuse.linux.OpenFlags;
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

/** A full ring is waited for under the lock that the completions need to empty it. */
public final class QueueFullBgLock implements Scenario {
    private static final int PAGE = 4096;

    /**
     * Two windows of readahead of 32 pages each, in requests of four pages, the most that a ring of
     * eight allows: the second window is asked for when half of the first has come.
     */
    private static final int PAGES = 64;

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
                .withQuirkWhenBuggy(variant, KernelQuirk.SUBMIT_WAITS_UNDER_BG_LOCK);
    }

    @Override
    public void setUp(Stage stage) {
        stage.mountShare();
        for (int i = 0; i < stage.parameters().get("readers"); i++) {
            int number = i;
            stage.prepare(sys -> write(sys, number));
            stage.prepare(sys -> read(sys, number));
        }
    }

    @Override
    public void play(Stage stage) {
        for (int i = 0; i < stage.parameters().get("readers"); i++) {
            int number = i;
            stage.task("reader" + i, sys -> read(sys, number));
        }
    }

    private static int open(Syscalls sys, int number, int flags) {
        return (int) sys.openat(Syscalls.AT_FDCWD, "/mnt/f" + number, flags, 0644);
    }

    private static int write(Syscalls sys, int number) {
        long bytes = (long) PAGES * PAGE;
        long buffer = sys.memory().allocate(bytes);
        int fd = open(sys, number, OpenFlags.O_WRONLY | OpenFlags.O_CREAT);
        return sys.write(fd, buffer, bytes) == bytes && sys.close(fd) == 0 ? 0 : 1;
    }

    private static int read(Syscalls sys, int number) {
        long bytes = (long) PAGES * PAGE;
        long buffer = sys.memory().allocate(bytes);
        int fd = open(sys, number, OpenFlags.O_RDONLY);
        return sys.read(fd, buffer, bytes) == bytes && sys.close(fd) == 0 ? 0 : 1;
    }
}
