package dev.fuselage.kernel.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.Opcode;
import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.TestMachine;
import dev.fuselage.kernel.fuse.TestConnection;
import dev.fuselage.kernel.mm.PageAllocator;
import dev.fuselage.kernel.mm.Slab;
import dev.fuselage.kernel.quirk.KernelQuirks;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskState;
import dev.fuselage.kernel.virtio.TestCard;
import dev.fuselage.kernel.virtio.TestRing.Piece;
import dev.fuselage.kernel.virtio.VirtioBus;
import dev.fuselage.kernel.virtio.VirtioFeatures;
import dev.fuselage.kernel.virtio.VirtioPciDriver;
import dev.fuselage.kernel.wait.Event;
import dev.fuselage.kernel.wait.WaitGraph;
import dev.fuselage.machine.MemoryMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VirtioFsTest {
    private static final int CPUS = 2;

    private final TestMachine machine = new TestMachine(CPUS);
    private final PageAllocator pages =
            new PageAllocator(
                    machine.scheduler(),
                    machine.machine.memory(),
                    MemoryMap.RAM_BASE + (8L << 20),
                    32L << 20);
    private final VirtioBus bus = new VirtioBus(machine.log);
    private final Slab slab = new Slab();
    private final VirtioFsDriver driver =
            new VirtioFsDriver(
                    machine.guest.work.system(),
                    machine.machine.memory(),
                    machine.dma(),
                    KernelQuirks.NONE,
                    slab);
    private final List<TestFsServer> servers = new ArrayList<>();
    private int slot = 1;

    @AfterEach
    void close() {
        machine.close();
    }

    private static TestCard.Options share(String tag, int requestQueues) {
        TestCard.Options options = new TestCard.Options();
        byte[] name = tag.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(name, 0, options.config, 0, Math.min(name.length, 36));
        options.config[36] = (byte) requestQueues;
        options.queues = requestQueues + 1;
        options.vectors = requestQueues + 2;
        return options;
    }

    private TestCard plug(TestCard.Options options) {
        TestCard card = new TestCard(machine.machine, options);
        machine.machine.pci().plug(slot++, card);
        servers.add(new TestFsServer(machine.machine, card, options.queues));
        return card;
    }

    private void boot() {
        machine.run(() -> {
            machine.bus.enumerate();
            bus.register(driver);
            VirtioPciDriver pci =
                    new VirtioPciDriver(
                            machine.scheduler(),
                            machine.machine.memory(),
                            machine.dma(),
                            machine.log,
                            bus,
                            slab);
            machine.bus.functions().forEach(pci::probe);
        });
    }

    private VirtioFs instance() {
        return driver.instances().getFirst();
    }

    private TestFsServer server() {
        return servers.getFirst();
    }

    private TestConnection connect() {
        TestConnection connection =
                new TestConnection(machine.scheduler(), pages, machine.guest.time, instance());
        machine.run(connection::initialized);
        return connection;
    }

    // ---- probe

    /** rmmod and modprobe, with another allocation failing each time, until none is left. */
    @Test
    void whateverAllocationOfAProbeFailsNothingOfItStays() {
        plug(share("myfs", 2));
        boot();
        List<String> failed = new ArrayList<>();
        machine.run(() -> {
            bus.unregister(driver);
            Map<String, Integer> without = slab.inUse();
            assertThat(without).isEmpty();
            int n = 1;
            while (true) {
                slab.failNth(n++);
                bus.register(driver);
                if (slab.failed().isEmpty()) {
                    break;
                }
                failed.add(slab.failed() + (driver.instances().isEmpty() ? "" : ", works"));
                if (driver.instances().isEmpty()) {
                    assertThat(slab.inUse()).as(slab.failed()).isEqualTo(without);
                }
                bus.unregister(driver);
                assertThat(slab.inUse()).as(slab.failed()).isEqualTo(without);
            }
            slab.failNth(0);
        });
        assertThat(driver.instances()).as("the last probe").hasSize(1);
        // Without a vector for each queue Linux goes on with fewer.
        assertThat(failed)
                .containsExactly(
                        "virtio_fs",
                        "virtio_fs tag",
                        "virtio_fs_vq[]",
                        "virtio_fs mq_map",
                        "virtqueue_info[]",
                        "virtio_pci_vq_info *[], works",
                        "virtio_pci_vq_info, works",
                        "vring, works",
                        "virtio_pci_vq_info, works",
                        "vring, works",
                        "virtio_pci_vq_info, works",
                        "vring, works");
    }

    @Test
    void aDeviceIsKnownByItsTagAndItsQueuesByName() {
        plug(share("myfs", 2));
        boot();
        assertThat(instance().tag()).isEqualTo("myfs");
        assertThat(instance().queueNames()).containsExactly("hiprio", "requests.0", "requests.1");
        assertThat(instance().cpuList(0)).isEqualTo("0, 1");
        assertThat(instance().cpuList(1)).isEqualTo("0");
        assertThat(instance().cpuList(2)).isEqualTo("1");
        assertThat(instance().vringSize()).isEqualTo(16);
        assertThat(instance().isListed()).isTrue();
        assertThat(machine.log.lines())
                .anyMatch(line ->
                        line.endsWith(
                                "virtiofs virtio0: virtio_fs_setup_dax: No cache capability"));
        assertThat(machine.interrupts.all())
                .anyMatch(irq -> irq.name().equals("virtio0-requests.1"));
    }

    @Test
    void theWindowIsFoundWhereItsBarIs() {
        TestCard.Options options = share("myfs", 1);
        options.sharedMemory = 1L << 21;
        plug(options);
        boot();
        assertThat(instance().hasDaxWindow()).isTrue();
        assertThat(machine.log.lines())
                .anyMatch(line -> line.contains("virtiofs virtio0: Cache len: 0x200000 @ 0x"));
    }

    @Test
    void aTagMayFillItsFieldWithoutAnEnd() {
        String longest = "x".repeat(36);
        plug(share(longest, 1));
        boot();
        assertThat(instance().tag()).isEqualTo(longest);
    }

    @Test
    void badConfigurationsAreRefused() {
        plug(share("", 1));
        plug(share("two\nlines", 1));
        plug(share("noqueues", 0));
        boot();
        assertThat(driver.instances()).isEmpty();
        assertThat(machine.log.lines())
                .filteredOn(line ->
                        line.endsWith(
                                "probe with driver virtiofs failed with error " + -Errno.EINVAL))
                .hasSize(3);
    }

    @Test
    void theSecondDeviceWithATagIsRefused() {
        plug(share("myfs", 1));
        TestCard second = plug(share("myfs", 1));
        boot();
        assertThat(driver.instances()).hasSize(1);
        assertThat(machine.log.lines())
                .anyMatch(line -> line.endsWith("failed with error " + -Errno.EEXIST));
        assertThat(second.queues[1].enabled).as("reset").isFalse();
    }

    @Test
    void noMoreQueuesAreUsedThanThereAreCpus() {
        TestCard.Options options = share("myfs", 5);
        plug(options);
        boot();
        assertThat(instance().queueNames()).containsExactly("hiprio", "requests.0", "requests.1");
    }

    @Test
    void withoutVectorsTheCpusAreMappedEvenlyAllTheSame() {
        TestCard.Options options = share("myfs", 2);
        options.vectors = 0;
        plug(options);
        boot();
        assertThat(instance().cpuList(1)).isEqualTo("0");
        assertThat(instance().cpuList(2)).isEqualTo("1");
    }

    // ---- requests

    @Test
    void aRequestIsHeaderArgumentsThenReplyHeaderAndReply() {
        plug(share("myfs", 1));
        boot();
        TestConnection connection = connect();
        server().manual = true;
        machine.guest.spawn("stat", () -> machine.guest.say("" + connection.getattr(7)));
        machine.guest.run();
        TestFsServer.Held held = server().held.getFirst();
        assertThat(held.opcode()).isEqualTo(Opcode.GETATTR.number());
        assertThat(held.nodeid()).isEqualTo(7);
        assertThat(held.unique()).as("the first id").isEqualTo(2);
        assertThat(held.chain().pieces())
                .extracting(Piece::length)
                .containsExactly(40, 16, 16, 104);
        assertThat(held.chain().pieces())
                .extracting(Piece::deviceWrites)
                .containsExactly(false, false, true, true);
        assertThat(instance().inFlight()).isEqualTo(1);
        server().answer(held, -Errno.ENOENT);
        machine.guest.run();
        assertThat(machine.guest.said()).containsExactly("" + -Errno.ENOENT);
        assertThat(instance().inFlight()).isZero();
    }

    @Test
    void pagesFollowTheReplyHeaderAndStopAtTheSizeAskedFor() {
        plug(share("myfs", 1));
        boot();
        TestConnection connection = connect();
        server().manual = true;
        machine.run(() ->
                connection.read(
                        3, 3, 2 * 4096 + 100, false, error -> machine.guest.say("end " + error)));
        TestFsServer.Held held = server().held.getFirst();
        assertThat(held.chain().pieces())
                .extracting(Piece::length)
                .containsExactly(40, 40, 16, 4096, 4096, 100);
        server().answerAll();
        machine.guest.run();
        assertThat(machine.guest.said()).containsExactly("end 0");
    }

    @Test
    void eachCpuSendsToItsOwnQueue() {
        plug(share("myfs", 2));
        boot();
        TestConnection connection = connect();
        for (int cpu = 0; cpu < CPUS; cpu++) {
            int node = 100 + cpu;
            machine.guest.spawn(
                    "t" + cpu,
                    () -> connection.getattr(node + machine.scheduler().cpu() - (node - 100)));
        }
        machine.guest.run();
        assertThat(server().seen).containsExactlyInAnyOrder("q1 op3 node100", "q2 op3 node101");
    }

    @Test
    void forgetsGoToHiprioAsFortyEightBytesWithoutAReply() {
        plug(share("myfs", 1));
        boot();
        TestConnection connection = connect();
        server().manual = true;
        machine.run(() -> {
            connection.forget(9, 3);
            connection.forget(10, 1);
        });
        assertThat(server().seen).containsExactly("q0 op2 node9", "q0 op2 node10");
        assertThat(server().held.getFirst().chain().pieces())
                .singleElement()
                .satisfies(piece -> assertThat(piece.length()).isEqualTo(48));
        assertThat(server().held).extracting(TestFsServer.Held::unique).containsExactly(2L, 4L);
        assertThat(instance().inFlight()).isEqualTo(2);
        server().answerAll();
        machine.guest.run();
        assertThat(instance().inFlight()).isZero();
    }

    @Test
    void repliesAreTakenInByAKworkerOfTheCpuThatTookTheInterrupt() {
        plug(share("myfs", 1));
        boot();
        TestConnection connection = connect();
        machine.run(() ->
                connection.read(
                        3,
                        1,
                        10,
                        false,
                        error ->
                                machine.guest.say(
                                        machine.scheduler().current().comm()
                                                + " on "
                                                + machine.scheduler().cpu())));
        // config on CPU 0, hiprio on CPU 1, requests.0 on CPU 0 again.
        assertThat(machine.guest.said()).containsExactly("kworker/0:0 on 0");
    }

    @Test
    void aReplyWhoseEndSleepsDoesNotHoldUpTheOthers() {
        plug(share("myfs", 1));
        boot();
        TestConnection connection = connect();
        server().manual = true;
        machine.run(() -> {
            connection.read(
                    1,
                    1,
                    10,
                    true,
                    error -> {
                        machine.guest.say("first begins");
                        machine.guest.time.msleep(50);
                        machine.guest.say("first ends");
                    });
            connection.read(2, 1, 10, false, error -> machine.guest.say("second"));
        });
        server().answerAll();
        machine.guest.run();
        assertThat(machine.guest.said()).containsExactly("second", "first begins", "first ends");
        assertThat(instance().inFlight()).isZero();
    }

    @Test
    void aKilledTaskWaitsForTheAnswerAllTheSame() {
        plug(share("myfs", 1));
        boot();
        TestConnection connection = connect();
        server().manual = true;
        Task task =
                machine.guest.spawn("stat", () -> machine.guest.say("" + connection.getattr(7)));
        machine.guest.run();
        assertThat(task.state()).isEqualTo(TaskState.INTERRUPTIBLE);
        task.sendSignal(Signal.SIGKILL);
        machine.guest.run();
        assertThat(task.state()).isEqualTo(TaskState.UNINTERRUPTIBLE);
        assertThat(task.waitSite()).isEqualTo("request_wait_answer");
        server().answerAll();
        machine.guest.run();
        assertThat(task.state()).isEqualTo(TaskState.DEAD);
    }

    @Test
    void aHangNamesTheDeviceThatHasTheRequest() {
        plug(share("myfs", 1));
        boot();
        TestConnection connection = connect();
        server().manual = true;
        machine.guest.spawn("stat", () -> connection.getattr(7));
        machine.guest.run();
        WaitGraph graph = WaitGraph.of(machine.scheduler());
        assertThat(graph.describe())
                .contains("stat [")
                .contains("delivered by the device, queue requests.0 of virtio0");
        assertThat(graph.verdict()).isEqualTo(WaitGraph.Verdict.LIVE);
    }

    private static String whereabouts(Task task) {
        return task.waitsFor() instanceof Event event ? event.whereabouts() : "no event";
    }

    /** The first two requests, in the first entries of both rings. */
    @Test
    void aHangNamesTheEntryOfTheRingThatTheRequestIsIn() {
        TestCard card = plug(share("myfs", 1));
        boot();
        TestConnection connection = connect();
        server().manual = true;
        Task first = machine.guest.spawn("stat1", () -> connection.getattr(7));
        Task second = machine.guest.spawn("stat2", () -> connection.getattr(8));
        machine.guest.run();
        assertThat(server().held).extracting(TestFsServer.Held::nodeid).containsExactly(7L, 8L);
        assertThat(whereabouts(first)).isEqualTo("virtqueue requests.0 avail[0]");
        assertThat(whereabouts(second)).isEqualTo("virtqueue requests.0 avail[1]");
        // The second is returned first, and no interrupt tells the driver.
        card.ring(1).push(server().held.getLast().chain(), 16);
        assertThat(whereabouts(first)).isEqualTo("virtqueue requests.0 avail[0]");
        assertThat(whereabouts(second)).isEqualTo("virtqueue requests.0 used[0]");
        assertThat(WaitGraph.of(machine.scheduler()).describe())
                .contains("delivered by the device, queue requests.0 of virtio0")
                .contains("delivered by an interrupt of queue requests.0");
    }

    // ---- full queues

    @Test
    void requestsThatFindTheRingFullAreSentWhenACompletionMadeRoom() {
        TestCard.Options options = share("myfs", 1);
        // Four descriptors a request and no indirect tables: two fit.
        options.features = VirtioFeatures.VERSION_1;
        options.queueSize = 8;
        plug(options);
        boot();
        TestConnection connection = connect();
        server().manual = true;
        for (int i = 0; i < 5; i++) {
            int node = i;
            machine.guest.spawn(
                    "stat" + i,
                    () -> machine.guest.say("node" + node + " " + connection.getattr(node)));
        }
        machine.guest.run();
        assertThat(server().held).hasSize(2);
        assertThat(instance().inFlight()).isEqualTo(5);
        List<String> places =
                machine.scheduler().tasks().stream()
                        .filter(task -> task.waitSite().equals("request_wait_answer"))
                        .map(VirtioFsTest::whereabouts)
                        .toList();
        assertThat(places)
                .filteredOn(place -> place.startsWith("virtqueue requests.0 avail["))
                .hasSize(2);
        assertThat(places)
                .filteredOn("queued_reqs of requests.0, no room in the virtqueue"::equals)
                .hasSize(3);
        server().answer(server().held.getFirst(), 0);
        machine.guest.run();
        assertThat(server().held).as("one gone, one more sent").hasSize(2);
        server().manual = false;
        server().answerAll();
        machine.guest.run();
        assertThat(machine.guest.said())
                .containsExactlyInAnyOrder("node0 0", "node1 0", "node2 0", "node3 0", "node4 0");
        assertThat(instance().inFlight()).isZero();
    }

    @Test
    void forgetsThatFindTheRingFullAreSentLaterToo() {
        TestCard.Options options = share("myfs", 1);
        options.queueSize = 4;
        plug(options);
        boot();
        TestConnection connection = connect();
        server().manual = true;
        machine.run(() -> {
            for (int i = 0; i < 10; i++) {
                connection.forget(i, 1);
            }
        });
        assertThat(server().held).hasSize(4);
        server().manual = false;
        server().answerAll();
        machine.guest.run();
        assertThat(server().seen).hasSize(10);
        assertThat(instance().inFlight()).isZero();
    }

    @Test
    void nothingIsLostHoweverFullTheRingsAreAndInWhateverOrderTheServerAnswers() {
        for (long seed = 0; seed < 20; seed++) {
            try (TestMachineRun run = new TestMachineRun(seed)) {
                assertThat(run.ended()).as("seed %d: %s", seed, run.blocked()).isEqualTo(60);
            }
        }
    }

    /**
     * Sixty requests of six tasks and background reads over a ring of eight descriptors, answered
     * at random.
     */
    private static final class TestMachineRun implements AutoCloseable {
        private final VirtioFsTest test = new VirtioFsTest();
        private int ended;

        TestMachineRun(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            TestCard.Options options = share("myfs", 2);
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
        plug(share("myfs", 1));
        boot();
        TestConnection connection = connect();
        machine.run(() -> {
            instance().device().queue(1).breakQueue();
            connection.read(
                    1,
                    1,
                    10,
                    false,
                    error ->
                            machine.guest.say(
                                    "ended with "
                                            + error
                                            + " in "
                                            + machine.scheduler()
                                                    .current()
                                                    .comm()
                                                    .substring(0, 8)));
            machine.guest.say("sent");
        });
        assertThat(machine.guest.said())
                .containsExactly("sent", "ended with " + -Errno.EIO + " in kworker/");
    }

    // ---- unmount and removal

    @Test
    void drainingWaitsForTheLastAnswer() {
        plug(share("myfs", 1));
        boot();
        TestConnection connection = connect();
        server().manual = true;
        machine.guest.spawn("stat", () -> connection.getattr(7));
        machine.guest.run();
        machine.guest.spawn(
                "umount",
                () -> {
                    instance().drain();
                    machine.guest.say("drained");
                });
        machine.guest.run();
        assertThat(machine.guest.said()).isEmpty();
        assertThat(WaitGraph.of(machine.scheduler()).describe())
                .contains("waits for end of all requests in flight on requests.0");
        server().answerAll();
        machine.guest.run();
        assertThat(machine.guest.said()).containsExactly("drained");
    }

    @Test
    void stoppedQueuesDropForgetsAndRefuseRequests() {
        plug(share("myfs", 1));
        boot();
        TestConnection connection = connect();
        machine.run(() -> {
            instance().stopForgets();
            connection.forget(1, 1);
            machine.guest.say("getattr " + connection.getattr(1));
            instance().stopQueues();
            machine.guest.say("getattr " + connection.getattr(1));
            instance().startQueues();
            connection.forget(2, 1);
            machine.guest.say("getattr " + connection.getattr(1));
        });
        assertThat(machine.guest.said())
                .containsExactly("getattr 0", "getattr " + -Errno.ENOTCONN, "getattr 0");
        assertThat(server().seen)
                .containsExactlyInAnyOrder("q1 op3 node1", "q0 op2 node2", "q1 op3 node1");
    }

    @Test
    void aRemovedDeviceIsFoundNoMoreAndItsConnectionIsDead() {
        plug(share("myfs", 1));
        boot();
        TestConnection connection = connect();
        VirtioFs fs = instance();
        machine.run(() -> bus.remove(fs.device()));
        assertThat(driver.instances()).isEmpty();
        assertThat(fs.isListed()).isFalse();
        machine.run(() -> {
            machine.guest.say("" + driver.find("myfs"));
            machine.guest.say("" + connection.getattr(1));
        });
        assertThat(machine.guest.said()).containsExactly("null", "" + -Errno.ENOTCONN);
    }
}
