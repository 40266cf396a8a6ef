package dev.fuselage.devices.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.server.FuseExchange;
import dev.fuselage.devices.server.HandMadeReply;
import dev.fuselage.devices.virtio.DriverRing;
import dev.fuselage.devices.virtio.DriverRing.Element;
import dev.fuselage.devices.virtio.DriverRing.Used;
import dev.fuselage.devices.virtio.VirtioFeature;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.time.Decisions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The device as a driver sees it, with a scripted server behind it. */
final class VirtioFsDeviceTest {

    private static final int GETATTR = 3;
    private static final int FORGET = 2;
    private static final int DESTROY = 38;

    private static final VirtioFsConfig ONE_QUEUE = VirtioFsConfig.tagged("myfs").build();

    private final List<Long> served = new ArrayList<>();

    /** Answers everything but FORGET with 104 bytes, for 1000 cycles. */
    private void answer(FuseExchange exchange) {
        HandMadeReply.decode(exchange);
        served.add(exchange.unique());
        if (exchange.opcode() != FORGET && exchange.opcode() != DESTROY) {
            HandMadeReply.reply(exchange, 104);
        }
        HandMadeReply.cost(exchange, 1000);
    }

    private FsGuest guest(VirtioFsConfig config) {
        return new FsGuest(config, FsGuest.handler(this::answer));
    }

    private static long features(boolean packed) {
        return packed ? FsGuest.FEATURES | VirtioFeature.RING_PACKED : FsGuest.FEATURES;
    }

    private static VirtioFsConfig config(boolean packed) {
        return VirtioFsConfig.tagged("myfs")
                .ringFormat(packed ? RingFormat.PACKED : RingFormat.SPLIT)
                .build();
    }

    @Test
    void configurationHoldsTagAndQueueCount() {
        VirtioFsConfig config = VirtioFsConfig.tagged("größe").requestQueues(258).build();
        try (FsGuest guest = guest(config)) {
            byte[] tag = new byte[36];
            for (int i = 0; i < 36; i++) {
                tag[i] = (byte) guest.memory.read8(guest.structure(FsGuest.DEVICE, i));
            }
            assertThat(new String(tag, StandardCharsets.UTF_8)).startsWith("größe\0\0");
            assertThat(guest.memory.read32(guest.structure(FsGuest.DEVICE, 36))).isEqualTo(258);
            assertThat(guest.memory.read32(guest.structure(FsGuest.DEVICE, 40)))
                    .as("notify_buf_size does not exist without its feature")
                    .isZero();
        }
    }

    @Test
    void aTagThatFillsItsFieldIsNotTerminated() {
        String tag = "t".repeat(36);
        try (FsGuest guest = guest(VirtioFsConfig.tagged(tag).build())) {
            assertThat(guest.memory.read8(guest.structure(FsGuest.DEVICE, 35))).isEqualTo('t');
            assertThat(guest.memory.read32(guest.structure(FsGuest.DEVICE, 36))).isEqualTo(1);
        }
    }

    @Test
    void theOnlyFeaturesAreThoseOfTheRing() {
        try (FsGuest guest = guest(ONE_QUEUE)) {
            assertThat(guest.offered())
                    .as("no VIRTIO_FS_F_NOTIFICATION in bit 0")
                    .isEqualTo(FsGuest.FEATURES);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRequestIsServedAndAnnounced(boolean packed) {
        try (FsGuest guest = guest(config(packed))) {
            DriverRing requests = guest.start(features(packed)).get(1);
            int id = guest.send(requests, 1, GETATTR, 120);
            guest.run();

            assertThat(requests.take())
                    .as("the used length is the reply's, not the room's")
                    .isEqualTo(new Used(id, 104));
            assertThat(guest.interrupts).containsExactly(FsGuest.identity(2));
        }
    }

    @Test
    void aRequestTakesTheWakeUpTheServiceAndTheInterrupt() {
        try (FsGuest guest = guest(ONE_QUEUE)) {
            DriverRing requests = guest.start(FsGuest.FEATURES).get(1);
            guest.send(requests, 1, GETATTR, 120);
            guest.run();

            // host.wakeup 5000, the scripted 1000, vm.interrupt-injection 1000
            assertThat(guest.simulation.now()).isEqualTo(7000);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void messagesWithoutReplyComeBackWithLengthZero(boolean packed) {
        try (FsGuest guest = guest(config(packed))) {
            List<DriverRing> rings = guest.start(features(packed));
            int forget = guest.send(rings.get(0), 0, FORGET, 0);
            int destroy = guest.send(rings.get(1), 1, DESTROY, 16);
            guest.run();

            assertThat(rings.get(0).take()).isEqualTo(new Used(forget, 0));
            assertThat(rings.get(1).take()).isEqualTo(new Used(destroy, 0));
        }
    }

    @Test
    void requestsAreServedInTheOrderOfTheClock() {
        try (FsGuest guest = guest(ONE_QUEUE)) {
            DriverRing requests = guest.start(FsGuest.FEATURES).get(1);
            for (int i = 0; i < 4; i++) {
                guest.send(requests, 1, GETATTR, 120);
            }
            guest.run();
            assertThat(served).containsExactly(2L, 4L, 6L, 8L);
        }
    }

    @Test
    void aDecisionMayFinishRequestsInAnyOrder() {
        Decisions last =
                (kind, candidates) -> kind == Decisions.Kind.NEXT_COMPLETION ? candidates - 1 : 0;
        try (FsGuest guest = new FsGuest(ONE_QUEUE, FsGuest.handler(this::answer), last)) {
            DriverRing requests = guest.start(FsGuest.FEATURES).get(1);
            List<Integer> ids = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ids.add(guest.send(requests, 1, GETATTR, 120));
            }
            guest.run();
            assertThat(served).containsExactly(8L, 6L, 4L, 2L);
            for (int i = 3; i >= 0; i--) {
                assertThat(requests.take()).isEqualTo(new Used(ids.get(i), 104));
            }
        }
    }

    @Test
    void workersServeRequestsAtTheSameTime() {
        VirtioFsConfig config = VirtioFsConfig.tagged("myfs").workers(2).build();
        // The first request is slow; with a second worker the others overtake it.
        RequestHandler handler =
                FsGuest.handler(exchange -> {
                    answer(exchange);
                    HandMadeReply.cost(exchange, exchange.unique() == 2 ? 1_000_000 : 1000);
                });
        try (FsGuest guest = new FsGuest(config, handler)) {
            DriverRing requests = guest.start(FsGuest.FEATURES).get(1);
            int slow = guest.send(requests, 1, GETATTR, 120);
            int second = guest.send(requests, 1, GETATTR, 120);
            int third = guest.send(requests, 1, GETATTR, 120);
            guest.run();
            assertThat(requests.take()).isEqualTo(new Used(second, 104));
            assertThat(requests.take()).isEqualTo(new Used(third, 104));
            assertThat(requests.take()).isEqualTo(new Used(slow, 104));
        }
    }

    @Test
    void theHighPriorityQueueMovesWhileRequestsAreStuck() {
        RequestHandler handler =
                FsGuest.handler(exchange -> {
                    answer(exchange);
                    boolean stuck = exchange.opcode() == GETATTR;
                    HandMadeReply.cost(exchange, stuck ? 1_000_000_000 : 1000);
                });
        try (FsGuest guest = new FsGuest(ONE_QUEUE, handler)) {
            List<DriverRing> rings = guest.start(FsGuest.FEATURES);
            guest.send(rings.get(1), 1, GETATTR, 120);
            int forget = guest.send(rings.get(0), 0, FORGET, 0);
            guest.runTo(100_000);

            assertThat(rings.get(0).take()).isEqualTo(new Used(forget, 0));
            assertThat(rings.get(1).take()).as("still in service").isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void aBusyWorkerNeedsNoKicks(boolean packed, boolean eventIndex) {
        long features = features(packed) & (eventIndex ? -1 : ~VirtioFeature.EVENT_IDX);
        try (FsGuest guest = guest(config(packed))) {
            DriverRing requests = guest.start(features).get(1);
            guest.send(requests, 1, GETATTR, 120);
            guest.runTo(5500);
            for (int i = 0; i < 3; i++) {
                guest.send(requests, 1, GETATTR, 120);
            }
            guest.run();
            assertThat(served).hasSize(4);
            assertThat(guest.simulation.counters().value("guest.virtiofs.myfs.kicks")).isOne();

            guest.send(requests, 1, GETATTR, 120);
            assertThat(guest.simulation.counters().value("guest.virtiofs.myfs.kicks"))
                    .as("the worker sleeps again, so the next buffer kicks")
                    .isEqualTo(2);
        }
    }

    @Test
    void buffersAddedBeforeDriverOkAreServed() {
        try (FsGuest guest = guest(ONE_QUEUE)) {
            guest.enableMsix();
            guest.negotiate(FsGuest.FEATURES);
            DriverRing requests = guest.enableQueue(1, 128, FsGuest.FEATURES);
            guest.send(requests, 1, GETATTR, 120);
            guest.run();
            assertThat(served).as("a device without DRIVER_OK uses no buffers").isEmpty();

            guest.status(15);
            guest.run();
            assertThat(served).hasSize(1);
        }
    }

    @Test
    void interruptsWaitForTheEntryTheDriverNames() {
        try (FsGuest guest = guest(ONE_QUEUE)) {
            DriverRing requests = guest.start(FsGuest.FEATURES).get(1);
            requests.interruptAfter(2);
            for (int i = 0; i < 4; i++) {
                guest.send(requests, 1, GETATTR, 120);
            }
            guest.run();
            assertThat(guest.interrupts).as("one, with the third buffer").hasSize(1);
        }
    }

    @Test
    void aResetQueueSeesNothingOfItsOldRequests() {
        try (FsGuest guest = guest(ONE_QUEUE)) {
            DriverRing old = guest.start(FsGuest.FEATURES).get(1);
            guest.send(old, 1, GETATTR, 120);
            guest.send(old, 1, GETATTR, 120);
            guest.runTo(5500);
            guest.select(1);
            guest.queue16(58, 1);
            assertThat(guest.queue16(58)).as("queue_reset reads 0 when it is done").isZero();
            assertThat(guest.queue16(28)).as("queue_enable").isZero();
            assertThat(guest.queue16(26)).as("queue_msix_vector").isEqualTo(0xffff);

            DriverRing fresh = guest.enableQueue(1, 64, FsGuest.FEATURES);
            int id = guest.send(fresh, 1, GETATTR, 120);
            guest.run();
            assertThat(old.take()).isNull();
            assertThat(fresh.take()).isEqualTo(new Used(id, 104));
            assertThat(fresh.take()).isNull();
            assertThat(served).as("the waiting request was forgotten").containsExactly(2L, 6L);
        }
    }

    @Test
    void aDeviceResetEndsTheSessionAndForgetsRequests() {
        int[] resets = {0};
        RequestHandler handler =
                new RequestHandler() {
                    @Override
                    public void save(SnapshotWriter to) {}

                    @Override
                    public void load(SnapshotReader from) {}

                    @Override
                    public void serve(FuseExchange exchange) {
                        answer(exchange);
                    }

                    @Override
                    public void reset() {
                        resets[0]++;
                    }
                };
        try (FsGuest guest = new FsGuest(ONE_QUEUE, handler)) {
            DriverRing old = guest.start(FsGuest.FEATURES).get(1);
            int before = resets[0];
            guest.send(old, 1, GETATTR, 120);
            guest.send(old, 1, GETATTR, 120);
            guest.runTo(5500);
            guest.status(0);
            guest.run();
            assertThat(resets[0]).isEqualTo(before + 1);
            assertThat(old.take()).isNull();
            assertThat(served).hasSize(1);
            assertThat(guest.interrupts).isEmpty();

            DriverRing fresh = guest.start(FsGuest.FEATURES).get(1);
            int id = guest.send(fresh, 1, GETATTR, 120);
            guest.run();
            assertThat(fresh.take()).isEqualTo(new Used(id, 104));
        }
    }

    @Test
    void aDroppedRequestNeverComesBack() {
        RequestHandler handler =
                FsGuest.handler(exchange -> {
                    answer(exchange);
                    if (exchange.unique() == 2) {
                        HandMadeReply.drop(exchange);
                    }
                });
        try (FsGuest guest = new FsGuest(ONE_QUEUE, handler)) {
            DriverRing requests = guest.start(FsGuest.FEATURES).get(1);
            guest.send(requests, 1, GETATTR, 120);
            int second = guest.send(requests, 1, GETATTR, 120);
            guest.run();
            assertThat(requests.take()).isEqualTo(new Used(second, 104));
            assertThat(requests.take()).isNull();
        }
    }

    @Test
    void aRequestWithoutWholeHeaderBreaksTheDevice() {
        try (FsGuest guest = guest(ONE_QUEUE)) {
            DriverRing requests = guest.start(FsGuest.FEATURES).get(1);
            requests.add(
                    new Element[] {
                        new Element(guest.message(GETATTR, 39), 39, false),
                        new Element(guest.buffer(), 120, true)
                    },
                    0);
            guest.kick(1);
            guest.run();
            assertBroken(guest, "queue 1: a request of 0x27 bytes has no FUSE header");
            assertThat(served).isEmpty();
        }
    }

    @Test
    void aReplyAreaTooSmallForItsHeaderBreaksTheDevice() {
        try (FsGuest guest = guest(ONE_QUEUE)) {
            DriverRing requests = guest.start(FsGuest.FEATURES).get(1);
            guest.send(requests, 1, GETATTR, 15);
            guest.run();
            assertBroken(guest, "queue 1: 0xf bytes for a reply have no room for its header");
            assertThat(served).isEmpty();
        }
    }

    @Test
    void aRequestThatCannotBeAnsweredBreaksTheDevice() {
        RequestHandler mute = FsGuest.handler(HandMadeReply::decode);
        try (FsGuest guest = new FsGuest(ONE_QUEUE, mute)) {
            DriverRing requests = guest.start(FsGuest.FEATURES).get(1);
            guest.send(requests, 1, GETATTR, 0);
            guest.run();
            assertBroken(guest, "queue 1: opcode 3 has no room for a reply");
        }
    }

    private static void assertBroken(FsGuest guest, String reason) {
        assertThat(guest.status() & FsGuest.NEEDS_RESET).isEqualTo(FsGuest.NEEDS_RESET);
        assertThat(guest.device.brokenBecause()).isEqualTo(reason);
        assertThat(guest.interrupts)
                .as("a configuration change notification and nothing else")
                .containsExactly(FsGuest.identity(0));
    }

    @Test
    void aBrokenDeviceDoesNothingUntilReset() {
        try (FsGuest guest = guest(ONE_QUEUE)) {
            List<DriverRing> rings = guest.start(FsGuest.FEATURES);
            guest.send(rings.get(1), 1, GETATTR, 15);
            guest.run();
            guest.send(rings.get(0), 0, FORGET, 0);
            guest.send(rings.get(1), 1, GETATTR, 120);
            guest.kick(0);
            guest.kick(1);
            guest.run();
            assertThat(served).isEmpty();

            DriverRing fresh = guest.start(FsGuest.FEATURES).get(1);
            guest.send(fresh, 1, GETATTR, 120);
            guest.run();
            assertThat(served).hasSize(1);
            assertThat(guest.device.brokenBecause()).isNull();
        }
    }

    @Test
    void aPackedOnlyDeviceRefusesADriverWithoutPackedRings() {
        try (FsGuest guest = guest(config(true))) {
            guest.negotiate(FsGuest.FEATURES);
            assertThat(guest.status() & FsGuest.FEATURES_OK).isZero();
        }
    }

    @Test
    void aDeviceOfEitherFormatLetsTheDriverChoose() {
        VirtioFsConfig config = VirtioFsConfig.tagged("myfs").ringFormat(RingFormat.EITHER).build();
        try (FsGuest guest = guest(config)) {
            for (boolean packed : new boolean[] {true, false}) {
                DriverRing requests = guest.start(features(packed)).get(1);
                int id = guest.send(requests, 1, GETATTR, 120);
                guest.run();
                assertThat(requests.take()).isEqualTo(new Used(id, 104));
            }
        }
    }

    @Test
    void everyRequestQueueIsServed() {
        VirtioFsConfig config = VirtioFsConfig.tagged("myfs").requestQueues(4).build();
        try (FsGuest guest = guest(config)) {
            List<DriverRing> rings = guest.start(FsGuest.FEATURES);
            for (int queue = 1; queue <= 4; queue++) {
                int id = guest.send(rings.get(queue), queue, GETATTR, 120);
                guest.run();
                assertThat(rings.get(queue).take()).isEqualTo(new Used(id, 104));
            }
            assertThat(guest.interrupts)
                    .as("each queue has its vector")
                    .containsExactly(
                            FsGuest.identity(2),
                            FsGuest.identity(3),
                            FsGuest.identity(4),
                            FsGuest.identity(5));
        }
    }
}
