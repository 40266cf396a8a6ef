package dev.fuselage.kernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.TestMachine;
import dev.fuselage.kernel.virtio.TestRing.Chain;
import dev.fuselage.kernel.virtio.TestRing.Piece;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.memory.GuestMemory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VirtqueueDriverTest {
    private static final long BUFFER = MemoryMap.RAM_BASE + (32L << 20);

    /** The formats and what is negotiated with them. */
    enum Form {
        SPLIT(0),
        SPLIT_EVENT(VirtioFeatures.EVENT_IDX),
        SPLIT_INDIRECT(VirtioFeatures.INDIRECT_DESC),
        SPLIT_ALL(VirtioFeatures.EVENT_IDX | VirtioFeatures.INDIRECT_DESC),
        PACKED(VirtioFeatures.RING_PACKED),
        PACKED_EVENT(VirtioFeatures.RING_PACKED | VirtioFeatures.EVENT_IDX),
        PACKED_INDIRECT(VirtioFeatures.RING_PACKED | VirtioFeatures.INDIRECT_DESC),
        PACKED_ALL(
                VirtioFeatures.RING_PACKED
                        | VirtioFeatures.EVENT_IDX
                        | VirtioFeatures.INDIRECT_DESC);

        private final long features;

        Form(long features) {
            this.features = features;
        }

        boolean packed() {
            return (features & VirtioFeatures.RING_PACKED) != 0;
        }

        boolean event() {
            return (features & VirtioFeatures.EVENT_IDX) != 0;
        }

        boolean indirect() {
            return (features & VirtioFeatures.INDIRECT_DESC) != 0;
        }
    }

    private final TestMachine machine = new TestMachine(1);
    private final ScatterList pieces = new ScatterList();
    private int rings;
    private int callbacks;

    @AfterEach
    void close() {
        machine.close();
    }

    private VirtqueueDriver queue(Form form, int size) {
        return VirtqueueDriver.create(
                new VirtqueueDriver.Setup(
                        1,
                        "requests.0",
                        "virtiofs virtio0",
                        size,
                        form.features,
                        machine.scheduler(),
                        machine.machine.memory(),
                        machine.dma(),
                        machine.log,
                        queue -> rings++,
                        () -> callbacks++));
    }

    private TestRing device(VirtqueueDriver queue, Form form) {
        return TestRing.of(machine.machine.memory(), queue, form.packed());
    }

    private void describe(int out, int in) {
        pieces.clear();
        for (int i = 0; i < out; i++) {
            pieces.addOut(BUFFER + 0x100L * i, 16 + i);
        }
        for (int i = 0; i < in; i++) {
            pieces.addIn(BUFFER + 0x10000 + 0x100L * i, 32 + i);
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void theDeviceSeesThePiecesInOrderReadablesFirst(Form form) {
        machine.run(() -> {
            VirtqueueDriver queue = queue(form, 16);
            TestRing device = device(queue, form);
            describe(2, 3);
            assertThat(queue.add(pieces, "a")).isZero();
            Chain chain = pop(device);
            assertThat(chain.slots()).isEqualTo(form.indirect() ? 1 : 5);
            assertThat(chain.pieces())
                    .containsExactly(
                            new Piece(BUFFER, 16, false),
                            new Piece(BUFFER + 0x100, 17, false),
                            new Piece(BUFFER + 0x10000, 32, true),
                            new Piece(BUFFER + 0x10100, 33, true),
                            new Piece(BUFFER + 0x10200, 34, true));
            assertThat(queue.numFree()).isEqualTo(form.indirect() ? 15 : 11);
            assertThat(queue.getBuf()).isNull();
            device.push(chain, 77);
            assertThat(queue.getBuf()).isEqualTo("a");
            assertThat(queue.usedLength()).isEqualTo(77);
            assertThat(queue.getBuf()).isNull();
            assertThat(queue.numFree()).isEqualTo(16);
        });
    }

    /** What the ring's memory says is what is told. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void aBufferIsToldToBeWhereTheRingHasIt(Form form) {
        SplittableRandom random = new SplittableRandom(form.features);
        machine.run(() -> {
            VirtqueueDriver queue = queue(form, 8);
            TestRing device = device(queue, form);
            List<Integer> untaken = new ArrayList<>();
            List<Chain> taken = new ArrayList<>();
            Set<Integer> used = new HashSet<>();
            int next = 0;
            for (int round = 0; round < 300; round++) {
                describe(1, 1);
                switch (random.nextInt(4)) {
                    case 0 -> {
                        if (queue.add(pieces, next) == 0) {
                            untaken.add(queue.bufferOf(next));
                        }
                        next++;
                    }
                    case 1 -> {
                        if (!untaken.isEmpty()) {
                            taken.add(pop(device));
                            assertThat(taken.getLast().id()).isEqualTo(untaken.removeFirst());
                        }
                    }
                    case 2 -> {
                        if (!taken.isEmpty()) {
                            Chain chain = taken.remove(random.nextInt(taken.size()));
                            device.push(chain, 0);
                            used.add(chain.id());
                        }
                    }
                    default -> queue.getBuf();
                }
                used.removeIf(buffer -> queue.tokenIn(buffer) == null);
                // The entry of one that the device has taken may be another's by now.
                untaken.forEach(buffer -> assertIsThere(queue, form, buffer, false));
                used.forEach(buffer -> assertIsThere(queue, form, buffer, true));
            }
            assertThat(queue.bufferOf("never added")).isEqualTo(-1);
        });
    }

    /** Reads the entry that is told, as the specification lays rings out. */
    private void assertIsThere(VirtqueueDriver queue, Form form, int buffer, boolean used) {
        String place = queue.whereIs(buffer);
        String ring = form.packed() ? "ring" : used ? "used" : "avail";
        String rest = form.packed() ? used ? ", used" : ", available" : "";
        Matcher told =
                Pattern.compile("virtqueue requests\\.0 " + ring + "\\[(\\d)]" + rest)
                        .matcher(place);
        assertThat(told.matches()).as("%s for a buffer that is used: %s", place, used).isTrue();
        int entry = Integer.parseInt(told.group(1));
        GuestMemory memory = machine.machine.memory();
        int there =
                form.packed()
                        ? memory.read16(queue.descriptorArea() + 16L * entry + 12)
                        : used
                                ? memory.read32(queue.deviceArea() + 4 + 8L * entry)
                                : memory.read16(queue.driverArea() + 4 + 2L * entry);
        assertThat(there).as(place).isEqualTo(buffer);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void aFullRingRefusesAndTakesAgainAfterwards(Form form) {
        machine.run(() -> {
            VirtqueueDriver queue = queue(form, 4);
            TestRing device = device(queue, form);
            describe(1, 1);
            int room = form.indirect() ? 4 : 2;
            for (int i = 0; i < room; i++) {
                assertThat(queue.add(pieces, i)).isZero();
            }
            assertThat(queue.add(pieces, "too many")).isEqualTo(-Errno.ENOSPC);
            // Split rings have always rung the bell then, packed ones never.
            assertThat(rings).isEqualTo(form.packed() ? 0 : 1);
            Chain chain = pop(device);
            device.push(chain, 0);
            assertThat(queue.getBuf()).isEqualTo(0);
            assertThat(queue.add(pieces, "now")).isZero();
        });
    }

    @Test
    void aFullSplitRingDoesNotRingForBuffersTheDeviceOnlyWrites() {
        machine.run(() -> {
            VirtqueueDriver queue = queue(Form.SPLIT, 2);
            describe(0, 2);
            assertThat(queue.add(pieces, "a")).isZero();
            assertThat(queue.add(pieces, "b")).isEqualTo(-Errno.ENOSPC);
            assertThat(rings).isZero();
        });
    }

    @Test
    void theLastFreeSlotStillTakesAnIndirectTableOfAnyLength() {
        machine.run(() -> {
            VirtqueueDriver queue = queue(Form.SPLIT_ALL, 4);
            TestRing device = device(queue, Form.SPLIT_ALL);
            describe(1, 1);
            for (int i = 0; i < 3; i++) {
                assertThat(queue.add(pieces, i)).isZero();
            }
            describe(260, 3);
            assertThat(queue.add(pieces, "long")).isZero();
            for (int i = 0; i < 3; i++) {
                assertThat(device.pop()).isNotNull();
            }
            Chain chain = pop(device);
            assertThat(chain.pieces()).hasSize(263);
        });
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void anyOrderOfCompletionGivesTheRightTokensAcrossManyWraps(Form form) {
        machine.run(() -> {
            for (long seed = 0; seed < 5; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                // Packed rings need not be a power of two.
                VirtqueueDriver queue = queue(form, form.packed() ? 11 : 8);
                TestRing device = device(queue, form);
                List<Chain> inDevice = new ArrayList<>();
                Deque<Integer> pushed = new ArrayDeque<>();
                Set<Object> waiting = new HashSet<>();
                int next = 0;
                // More than 2^16 buffers, so that the indices of the split ring wrap too.
                while (next < 70_000) {
                    describe(random.nextInt(1, 3), random.nextInt(0, 3));
                    if (queue.add(pieces, next) == 0) {
                        waiting.add(next++);
                    }
                    boolean _ = queue.kickPrepare();
                    Chain chain = device.pop();
                    while (chain != null) {
                        inDevice.add(chain);
                        chain = device.pop();
                    }
                    while (!inDevice.isEmpty() && random.nextInt(3) != 0) {
                        Chain done = inDevice.remove(random.nextInt(inDevice.size()));
                        int written = random.nextInt(1000);
                        pushed.add(written);
                        device.push(done, written);
                    }
                    while (random.nextInt(4) != 0) {
                        Object token = queue.getBuf();
                        if (token == null) {
                            break;
                        }
                        assertThat(waiting.remove(token))
                                .as("seed %d token %s", seed, token)
                                .isTrue();
                        assertThat(queue.usedLength()).isEqualTo(pushed.remove());
                    }
                }
                assertThat(queue.isBroken()).isFalse();
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void theBellRingsUnlessTheDeviceAskedForQuiet(Form form) {
        machine.run(() -> {
            VirtqueueDriver queue = queue(form, 8);
            TestRing device = device(queue, form);
            describe(1, 0);
            for (int round = 0; round < 50; round++) {
                boolean on = round % 3 != 1;
                device.setNotifications(on, form.event());
                assertThat(queue.add(pieces, "a")).isZero();
                assertThat(queue.kickPrepare()).as("round %d", round).isEqualTo(on);
                Chain chain = pop(device);
                device.push(chain, 0);
                assertThat(queue.getBuf()).isEqualTo("a");
            }
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Form.class,
            names = {"SPLIT_EVENT", "PACKED_EVENT"})
    void withTheEventIndexOneBellIsEnoughForBuffersAddedTogether(Form form) {
        machine.run(() -> {
            VirtqueueDriver queue = queue(form, 8);
            TestRing device = device(queue, form);
            describe(1, 0);
            device.setNotifications(true, true);
            for (int i = 0; i < 3; i++) {
                assertThat(queue.add(pieces, i)).isZero();
            }
            assertThat(queue.kickPrepare()).isTrue();
            assertThat(queue.add(pieces, 3)).isZero();
            assertThat(queue.kickPrepare()).as("the device has not moved its event").isFalse();
        });
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void theDriverAsksForInterruptsAgainOnlyWhenItHasTakenEverything(Form form) {
        machine.run(() -> {
            VirtqueueDriver queue = queue(form, 8);
            TestRing device = device(queue, form);
            describe(1, 1);
            for (int round = 0; round < 40; round++) {
                assertThat(queue.add(pieces, "a")).isZero();
                assertThat(queue.add(pieces, "b")).isZero();
                Chain first = pop(device);
                Chain second = pop(device);
                device.push(first, 0);
                assertThat(device.wantsInterrupt(form.event())).as("round %d", round).isTrue();
                callbacks = 0;
                assertThat(queue.interrupt()).isTrue();
                assertThat(callbacks).isEqualTo(1);
                queue.disableCallback();
                assertThat(queue.getBuf()).isNotNull();
                device.push(second, 0);
                // Without the index a driver is believed when it asks for quiet; with it, it has
                // not moved the index.
                // A packed ring starts without an index, as plainly enabled, and is not disabled
                // after its interrupt.
                boolean stillEnabled = round == 0 && form.packed() && form.event();
                assertThat(device.wantsInterrupt(form.event()))
                        .as("round %d", round)
                        .isEqualTo(stillEnabled);
                assertThat(queue.enableCallback()).as("one more came meanwhile").isFalse();
                queue.disableCallback();
                assertThat(queue.getBuf()).isNotNull();
                assertThat(queue.enableCallback()).isTrue();
            }
        });
    }

    private static Chain pop(TestRing device) {
        return Objects.requireNonNull(device.pop());
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void anInterruptWithNothingUsedIsNotForThisQueue(Form form) {
        machine.run(() -> {
            VirtqueueDriver queue = queue(form, 8);
            assertThat(queue.interrupt()).isFalse();
            assertThat(callbacks).isZero();
        });
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void anIdThatIsOutOfRangeBreaksTheQueue(Form form) {
        machine.run(() -> {
            VirtqueueDriver queue = queue(form, 8);
            TestRing device = device(queue, form);
            describe(1, 1);
            assertThat(queue.add(pieces, "a")).isZero();
            device.push(pop(device), 8, 0);
            assertThat(queue.getBuf()).isNull();
            assertThat(queue.isBroken()).isTrue();
            assertThat(queue.add(pieces, "b")).isEqualTo(-Errno.EIO);
            assertThat(queue.notifyDevice()).isFalse();
        });
        assertThat(machine.log.lines())
                .singleElement()
                .asString()
                .endsWith("virtiofs virtio0: requests.0:id 8 out of range");
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void anIdThatIsNotInUseBreaksTheQueue(Form form) {
        machine.run(() -> {
            VirtqueueDriver queue = queue(form, 8);
            TestRing device = device(queue, form);
            describe(1, 1);
            assertThat(queue.add(pieces, "a")).isZero();
            device.push(pop(device), 5, 0);
            assertThat(queue.getBuf()).isNull();
        });
        assertThat(machine.log.lines())
                .singleElement()
                .asString()
                .endsWith("requests.0:id 5 is not a head!");
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void buffersTheDeviceNeverUsedCanBeTakenBack(Form form) {
        machine.run(() -> {
            VirtqueueDriver queue = queue(form, 8);
            describe(1, 1);
            Set<Object> tokens = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                assertThat(queue.add(pieces, i)).isZero();
            }
            for (int i = 0; i < 3; i++) {
                tokens.add(queue.detachUnusedBuf());
            }
            assertThat(tokens).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(queue.detachUnusedBuf()).isNull();
            assertThat(queue.numFree()).isEqualTo(8);
        });
    }

    @Test
    void notificationDataNamesTheQueueAndWhereTheDriverIs() {
        machine.run(() -> {
            VirtqueueDriver split = queue(Form.SPLIT, 8);
            describe(1, 0);
            assertThat(split.add(pieces, "a")).isZero();
            assertThat(split.notificationData()).isEqualTo(1 << 16 | 1);
            VirtqueueDriver packed = queue(Form.PACKED, 2);
            assertThat(packed.add(pieces, "a")).isZero();
            assertThat(packed.notificationData()).isEqualTo((0x8000 | 1) << 16 | 1);
            assertThat(packed.add(pieces, "b")).isZero();
            assertThat(packed.notificationData()).isEqualTo(1);
        });
    }
}
