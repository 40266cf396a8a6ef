package dev.fuselage.devices.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.server.RawClient;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.fuse.Opcode;
import dev.fuselage.machine.time.Decisions;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same driver and the same decisions give the same run: times, interrupts, replies. */
final class DeviceDeterminismTest {

    private static final int QUEUES = 2;
    private static final int ROUNDS = 200;

    /** Everything that a driver can see of a run, in the order it sees it. */
    private static List<String> run(RingKind kind, long driverSeed, long decisionSeed) {
        List<String> seen = new ArrayList<>();
        SplittableRandom decisions = new SplittableRandom(decisionSeed);
        Decisions any = (decision, candidates) -> decisions.nextInt(candidates);
        VirtioFsConfig config = kind.device().requestQueues(QUEUES).workers(3).build();
        try (FileSystem fs = new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS)) {
            FuseServer server =
                    new FuseServer(fs, ServerConfig.of(CachePolicy.AUTO), FsGuest.COSTS);
            try (FsGuest guest = new FsGuest(config, server, any)) {
                RingClient client = new RingClient(guest, kind, ByteOrder.LITTLE_ENDIAN);
                client.init().ok();
                guest.machine.connectCpus((cpu, identity) ->
                        seen.add(
                                "%d: CPU %d is interrupted by %d"
                                        .formatted(guest.simulation.now(), cpu, identity)));
                work(client, new SplittableRandom(driverSeed), seen);
                seen.add(guest.simulation.now() + ": " + guest.simulation.counters().snapshot());
            }
        }
        return seen;
    }

    private static void work(RingClient client, SplittableRandom random, List<String> seen) {
        FsGuest guest = client.guest;
        for (int round = 0; round < ROUNDS; round++) {
            for (int n = random.nextInt(6); n > 0; n--) {
                byte[] message = message(client, random);
                int queue = random.nextInt(QUEUES + 1);
                client.submit(queue, message, RingClient.ROOM, 0);
            }
            guest.runTo(guest.simulation.now() + random.nextInt(60_000));
            for (int queue = 0; queue <= QUEUES; queue++) {
                RingClient.Answer next = client.take(queue);
                while (next != null) {
                    String reply = HexFormat.of().formatHex(next.bytes());
                    seen.add(guest.simulation.now() + ": queue " + queue + " gives " + reply);
                    next = client.take(queue);
                }
            }
        }
    }

    private static byte[] message(RawClient client, SplittableRandom random) {
        String name = "f" + random.nextInt(20);
        long node = 1L + random.nextInt(20);
        long handle = 1L + random.nextInt(20);
        RawClient asked =
                switch (random.nextInt(7)) {
                    case 0, 1 -> client.ask(Opcode.CREATE, 1).u32(0102, 0100644, 0, 0).name(name);
                    case 2 -> client.askWrite(node, handle, random.nextInt(9000), "text");
                    case 3 -> client.askRead(Opcode.READ, node, handle, 0, 4096);
                    case 4 -> client.ask(Opcode.LOOKUP, 1).name(name);
                    case 5 -> client.ask(Opcode.UNLINK, 1).name(name);
                    default -> client.ask(Opcode.FORGET, node).u64(1);
                };
        return asked.message();
    }

    @ParameterizedTest
    @MethodSource("dev.fuselage.devices.virtiofs.RingKind#all")
    void aRunRepeatsItselfExactly(RingKind kind) {
        List<String> first = run(kind, 5, 6);
        assertThat(first).hasSizeGreaterThan(ROUNDS);
        assertThat(run(kind, 5, 6)).isEqualTo(first);
    }

    /** Otherwise the runs above would tell nothing. */
    @Test
    void otherDecisionsGiveAnotherRun() {
        assertThat(run(RingKind.SPLIT, 5, 7)).isNotEqualTo(run(RingKind.SPLIT, 5, 6));
    }

    /** By the event index, split rings ask for single interrupts and packed ones need not. */
    @Test
    void theFormatOfTheRingMakesNoDifference() {
        RingKind split = new RingKind(false, true, false);
        RingKind packed = new RingKind(true, true, false);
        assertThat(run(packed, 5, 6)).isEqualTo(run(split, 5, 6));
    }
}
