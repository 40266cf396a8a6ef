package dev.fuselage.devices.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.devices.fs.wrap.DelayingFileSystem;
import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.server.RawClient;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.time.Decisions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests wait for which, with the real server: FORGET for none, others in any order. */
final class CompletionOrderTest {

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /** A READ of 1 KiB takes a virtual second; whatever moves no content takes no longer. */
    private static final long SECOND_PER_KIB = 1_000_000_000L;

    private static final int GETATTR_ROOM = 16 + 104;
    private static final int READ_ROOM = 16 + 1024;

    private final FileSystem fs =
            new DelayingFileSystem(
                    new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS), 0, SECOND_PER_KIB);
    private final FuseServer server =
            new FuseServer(fs, ServerConfig.of(CachePolicy.AUTO), FsGuest.COSTS);

    private long file;
    private long handle;

    @AfterEach
    void closeFileSystem() {
        fs.close();
    }

    /** A session with a file of 4 KiB that is open. */
    private RingClient client(RingKind kind, VirtioFsConfig.Builder config, Decisions decisions) {
        RingClient client =
                new RingClient(new FsGuest(config.build(), server, decisions), kind, ORDER);
        client.init().ok();
        RawClient.Reply made = client.create(1, "f");
        file = made.u64(0);
        handle = made.u64(128);
        client.write(file, handle, 0, "x".repeat(4096));
        return client;
    }

    private byte[] read(RingClient client) {
        return client.askRead(Opcode.READ, file, handle, 0, 1024).message();
    }

    private static byte[] getattr(RingClient client) {
        return client.ask(Opcode.GETATTR, 1).u32(0, 0).u64(0).message();
    }

    /** The answers of a queue, each checked to be the one to its own message. */
    private static List<RingClient.Answer> takeAll(RingClient client, int queue) {
        List<RingClient.Answer> answers = new ArrayList<>();
        RingClient.Answer next = client.take(queue);
        while (next != null) {
            ByteBuffer header = ByteBuffer.wrap(next.bytes()).order(ORDER);
            assertThat(header.getInt(0)).as("the used length").isEqualTo(next.used());
            assertThat(header.getInt(4)).as("error").isZero();
            assertThat(header.getLong(8)).as("unique").isEqualTo(next.sent().unique(ORDER));
            answers.add(next);
            next = client.take(queue);
        }
        return answers;
    }

    private static List<Long> uniques(List<RingClient.Answer> answers) {
        return answers.stream().map(a -> a.sent().unique(ORDER)).toList();
    }

    @ParameterizedTest
    @MethodSource("dev.fuselage.devices.virtiofs.RingKind#formats")
    void forgetsCompleteAtOnceThoughEveryWorkerIsStuck(RingKind kind) {
        VirtioFsConfig.Builder config = kind.device().requestQueues(2).workers(3);
        RingClient client = client(kind, config, Decisions.CLOCK);
        try (FsGuest guest = client.guest) {
            client.lookup(1, "f");
            client.lookup(1, "f");
            for (int i = 0; i < 10; i++) {
                client.submit(1 + i % 2, read(client), READ_ROOM, 0);
            }
            guest.runTo(guest.simulation.now() + 100_000);
            long start = guest.simulation.now();
            guest.interrupts.clear();
            for (int i = 0; i < 2; i++) {
                byte[] forget = client.ask(Opcode.FORGET, file).u64(1).message();
                client.submit(0, forget, 0, 0);
            }
            guest.runTo(start + 100_000);

            RingClient.Answer first = client.take(0);
            RingClient.Answer second = client.take(0);
            assertThat(first).isNotNull();
            assertThat(second).isNotNull();
            assertThat(guest.interrupts)
                    .as("both came back, and nothing else")
                    .containsOnly(FsGuest.identity(1));
            assertThat(takeAll(client, 1)).as("reads, still in service").isEmpty();
            assertThat(takeAll(client, 2)).isEmpty();

            guest.run();
            assertThat(takeAll(client, 1)).hasSize(5);
            assertThat(takeAll(client, 2)).hasSize(5);
        }
    }

    @Test
    void aForgetTakesTheWakeUpTheServiceAndTheInterruptHoweverLongReadsTake() {
        RingKind kind = RingKind.SPLIT;
        RingClient client = client(kind, kind.device(), Decisions.CLOCK);
        try (FsGuest guest = client.guest) {
            client.lookup(1, "f");
            client.submit(1, read(client), READ_ROOM, 0);
            guest.runTo(guest.simulation.now() + 100_000);
            long start = guest.simulation.now();
            long[] arrived = {-1};
            guest.machine.connectCpus((cpu, identity) -> arrived[0] = guest.simulation.now());
            client.submit(0, client.ask(Opcode.FORGET, file).u64(1).message(), 0, 0);
            guest.runTo(start + 100_000);

            long expected =
                    FsGuest.COSTS.of(Cost.HOST_WAKEUP) + FsGuest.COSTS.of(Cost.SERVER_REQUEST);
            assertThat(arrived[0] - start).isEqualTo(expected);
        }
    }

    /** Answers as told, and notes how many candidates there were. */
    private static final class Scripted implements Decisions {

        private final Deque<Integer> answers = new ArrayDeque<>();
        private final List<Integer> candidatesSeen = new ArrayList<>();

        @Override
        public int choose(Kind kind, int candidates) {
            assertThat(kind).isEqualTo(Kind.NEXT_COMPLETION);
            candidatesSeen.add(candidates);
            return answers.isEmpty() ? 0 : answers.remove();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.fuselage.devices.virtiofs.RingKind#formats")
    void aDecisionPicksTheOrderOfCompletion(RingKind kind) {
        Scripted decisions = new Scripted();
        RingClient client = client(kind, kind.device(), decisions);
        try (FsGuest guest = client.guest) {
            decisions.answers.addAll(List.of(3, 0, 2, 1));
            List<Long> sent = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                sent.add(client.submit(1, getattr(client), GETATTR_ROOM, 0).unique(ORDER));
            }
            guest.run();
            assertThat(decisions.candidatesSeen).containsExactly(5, 4, 3, 2);
            // Of 0 1 2 3 4 the fourth; of 0 1 2 4 the first; of 1 2 4 the third; of 1 2 the second.
            assertThat(uniques(takeAll(client, 1)))
                    .containsExactly(
                            sent.get(3), sent.get(0), sent.get(4), sent.get(2), sent.get(1));
        }
    }

    @Test
    void aLongQueueIsTakenBitByBitAndStarvesNoOther() {
        Scripted decisions = new Scripted();
        // Without the event index each completion interrupts, which tells its queue.
        RingKind kind = new RingKind(false, true, false);
        VirtioFsConfig.Builder config = kind.device().requestQueues(2).queueSize(512);
        RingClient client = client(kind, config, decisions);
        try (FsGuest guest = client.guest) {
            List<Integer> interrupts = guest.interrupts;
            interrupts.clear();
            for (int queue = 1; queue <= 2; queue++) {
                for (int i = 0; i < 350; i++) {
                    client.submit(queue, getattr(client), GETATTR_ROOM, 0);
                }
            }
            guest.run();
            assertThat(decisions.candidatesSeen)
                    .as("one is taken for each that is served, until the rings are empty")
                    .hasSize(699)
                    .startsWith(WorkerGroup.MOST_WAITING, WorkerGroup.MOST_WAITING)
                    .endsWith(4, 3, 2);
            assertThat(Collections.max(decisions.candidatesSeen))
                    .isEqualTo(WorkerGroup.MOST_WAITING);
            List<Integer> queues =
                    interrupts.stream().map(identity -> identity - FsGuest.identity(1)).toList();
            assertThat(queues.subList(0, WorkerGroup.MOST_WAITING))
                    .as("what was there first")
                    .containsOnly(1);
            assertThat(queues.subList(WorkerGroup.MOST_WAITING, 400))
                    .as("both in turn from then on")
                    .containsSubsequence(2, 1, 2, 1, 2, 1);
        }
    }

    @Test
    void shortRequestsOvertakeLongOnesWithSeveralWorkers() {
        RingKind kind = RingKind.SPLIT;
        RingClient client = client(kind, kind.device().workers(3), Decisions.CLOCK);
        try (FsGuest guest = client.guest) {
            List<Long> reads = new ArrayList<>();
            List<Long> others = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                reads.add(client.submit(1, read(client), READ_ROOM, 0).unique(ORDER));
            }
            for (int i = 0; i < 4; i++) {
                others.add(client.submit(1, getattr(client), GETATTR_ROOM, 0).unique(ORDER));
            }
            guest.runTo(guest.simulation.now() + SECOND_PER_KIB / 2);
            assertThat(uniques(takeAll(client, 1))).containsExactlyElementsOf(others);
            guest.run();
            assertThat(uniques(takeAll(client, 1))).containsExactlyElementsOf(reads);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyRequestIsAnsweredOnceWhateverIsDecided(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RingKind kind = RingKind.all().get((int) seed - 1);
        Decisions any = (decision, candidates) -> random.nextInt(candidates);
        VirtioFsConfig.Builder config =
                kind.device().requestQueues(3).workers(1 + random.nextInt(5));
        RingClient client = client(kind, config, any);
        try (FsGuest guest = client.guest) {
            Set<Long> open = new HashSet<>();
            for (int round = 0; round < 300; round++) {
                for (int n = random.nextInt(8); n > 0; n--) {
                    int queue = 1 + random.nextInt(3);
                    boolean slow = random.nextInt(4) == 0;
                    byte[] message = slow ? read(client) : getattr(client);
                    int room = slow ? READ_ROOM : GETATTR_ROOM;
                    open.add(client.submit(queue, message, room, 0).unique(ORDER));
                }
                boolean settle = round % 8 == 7;
                if (settle) {
                    guest.run();
                } else {
                    guest.runTo(guest.simulation.now() + random.nextLong(2 * SECOND_PER_KIB));
                }
                for (int queue = 1; queue <= 3; queue++) {
                    for (long unique : uniques(takeAll(client, queue))) {
                        assertThat(open.remove(unique))
                                .as("seed %d round %d: unique %d", seed, round, unique)
                                .isTrue();
                    }
                }
                if (settle) {
                    assertThat(open).as("seed %d round %d: unanswered", seed, round).isEmpty();
                }
            }
        }
    }
}
