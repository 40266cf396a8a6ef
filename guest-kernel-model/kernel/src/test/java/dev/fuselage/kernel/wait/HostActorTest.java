package dev.fuselage.kernel.wait;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.kernel.TestGuest;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.wait.WaitGraph.Verdict;
import dev.fuselage.machine.host.HostLock;
import dev.fuselage.machine.host.HostThread;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Circles that run through a server at the host, and those that only seem to. */
class HostActorTest {
    private static final long OWNER = 17;

    private final TestGuest guest = new TestGuest(2);
    private final List<Task> owners = new ArrayList<>();

    /** A thread of a server that serves a request; null: without waiting for anybody. */
    private record Worker(String name, @Nullable HostLock waitsFor) implements HostThread {
        @Override
        public String serves() {
            return "FUSE_SETLKW #12";
        }
    }

    /** A lock that the guest's owner has, or somebody else. */
    private record FileLock(boolean isHeldByGuest) implements HostLock {
        @Override
        public String kind() {
            return "POSIX lock";
        }

        @Override
        public String which() {
            return "inode 2 bytes 0-99";
        }

        @Override
        public long owner() {
            return OWNER;
        }
    }

    private boolean tasksOf(long owner, Suppliers out) {
        assertThat(owner).isEqualTo(OWNER);
        owners.forEach(out::task);
        return !owners.isEmpty();
    }

    private Worker occupied(boolean byGuest) {
        return new Worker("virtiofsd/1", new FileLock(byGuest));
    }

    /** A task that waits for a reply that any of the workers can give, once it runs. */
    private Task asks(String comm, Worker... workers) {
        List<HostActor> actors = new ArrayList<>();
        for (Worker worker : workers) {
            actors.add(new HostActor(worker, this::tasksOf));
        }
        WaitQueue reply =
                new WaitQueue(
                        guest.scheduler,
                        "reply",
                        "",
                        out -> actors.forEach(actor -> actor.addTo(out)));
        return guest.spawn(
                comm,
                () -> {
                    int _ =
                            reply.waitEvent(
                                    "request_wait_answer",
                                    () -> false,
                                    Interruptibility.UNINTERRUPTIBLE);
                });
    }

    private Verdict verdict() {
        guest.run();
        WaitGraph graph = WaitGraph.of(guest.scheduler);
        LivenessProbe probe = new LivenessProbe(guest.scheduler);
        for (Task task : graph.blocked()) {
            assertThat(probe.getsOn(task))
                    .as("the probe's word on %s", task)
                    .isEqualTo(!graph.stuck().contains(task));
        }
        return graph.verdict();
    }

    @Test
    void aWorkerThatWaitsForALockOfTheTaskThatWaitsForItClosesACircle() {
        owners.add(asks("holder", occupied(true)));
        assertThat(verdict()).isEqualTo(Verdict.DEADLOCK);
        WaitGraph graph = WaitGraph.of(guest.scheduler);
        assertThat(graph.cycle()).hasSize(4);
        assertThat(graph.describe())
                .contains(
                        "  virtiofsd/1 serves FUSE_SETLKW #12, waits for POSIX lock inode 2 bytes"
                                + " 0-99\n")
                .contains("  POSIX lock inode 2 bytes 0-99 held by " + owners.getFirst() + "\n");
    }

    @Test
    void aWorkerThatIsFreeNeverCountsAsStuck() {
        owners.add(asks("holder", new Worker("virtiofsd/1", null)));
        assertThat(verdict()).isEqualTo(Verdict.LIVE);
    }

    @Test
    void oneFreeWorkerOfManyIsEnough() {
        owners.add(asks("holder", occupied(true), new Worker("virtiofsd/2", null)));
        assertThat(verdict()).isEqualTo(Verdict.LIVE);
    }

    /** As a server that was never told of the request: it could, and does nothing. */
    @Test
    void aFreeWorkerThatDoesNothingIsALostWakeUpAndNoCircle() {
        owners.add(asks("holder", occupied(true), new Worker("virtiofsd/2", null)));
        guest.run();
        WaitGraph graph = WaitGraph.ofQuiescent(guest.scheduler);
        assertThat(graph.verdict()).isEqualTo(Verdict.LOST_WAKEUP);
        assertThat(graph.lostWakeUp().getFirst()).isEqualTo(owners.getFirst());
    }

    @Test
    void workersThatAllWaitCloseACircleHoweverMany() {
        owners.add(asks("holder", occupied(true), occupied(true)));
        assertThat(verdict()).isEqualTo(Verdict.DEADLOCK);
    }

    @Test
    void whoeverSharesTheOwnerCanUnlockToo() {
        owners.add(asks("holder", occupied(true)));
        Mutex never = new Mutex(guest.scheduler, "mutex", "");
        owners.add(
                guest.spawn(
                        "child",
                        () -> {
                            never.lock();
                            int _ = guest.time.nanosleep(Long.MAX_VALUE / 2);
                        }));
        guest.simulation.run(() -> owners.getLast().hasDeadline());
        assertThat(WaitGraph.of(guest.scheduler).verdict()).isEqualTo(Verdict.LIVE);
    }

    @Test
    void aLockOfSomebodyElseAtTheHostMayBeFreedAtAnyTime() {
        owners.add(asks("holder", occupied(false)));
        assertThat(verdict()).isEqualTo(Verdict.LIVE);
    }

    @Test
    void aLockWhoseOwnerNoTaskHasAnyMoreIsBeingGivenBack() {
        asks("other", occupied(true));
        assertThat(verdict()).isEqualTo(Verdict.LIVE);
    }
}
