package dev.fuselage.kernel.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.fuse.TestConnection;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskState;
import dev.fuselage.kernel.virtio.TestCard;
import dev.fuselage.kernel.virtio.TestRing.Piece;
import dev.fuselage.kernel.wait.WaitGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way of requests and replies over queues, and who waits where (virtio_fs_enqueue_req). */
class VirtioFsRequestTest {
    private final VirtioFsGuest g = new VirtioFsGuest();

    @AfterEach
    void close() {
        g.close();
    }

    @Test
    void aRequestIsHeaderArgumentsThenReplyHeaderAndReply() {
        TestConnection connection = g.connectToSlowServer();
        g.machine.guest.spawn("stat", () -> g.machine.guest.say("" + connection.getattr(7)));
        g.machine.guest.run();
        TestFsServer.Held held = g.server().held.getFirst();
        assertThat(held.opcode()).isEqualTo(Opcode.GETATTR.number());
        assertThat(held.nodeid()).isEqualTo(7);
        assertThat(held.unique()).as("the first id").isEqualTo(2);
        assertThat(held.chain().pieces())
                .extracting(Piece::length)
                .containsExactly(40, 16, 16, 104);
        assertThat(held.chain().pieces())
                .extracting(Piece::deviceWrites)
                .containsExactly(false, false, true, true);
        assertThat(g.instance().inFlight()).isEqualTo(1);
        g.server().answer(held, -Errno.ENOENT);
        g.machine.guest.run();
        assertThat(g.machine.guest.said()).containsExactly("" + -Errno.ENOENT);
        assertThat(g.instance().inFlight()).isZero();
    }

    @Test
    void pagesFollowTheReplyHeaderAndStopAtTheSizeAskedFor() {
        TestConnection connection = g.connectToSlowServer();
        g.machine.run(() ->
                connection.read(
                        3, 3, 2 * 4096 + 100, false, error -> g.machine.guest.say("end " + error)));
        TestFsServer.Held held = g.server().held.getFirst();
        assertThat(held.chain().pieces())
                .extracting(Piece::length)
                .containsExactly(40, 40, 16, 4096, 4096, 100);
        g.server().answerAll();
        g.machine.guest.run();
        assertThat(g.machine.guest.said()).containsExactly("end 0");
    }

    @Test
    void eachCpuSendsToItsOwnQueue() {
        g.plug(VirtioFsGuest.share("myfs", 2));
        g.boot();
        TestConnection connection = g.connect();
        for (int cpu = 0; cpu < VirtioFsGuest.CPUS; cpu++) {
            int node = 100 + cpu;
            g.machine.guest.spawn(
                    "t" + cpu,
                    () -> connection.getattr(node + g.machine.scheduler().cpu() - (node - 100)));
        }
        g.machine.guest.run();
        assertThat(g.server().seen).containsExactlyInAnyOrder("q1 op3 node100", "q2 op3 node101");
    }

    @Test
    void forgetsGoToHiprioAsFortyEightBytesWithoutAReply() {
        TestConnection connection = g.connectToSlowServer();
        g.machine.run(() -> {
            connection.forget(9, 3);
            connection.forget(10, 1);
        });
        assertThat(g.server().seen).containsExactly("q0 op2 node9", "q0 op2 node10");
        assertThat(g.server().held.getFirst().chain().pieces())
                .singleElement()
                .satisfies(piece -> assertThat(piece.length()).isEqualTo(48));
        assertThat(g.server().held).extracting(TestFsServer.Held::unique).containsExactly(2L, 4L);
        assertThat(g.instance().inFlight()).isEqualTo(2);
        g.server().answerAll();
        g.machine.guest.run();
        assertThat(g.instance().inFlight()).isZero();
    }

    @Test
    void repliesAreTakenInByAKworkerOfTheCpuThatTookTheInterrupt() {
        TestConnection connection = g.connectToServer();
        g.machine.run(() ->
                connection.read(
                        3,
                        1,
                        10,
                        false,
                        error ->
                                g.machine.guest.say(
                                        g.machine.scheduler().current().comm()
                                                + " on "
                                                + g.machine.scheduler().cpu())));
        // config on CPU 0, hiprio on CPU 1, requests.0 on CPU 0 again.
        assertThat(g.machine.guest.said()).containsExactly("kworker/0:0 on 0");
    }

    @Test
    void aReplyWhoseEndSleepsDoesNotHoldUpTheOthers() {
        TestConnection connection = g.connectToSlowServer();
        g.machine.run(() -> {
            connection.read(
                    1,
                    1,
                    10,
                    true,
                    error -> {
                        g.machine.guest.say("first begins");
                        g.machine.guest.time.msleep(50);
                        g.machine.guest.say("first ends");
                    });
            connection.read(2, 1, 10, false, error -> g.machine.guest.say("second"));
        });
        g.server().answerAll();
        g.machine.guest.run();
        assertThat(g.machine.guest.said()).containsExactly("second", "first begins", "first ends");
        assertThat(g.instance().inFlight()).isZero();
    }

    @Test
    void aKilledTaskWaitsForTheAnswerAllTheSame() {
        TestConnection connection = g.connectToSlowServer();
        Task task =
                g.machine.guest.spawn(
                        "stat", () -> g.machine.guest.say("" + connection.getattr(7)));
        g.machine.guest.run();
        assertThat(task.state()).isEqualTo(TaskState.INTERRUPTIBLE);
        task.sendSignal(Signal.SIGKILL);
        g.machine.guest.run();
        assertThat(task.state()).isEqualTo(TaskState.UNINTERRUPTIBLE);
        assertThat(task.waitSite()).isEqualTo("request_wait_answer");
        g.server().answerAll();
        g.machine.guest.run();
        assertThat(task.state()).isEqualTo(TaskState.DEAD);
    }

    @Test
    void aHangNamesTheDeviceThatHasTheRequest() {
        TestConnection connection = g.connectToSlowServer();
        g.machine.guest.spawn("stat", () -> connection.getattr(7));
        g.machine.guest.run();
        WaitGraph graph = WaitGraph.of(g.machine.scheduler());
        assertThat(graph.describe())
                .contains("stat [")
                .contains("delivered by the device, queue requests.0 of virtio0");
        assertThat(graph.verdict()).isEqualTo(WaitGraph.Verdict.LIVE);
    }

    /** The first two requests, in the first entries of both rings. */
    @Test
    void aHangNamesTheEntryOfTheRingThatTheRequestIsIn() {
        TestCard card = g.plug(VirtioFsGuest.share("myfs", 1));
        g.boot();
        TestConnection connection = g.connect();
        g.server().manual = true;
        Task first = g.machine.guest.spawn("stat1", () -> connection.getattr(7));
        Task second = g.machine.guest.spawn("stat2", () -> connection.getattr(8));
        g.machine.guest.run();
        assertThat(g.server().held).extracting(TestFsServer.Held::nodeid).containsExactly(7L, 8L);
        assertThat(VirtioFsGuest.whereabouts(first)).isEqualTo("virtqueue requests.0 avail[0]");
        assertThat(VirtioFsGuest.whereabouts(second)).isEqualTo("virtqueue requests.0 avail[1]");
        // The second is returned first, and no interrupt tells the g.driver.
        card.ring(1).push(g.server().held.getLast().chain(), 16);
        assertThat(VirtioFsGuest.whereabouts(first)).isEqualTo("virtqueue requests.0 avail[0]");
        assertThat(VirtioFsGuest.whereabouts(second)).isEqualTo("virtqueue requests.0 used[0]");
        assertThat(WaitGraph.of(g.machine.scheduler()).describe())
                .contains("delivered by the device, queue requests.0 of virtio0")
                .contains("delivered by an interrupt of queue requests.0");
    }
}
