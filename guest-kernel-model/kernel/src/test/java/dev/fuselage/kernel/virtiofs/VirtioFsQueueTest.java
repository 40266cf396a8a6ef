package dev.fuselage.kernel.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.fuse.TestConnection;
import dev.fuselage.kernel.virtio.TestCard;
import dev.fuselage.kernel.virtio.VirtioFeatures;
import dev.fuselage.kernel.wait.WaitGraph;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Queues that are full, broken, drained or stopped. */
class VirtioFsQueueTest {
    private final VirtioFsGuest g = new VirtioFsGuest();

    @AfterEach
    void close() {
        g.close();
    }

    @Test
    void requestsThatFindTheRingFullAreSentWhenACompletionMadeRoom() {
        TestCard.Options options = VirtioFsGuest.share("myfs", 1);
        // Four descriptors a request and no indirect tables: two fit.
        options.features = VirtioFeatures.VERSION_1;
        options.queueSize = 8;
        g.plug(options);
        g.boot();
        TestConnection connection = g.connect();
        g.server().manual = true;
        for (int i = 0; i < 5; i++) {
            int node = i;
            g.machine.guest.spawn(
                    "stat" + i,
                    () -> g.machine.guest.say("node" + node + " " + connection.getattr(node)));
        }
        g.machine.guest.run();
        assertThat(g.server().held).hasSize(2);
        assertThat(g.instance().inFlight()).isEqualTo(5);
        List<String> places =
                g.machine.scheduler().tasks().stream()
                        .filter(task -> task.waitSite().equals("request_wait_answer"))
                        .map(VirtioFsGuest::whereabouts)
                        .toList();
        assertThat(places)
                .filteredOn(place -> place.startsWith("virtqueue requests.0 avail["))
                .hasSize(2);
        assertThat(places)
                .filteredOn("queued_reqs of requests.0, no room in the virtqueue"::equals)
                .hasSize(3);
        g.server().answer(g.server().held.getFirst(), 0);
        g.machine.guest.run();
        assertThat(g.server().held).as("one gone, one more sent").hasSize(2);
        g.server().manual = false;
        g.server().answerAll();
        g.machine.guest.run();
        assertThat(g.machine.guest.said())
                .containsExactlyInAnyOrder("node0 0", "node1 0", "node2 0", "node3 0", "node4 0");
        assertThat(g.instance().inFlight()).isZero();
    }

    @Test
    void forgetsThatFindTheRingFullAreSentLaterToo() {
        TestCard.Options options = VirtioFsGuest.share("myfs", 1);
        options.queueSize = 4;
        g.plug(options);
        g.boot();
        TestConnection connection = g.connect();
        g.server().manual = true;
        g.machine.run(() -> {
            for (int i = 0; i < 10; i++) {
                connection.forget(i, 1);
            }
        });
        assertThat(g.server().held).hasSize(4);
        g.server().manual = false;
        g.server().answerAll();
        g.machine.guest.run();
        assertThat(g.server().seen).hasSize(10);
        assertThat(g.instance().inFlight()).isZero();
    }

    @Test
    void nothingIsLostHoweverFullTheRingsAreAndInWhateverOrderTheServerAnswers() {
        for (long seed = 0; seed < 20; seed++) {
            try (RandomRun run = new RandomRun(seed)) {
                assertThat(run.ended()).as("seed %d: %s", seed, run.blocked()).isEqualTo(60);
            }
        }
    }

    /**
     * Sixty requests of six tasks and background reads over a ring of eight descriptors, answered
     * at random.
     */
    private static final class RandomRun implements AutoCloseable {
        private final VirtioFsGuest test = new VirtioFsGuest();
        private int ended;

        RandomRun(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            TestCard.Options options = VirtioFsGuest.share("myfs", 2);
            options.features =
                    VirtioFeatures.VERSION_1
                            | (seed % 2 == 0 ? VirtioFeatures.EVENT_IDX : 0)
                            | (seed % 3 == 0 ? VirtioFeatures.RING_PACKED : 0);
            options.queueSize = 8;
            test.plug(options);
            test.boot();
            TestConnection connection = test.connect();
            test.machine.run(() -> connection.setMaxBackground(3));
            test.server().manual = true;
            for (int i = 0; i < 6; i++) {
                test.machine.guest.spawn(
                        "t" + i,
                        () -> {
                            for (int k = 0; k < 5; k++) {
                                connection.read(k, 1, 100, random.nextBoolean(), error -> ended++);
                                if (connection.getattr(k) == 0) {
                                    ended++;
                                }
                            }
                        });
            }
            test.machine.guest.run();
            while (!test.server().held.isEmpty()) {
                List<TestFsServer.Held> held = test.server().held;
                test.server().answer(held.get(random.nextInt(held.size())), 0);
                if (random.nextBoolean()) {
                    test.machine.guest.run();
                }
            }
            test.machine.guest.run();
            while (!test.server().held.isEmpty()) {
                test.server().answerAll();
                test.machine.guest.run();
            }
        }

        String blocked() {
            return WaitGraph.of(test.machine.scheduler()).describe();
        }

        int ended() {
            return ended;
        }

        @Override
        public void close() {
            test.close();
        }
    }

    @Test
    void aBrokenRingFailsTheRequestFromAWorkerNotFromItsSender() {
        TestConnection connection = g.connectToServer();
        g.machine.run(() -> {
            g.instance().device().queue(1).breakQueue();
            connection.read(
                    1,
                    1,
                    10,
                    false,
                    error ->
                            g.machine.guest.say(
                                    "ended with "
                                            + error
                                            + " in "
                                            + g.machine
                                                    .scheduler()
                                                    .current()
                                                    .comm()
                                                    .substring(0, 8)));
            g.machine.guest.say("sent");
        });
        assertThat(g.machine.guest.said())
                .containsExactly("sent", "ended with " + -Errno.EIO + " in kworker/");
    }

    // ---- unmount and removal

    @Test
    void drainingWaitsForTheLastAnswer() {
        TestConnection connection = g.connectToSlowServer();
        g.machine.guest.spawn("stat", () -> connection.getattr(7));
        g.machine.guest.run();
        g.machine.guest.spawn(
                "umount",
                () -> {
                    g.instance().drain();
                    g.machine.guest.say("drained");
                });
        g.machine.guest.run();
        assertThat(g.machine.guest.said()).isEmpty();
        assertThat(WaitGraph.of(g.machine.scheduler()).describe())
                .contains("waits for end of all requests in flight on requests.0");
        g.server().answerAll();
        g.machine.guest.run();
        assertThat(g.machine.guest.said()).containsExactly("drained");
    }

    @Test
    void stoppedQueuesDropForgetsAndRefuseRequests() {
        TestConnection connection = g.connectToServer();
        g.machine.run(() -> {
            g.instance().stopForgets();
            connection.forget(1, 1);
            g.machine.guest.say("getattr " + connection.getattr(1));
            g.instance().stopQueues();
            g.machine.guest.say("getattr " + connection.getattr(1));
            g.instance().startQueues();
            connection.forget(2, 1);
            g.machine.guest.say("getattr " + connection.getattr(1));
        });
        assertThat(g.machine.guest.said())
                .containsExactly("getattr 0", "getattr " + -Errno.ENOTCONN, "getattr 0");
        assertThat(g.server().seen)
                .containsExactlyInAnyOrder("q1 op3 node1", "q0 op2 node2", "q1 op3 node1");
    }
}
