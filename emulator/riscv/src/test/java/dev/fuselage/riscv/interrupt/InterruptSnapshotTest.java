package dev.fuselage.riscv.interrupt;

import static dev.fuselage.riscv.interrupt.Platform.read;
import static dev.fuselage.riscv.interrupt.Platform.write;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.snapshot.SnapshotException;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.riscv.HartConfig;
import dev.fuselage.riscv.InterruptLine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Controllers continue from a snapshot as those that were saved would have. */
final class InterruptSnapshotTest {
    /** Every controller there is, each with signals of its own. */
    private static final class Board implements AutoCloseable, Snapshotted {
        final Platform platform = new Platform(2);
        final Imsic machineFiles = Imsic.machine(platform.harts, 63);
        final Imsic supervisorFiles = Imsic.supervisor(platform.harts, 127);
        final Aplic aplic = Aplic.messages(50, machineFiles, supervisorFiles, platform.memory);
        final AplicDomain root = requireNonNull(aplic.machine());
        final Clint clint = new Clint(platform.harts, HartConfig.STANDARD);
        final Plic plic;

        Board(int plicSources) {
            HartSignals signals = HartSignals.to(platform.harts, InterruptLine.SUPERVISOR_TIMER);
            plic = new Plic(plicSources, signals);
            platform.memory.addDevice(machineFiles.base(), machineFiles.size(), machineFiles);
            platform.memory.addDevice(
                    supervisorFiles.base(), supervisorFiles.size(), supervisorFiles);
        }

        private List<Snapshotted> parts() {
            return List.of(platform.harts, machineFiles, supervisorFiles, aplic, clint, plic);
        }

        @Override
        public void save(SnapshotWriter to) {
            parts().forEach(part -> part.save(to));
        }

        @Override
        public void load(SnapshotReader from) {
            parts().forEach(part -> part.load(from));
        }

        byte[] snapshot() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (SnapshotWriter writer = new SnapshotWriter(bytes)) {
                writer.section("simulation", platform.simulation);
                writer.section("harts and controllers", this);
            }
            return bytes.toByteArray();
        }

        void continueFrom(byte[] snapshot) {
            try (SnapshotReader reader = new SnapshotReader(new ByteArrayInputStream(snapshot))) {
                reader.section("simulation", platform.simulation);
                reader.section("harts and controllers", this);
                reader.finish();
            }
            platform.simulation.checkLoaded();
        }

        /** Does something a guest or a device could. */
        void act(SplittableRandom random) {
            int source = 1 + random.nextInt(50);
            boolean level = random.nextBoolean();
            int value = random.nextInt();
            switch (random.nextInt(6)) {
                case 0 -> aplic.input(source).set(level);
                case 1 -> plic.input(source).set(level);
                case 2 -> any(random, plic, plic.size(), at -> write(plic, at, value));
                case 3 -> {
                    AplicDomain domain = level ? root : aplic.supervisor();
                    any(random, domain, 0x4040, at -> write(domain, at, value));
                }
                case 4 -> {
                    for (int register = 0x70; register < 0x100; register += 2) {
                        platform.harts.hart(random.nextInt(2)).setCsr(0x150, register);
                        platform.harts.hart(random.nextInt(2)).setCsr(0x151, random.nextLong());
                    }
                    clint.write(0x4000 + 8 * random.nextInt(2), 8, random.nextInt(10_000));
                }
                default -> {
                    for (int i = 1; i <= 50; i++) {
                        write(root, 4L * i, random.nextBoolean() ? 1 << 10 : random.nextInt(8));
                        write(aplic.supervisor(), 4L * i, random.nextInt(8));
                        write(aplic.supervisor(), 0x3000 + 4L * i, random.nextInt(1 << 20));
                    }
                    write(aplic.supervisor(), 0x1e00, -1);
                    write(aplic.supervisor(), 0, random.nextInt() & 0x104);
                }
            }
        }

        private static void any(
                SplittableRandom random, MmioRegion region, long size, IntConsumer write) {
            for (int i = 0; i < 100; i++) {
                int offset = random.nextInt((int) size) & -4;
                write.accept(offset);
                read(region, offset);
            }
        }

        @Override
        public void close() {
            platform.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void loadedControllersGoOnAsTheSavedOnes(long seed) {
        try (Board saved = new Board(60);
                Board loaded = new Board(60)) {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 200; i++) {
                saved.act(random);
            }
            loaded.continueFrom(saved.snapshot());
            assertThat(loaded.snapshot()).as("seed %d", seed).isEqualTo(saved.snapshot());

            SplittableRandom same = new SplittableRandom(-seed);
            SplittableRandom asThat = new SplittableRandom(-seed);
            for (int i = 0; i < 200; i++) {
                saved.act(same);
                loaded.act(asThat);
            }
            assertThat(loaded.snapshot()).as("seed %d", seed).isEqualTo(saved.snapshot());
        }
    }

    @Test
    void snapshotOfOtherControllersIsRefused() {
        try (Board saved = new Board(60);
                Board other = new Board(61)) {
            byte[] snapshot = saved.snapshot();
            assertThatThrownBy(() -> other.continueFrom(snapshot))
                    .isInstanceOf(SnapshotException.class)
                    .hasMessage("interrupt sources: 60 in the snapshot, 61 in this machine");
        }
    }
}
