package dev.fuselage.kernel.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.TestMachine;
import dev.fuselage.kernel.mm.Slab;
import dev.fuselage.kernel.pci.PciFunction;
import dev.fuselage.kernel.virtio.TestRing.Chain;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirtioPciTest {
    private final TestMachine machine = new TestMachine(4);
    private final TestCard.Options options = new TestCard.Options();
    private @Nullable VirtioPciDevice device;
    private VirtioBus bus = new VirtioBus(machine.log);

    @AfterEach
    void close() {
        machine.close();
    }

    /** A driver whose probe is what a test wants. */
    private record Driver(ToIntFunction<VirtioPciDevice> body) implements VirtioDriver {
        @Override
        public String name() {
            return "virtiofs";
        }

        @Override
        public int deviceId() {
            return 26;
        }

        @Override
        public long features() {
            return 1;
        }

        @Override
        public int probe(VirtioPciDevice probed) {
            return body.applyAsInt(probed);
        }

        @Override
        public void remove(VirtioPciDevice removed) {
            removed.reset();
            removed.deleteVirtqueues();
        }
    }

    /** Boots as far as the probe; the rest runs in the same task. */
    private TestCard boot(ToIntFunction<VirtioPciDevice> probe) {
        TestCard plugged = new TestCard(machine.machine, options);
        machine.machine.pci().plug(1, plugged);
        machine.run(() -> {
            machine.bus.enumerate();
            bus.register(
                    new Driver(probed -> {
                        device = probed;
                        return probe.applyAsInt(probed);
                    }));
            PciFunction function = machine.bus.functions().get(0);
            VirtioPciDriver driver =
                    new VirtioPciDriver(
                            machine.scheduler(),
                            machine.machine.memory(),
                            machine.dma(),
                            machine.log,
                            bus,
                            new Slab());
            assertThat(VirtioPciDriver.matches(function)).isTrue();
            int error = driver.probe(function);
            if (error != 0) {
                machine.guest.say("pci probe " + error);
            }
        });
        return plugged;
    }

    private VirtioPciDevice device() {
        return Objects.requireNonNull(device);
    }

    private static int twoQueues(VirtioPciDevice probed, Runnable callback) {
        return probed.findVirtqueues(
                new String[] {"hiprio", "requests.0"}, new Runnable[] {callback, callback}, 1);
    }

    @Test
    void theStatusClimbsInTheOrderOfTheSpecification() {
        TestCard seen = boot(probed -> 0);
        assertThat(seen.statusHistory).hasToString("0 1 3 b f ");
    }

    @Test
    void featuresAreWhatBothSidesKnow() {
        options.features |= VirtioFeatures.RING_PACKED | VirtioFeatures.SR_IOV | 1 | 2;
        TestCard seen = boot(probed -> 0);
        assertThat(seen.driverFeatures)
                .isEqualTo(
                        VirtioFeatures.VERSION_1
                                | VirtioFeatures.INDIRECT_DESC
                                | VirtioFeatures.EVENT_IDX
                                | VirtioFeatures.RING_PACKED
                                | 1);
    }

    @Test
    void aDeviceWithoutVersion1OrThatRefusesFeaturesIsMarkedFailed() {
        options.features = 0;
        TestCard seen = boot(probed -> 0);
        assertThat(seen.status & VirtioPciDevice.STATUS_FAILED).isNotZero();
        assertThat(machine.log.lines())
                .anyMatch(line -> line.contains("does not have VIRTIO_F_VERSION_1"));
    }

    @Test
    void refusedFeaturesAreReported() {
        options.refusesFeatures = true;
        boot(probed -> {
            throw new AssertionError("probed");
        });
        assertThat(machine.log.lines())
                .anyMatch(line ->
                        line.endsWith("virtiofs virtio0: virtio: device refuses features: 3"))
                .anyMatch(line ->
                        line.endsWith(
                                "virtiofs virtio0: probe with driver virtiofs failed with error "
                                        + -Errno.ENODEV));
    }

    @Test
    void aFailedProbeLeavesTheDeviceWithoutADriver() {
        TestCard seen = boot(probed -> -Errno.EINVAL);
        assertThat(seen.status & VirtioPciDevice.STATUS_FAILED).isNotZero();
        assertThat(device().driver()).isNull();
    }

    @Test
    void aCardWithoutDoorbellsIsNoModernDevice() {
        options.withNotify = false;
        boot(probed -> 0);
        assertThat(machine.guest.said()).containsExactly("pci probe " + -Errno.ENODEV);
        assertThat(machine.log.lines())
                .anyMatch(line -> line.contains("virtio_pci: missing capabilities"));
    }

    @Test
    void theConfigurationIsReadByteWiseAndInWords() {
        byte[] tag = "myfs".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(tag, 0, options.config, 0, tag.length);
        options.config[36] = 3;
        boot(probed -> {
            byte[] read = new byte[36];
            probed.readConfig(0, read);
            machine.guest.say(
                    new String(read, 0, 4, StandardCharsets.US_ASCII)
                            + " "
                            + probed.readConfig32(36));
            return 0;
        });
        assertThat(machine.guest.said()).containsExactly("myfs 3");
    }

    @Test
    void eachQueueHasAVectorAndItsInterruptReachesItsCallback() {
        TestCard seen =
                boot(probed -> {
                    int error =
                            probed.findVirtqueues(
                                    new String[] {"hiprio", "requests.0"},
                                    new Runnable[] {
                                        () -> machine.guest.say("hiprio"),
                                        () ->
                                                machine.guest.say(
                                                        "requests on cpu"
                                                                + machine.scheduler().cpu())
                                    },
                                    1);
                    probed.ready();
                    send(probed, 1);
                    return error;
                });
        assertThat(seen.configVector).isZero();
        assertThat(seen.queues[0].vector).isEqualTo(1);
        assertThat(seen.queues[1].vector).isEqualTo(2);
        assertThat(seen.queues[1].enabled).isTrue();
        answer(seen, 1);
        // config on CPU 0, hiprio on CPU 1, the only request queue on the next of all four.
        assertThat(machine.guest.said()).containsExactly("requests on cpu2");
        assertThat(device().queueAffinity(1)).hasToString("{0, 1, 2, 3}");
        assertThat(machine.interrupts.all())
                .anyMatch(irq -> irq.name().equals("virtio0-requests.0") && irq.count() == 1);
    }

    private void send(VirtioPciDevice to, int queue) {
        ScatterList pieces = new ScatterList();
        pieces.addOut(machine.allocate(64), 64);
        assertThat(to.queue(queue).add(pieces, "token")).isZero();
        if (to.queue(queue).kickPrepare()) {
            to.queue(queue).notifyDevice();
        }
    }

    private void answer(TestCard from, int queue) {
        Chain chain = Objects.requireNonNull(from.ring(queue).pop());
        from.ring(queue).push(chain, 0);
        from.interrupt(queue);
        machine.guest.run();
    }

    @Test
    void requestQueuesShareTheCpusEvenly() {
        options.queues = 3;
        options.vectors = 4;
        boot(probed -> {
            Runnable nothing = () -> {};
            return probed.findVirtqueues(
                    new String[] {"hiprio", "requests.0", "requests.1"},
                    new Runnable[] {nothing, nothing, nothing},
                    1);
        });
        assertThat(device().queueAffinity(1)).hasToString("{0, 1}");
        assertThat(device().queueAffinity(2)).hasToString("{2, 3}");
        BitSet all = device().queueAffinity(0);
        assertThat(all).hasToString("{0, 1, 2, 3}");
    }

    @Test
    void withTooFewVectorsTheQueuesShareOne() {
        options.vectors = 2;
        TestCard seen =
                boot(probed -> {
                    int error = twoQueues(probed, () -> machine.guest.say("called"));
                    probed.ready();
                    send(probed, 1);
                    return error;
                });
        assertThat(seen.queues[0].vector).isEqualTo(1);
        assertThat(seen.queues[1].vector).isEqualTo(1);
        answer(seen, 1);
        assertThat(machine.guest.said()).as("only the queue with news").containsExactly("called");
        assertThat(device().queueAffinity(1)).isNull();
        assertThat(machine.interrupts.all())
                .anyMatch(irq -> irq.name().equals("virtio0-virtqueues"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withoutUsableVectorsTheWireIsUsed(boolean refusing) {
        options.vectors = refusing ? 3 : 0;
        options.refusesQueueVectors = refusing;
        TestCard seen =
                boot(probed -> {
                    int error = twoQueues(probed, () -> machine.guest.say("called"));
                    probed.setConfigChanged(() -> machine.guest.say("config"));
                    probed.ready();
                    send(probed, 0);
                    return error;
                });
        answer(seen, 0);
        seen.interruptConfig();
        machine.guest.run();
        assertThat(machine.guest.said()).contains("called", "config");
        assertThat(machine.interrupts.wire(1).name()).isEqualTo("virtio0");
    }

    @Test
    void aQueueTheDeviceDoesNotHaveFails() {
        options.queues = 1;
        boot(probed -> {
            int error = twoQueues(probed, () -> {});
            machine.guest.say("" + error);
            return error;
        });
        assertThat(machine.guest.said()).containsExactly("" + -Errno.EINVAL);
    }

    @Test
    void theDoorbellIsThatOfTheQueue() {
        StringBuilder rung = new StringBuilder();
        TestCard seen = new TestCard(machine.machine, options);
        seen.onNotify(queue -> rung.append(queue).append(' '));
        machine.machine.pci().plug(1, seen);
        machine.run(() -> {
            machine.bus.enumerate();
            bus.register(
                    new Driver(probed -> {
                        int error = twoQueues(probed, () -> {});
                        send(probed, 1);
                        send(probed, 0);
                        return error;
                    }));
            int _ =
                    new VirtioPciDriver(
                                    machine.scheduler(),
                                    machine.machine.memory(),
                                    machine.dma(),
                                    machine.log,
                                    bus,
                                    new Slab())
                            .probe(machine.bus.functions().get(0));
        });
        assertThat(rung).hasToString("1 0 ");
    }

    @Test
    void theSharedMemoryRegionIsFoundByItsId() {
        options.sharedMemory = 1L << 21;
        boot(probed -> {
            VirtioPciDevice.SharedMemory region = Objects.requireNonNull(probed.sharedMemory(0));
            assertThat(region.length()).isEqualTo(1L << 21);
            assertThat(region.address())
                    .isEqualTo(
                            Objects.requireNonNull(machine.bus.functions().get(0).bar(2)).start());
            machine.guest.say("" + probed.sharedMemory(1));
            return 0;
        });
        assertThat(machine.guest.said()).containsExactly("null");
    }

    @Test
    void aSharedMemoryCapabilityOfTheWrongLengthIsIgnored() {
        options.sharedMemory = 1L << 21;
        options.sharedMemoryCapLength = 16;
        boot(probed -> {
            machine.guest.say("" + probed.sharedMemory(0));
            return 0;
        });
        assertThat(machine.guest.said()).containsExactly("null");
        assertThat(machine.log.lines())
                .anyMatch(line -> line.contains("shm cap with bad size offset:"));
    }

    @Test
    void removingGivesQueuesAndVectorsBackSoThatItCanBeProbedAgain() {
        TestCard seen = boot(probed -> twoQueues(probed, () -> {}));
        long vectors = machine.interrupts.all().size();
        machine.run(() -> bus.remove(device()));
        assertThat(machine.interrupts.all()).hasSize((int) vectors - 3);
        assertThat(seen.status).isEqualTo(VirtioPciDevice.STATUS_ACKNOWLEDGE);
        assertThat(seen.queues[1].enabled).isFalse();
        machine.run(() -> bus.register(new Driver(probed -> twoQueues(probed, () -> {}))));
        assertThat(machine.interrupts.all()).hasSize((int) vectors);
        assertThat(seen.queues[1].enabled).isTrue();
    }
}
