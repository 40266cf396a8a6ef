package dev.fuselage.scenarios.junit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.fuse.linux.FcntlFlags;
import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.syscall.Syscalls;
import dev.fuselage.scenarios.Expectation.What;
import dev.fuselage.scenarios.explore.Budget;
import dev.fuselage.scenarios.explore.Strategy;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.CycleNode.EventNode;
import dev.fuselage.scenarios.outcome.CycleNode.LockNode;
import dev.fuselage.scenarios.outcome.CycleNode.TaskNode;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.report.TextReport;
import java.util.List;

/** Circles of locks that the server keeps, of a server whose workers are all free. */
class LocksOfTheShareTest {
    private static GuestBuilder share(GuestBuilder guest) {
        return guest.shape(shape ->
                        shape.withServer(
                                ServerConfig.builder(CachePolicy.ALWAYS).locks(true).build()))
                .mountShare()
                .setUp(sys -> lock(sys, "/mnt/a", "/mnt/b"));
    }

    private static int lock(Syscalls sys, String... files) {
        for (String file : List.of(files)) {
            long fd =
                    sys.openat(Syscalls.AT_FDCWD, file, OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0644);
            if (fd < 0 || sys.flock((int) fd, FcntlFlags.LOCK_EX) != 0) {
                return 1;
            }
        }
        return 0;
    }

    /** Linux looks for circles among POSIX locks, not among those of flock. */
    @GuestTest
    void locksTakenCrosswiseCloseACircleThroughTheServer(GuestBuilder guest) {
        Outcome outcome =
                share(guest)
                        .task("first", sys -> lock(sys, "/mnt/a", "/mnt/b"))
                        .task("second", sys -> lock(sys, "/mnt/b", "/mnt/a"))
                        .mustSometimes(What.DEADLOCK);
        Counterexample found = requireNonNull(outcome.counterexample());
        assertThat(found.headline()).isEqualTo("4 nodes in cycle");
        assertThat(found.cycle())
                .hasExactlyElementsOfTypes(
                        TaskNode.class,
                        EventNode.class,
                        LockNode.class,
                        TaskNode.class,
                        EventNode.class,
                        LockNode.class);
        for (int i = 0; i < 6; i += 3) {
            TaskNode waits = (TaskNode) found.cycle().get(i);
            EventNode request = (EventNode) found.cycle().get(i + 1);
            LockNode lock = (LockNode) found.cycle().get(i + 2);
            TaskNode holder = (TaskNode) found.cycle().get((i + 3) % 6);
            assertThat(waits.waitsFor()).isEqualTo(request.name());
            assertThat(request.location())
                    .isEqualTo("the server's hands, parked until " + lock.name() + " is free");
            assertThat(lock.kind()).isEqualTo("flock lock");
            assertThat(lock.holders()).containsExactly(holder.name());
        }
        // Four sentences, and the lock is part of that of the request which waits for it.
        assertThat(TextReport.of(outcome, false))
                .containsPattern("FUSE_SETLKW #\\d+ +is in +the server's hands, parked until flock")
                .containsPattern("held by (first|second) \\[\\d+]  <- closes the cycle")
                .doesNotContain("is held by");
    }

    @GuestTest
    void inOneOrderTheyNeverDo(GuestBuilder guest) {
        share(guest)
                .task("first", sys -> lock(sys, "/mnt/a", "/mnt/b"))
                .task("second", sys -> lock(sys, "/mnt/a", "/mnt/b"))
                .strategy(new Strategy.Random(1))
                .budget(Budget.unlimited().withSchedules(500))
                .mustNever(What.DEADLOCK);
    }
}
