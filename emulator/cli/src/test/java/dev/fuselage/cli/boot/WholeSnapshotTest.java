package dev.fuselage.cli.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.fs.FileSystem;
import dev.fuselage.devices.fs.host.HostFileSystem;
import dev.fuselage.devices.fs.host.HostOptions;
import dev.fuselage.devices.fs.memory.FileSystemClock;
import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.devices.server.CachePolicy;
import dev.fuselage.devices.server.FuseServer;
import dev.fuselage.devices.server.ServerConfig;
import dev.fuselage.devices.virtio.pci.VirtioPciTransport;
import dev.fuselage.devices.virtiofs.VirtioFsConfig;
import dev.fuselage.devices.virtiofs.VirtioFsDevice;
import dev.fuselage.machine.Machine;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.riscv.HartConfig;
import dev.fuselage.riscv.Harts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Harts that run a program while a session is open on a share: saved, loaded and continued. */
final class WholeSnapshotTest {
    private static final int HARTS = 2;
    private static final long CODE = MemoryMap.RAM_BASE;
    private static final long DATA = MemoryMap.RAM_BASE + 0x8000;

    private static final int GETATTR = 3;
    private static final int READ = 15;
    private static final int WRITE = 16;
    private static final int INIT = 26;
    private static final int CREATE = 35;

    /** Counts in a0, stores that and instret beside a1, for ever. */
    private static final int[] PROGRAM = {
        0x0015_0513, // addi a0, a0, 1
        0x00a5_b023, // sd   a0, 0(a1)
        0xc020_2373, // csrr t1, instret
        0x0065_b423, // sd   t1, 8(a1)
        0xff1f_f06f, // j    -16
    };

    @TempDir private Path directory;

    private static final class Board implements AutoCloseable {
        final Simulation simulation = new Simulation(CostProfile.standard(), Decisions.CLOCK, 1);
        final Machine machine = Machine.withoutInterruptPages(simulation, "guest1", 8 << 20, HARTS);
        final Harts harts = new Harts(simulation, machine.memory(), HartConfig.STANDARD, HARTS);
        final FileSystem fs;
        final VirtioFsDevice device;

        Board(FileSystem fs) {
            this.fs = fs;
            FuseServer server =
                    new FuseServer(fs, ServerConfig.of(CachePolicy.NONE), CostProfile.standard());
            device = new VirtioFsDevice(machine, VirtioFsConfig.tagged("myfs").build(), server);
            machine.pci().plug(1, new VirtioPciTransport(device));
        }

        void start() {
            for (int i = 0; i < PROGRAM.length; i++) {
                machine.memory().write32(CODE + 4L * i, PROGRAM[i]);
            }
            for (int i = 0; i < HARTS; i++) {
                harts.hart(i).startSupervisor(CODE, DATA + 0x1000L * i);
            }
        }

        byte[] save() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (SnapshotWriter to = new SnapshotWriter(bytes)) {
                to.section("clock", simulation);
                to.section("machine", machine);
                to.section("harts", harts);
            }
            return bytes.toByteArray();
        }

        void load(byte[] file) {
            try (SnapshotReader from = new SnapshotReader(new ByteArrayInputStream(file))) {
                from.section("clock", simulation);
                from.section("machine", machine);
                from.section("harts", harts);
                from.finish();
            }
            simulation.checkLoaded();
        }

        /** What the harts have done. */
        String counts() {
            return "%d %d %d %d %d"
                    .formatted(
                            simulation.now(),
                            harts.hart(0).instructions(),
                            harts.hart(1).instructions(),
                            machine.memory().read64(DATA),
                            machine.memory().read64(DATA + 0x1008));
        }

        @Override
        public void close() {
            device.close();
            machine.close();
            fs.close();
        }
    }

    private static FileSystem memory() {
        return new MemoryFileSystem(() -> FileSystemClock.BASE_NANOS);
    }

    private static ByteBuffer ok(ByteBuffer reply) {
        assertThat(reply.getInt(4)).as("error").isZero();
        return reply;
    }

    /** INIT, and a new file "f" with some text. Returns the reply to CREATE. */
    private static ByteBuffer open(RawDriver driver) {
        driver.start();
        ByteBuffer init = driver.message(INIT, 0).putInt(7).putInt(41).putInt(0x2_0000).putInt(0);
        ok(driver.send(init.put(new byte[48])));
        ByteBuffer create = driver.message(CREATE, 1).putInt(2).putInt(0100644).putLong(0);
        ByteBuffer made = ok(driver.send(create.put((byte) 'f').put((byte) 0)));
        ByteBuffer write = driver.message(WRITE, nodeId(made)).putLong(fh(made)).putLong(0);
        write.putInt(4).putInt(0).putLong(0).putInt(0).putInt(0);
        ok(driver.send(write.put("text".getBytes(StandardCharsets.US_ASCII))));
        return made;
    }

    private static long nodeId(ByteBuffer made) {
        return made.getLong(16);
    }

    private static long fh(ByteBuffer made) {
        return made.getLong(16 + 128);
    }

    private static ByteBuffer read(RawDriver driver, ByteBuffer made) {
        ByteBuffer read = driver.message(READ, nodeId(made)).putLong(fh(made)).putLong(0);
        return read.putInt(100).putInt(0).putLong(0).putInt(0).putInt(0);
    }

    private static String text(ByteBuffer reply) {
        return StandardCharsets.US_ASCII.decode(ok(reply).duplicate().position(16)).toString();
    }

    private void continues(Board saved, FileSystem fs) {
        saved.start();
        RawDriver driver = new RawDriver(saved.machine);
        ByteBuffer made = open(driver);
        // A request is in flight, and both harts are in the middle of their loops.
        driver.submit(read(driver, made));
        byte[] file = saved.save();
        try (Board twin = new Board(fs)) {
            twin.load(file);
            assertThat(twin.save()).as("saved again").isEqualTo(file);
            RawDriver other = driver.in(twin.machine);
            saved.simulation.run(driver::isAnswered);
            twin.simulation.run(other::isAnswered);
            assertThat(text(other.reply())).isEqualTo(text(driver.reply())).isEqualTo("text");
            for (int i = 0; i < 5; i++) {
                ByteBuffer attributes =
                        other.send(other.message(GETATTR, nodeId(made)).put(new byte[16]));
                assertThat(ok(attributes).getLong(16 + 24)).as("size").isEqualTo(4);
                ok(driver.send(driver.message(GETATTR, nodeId(made)).put(new byte[16])));
                assertThat(text(other.send(read(other, made)))).isEqualTo("text");
                assertThat(text(driver.send(read(driver, made)))).isEqualTo("text");
                assertThat(twin.counts()).isEqualTo(saved.counts());
            }
            assertThat(twin.harts.hart(0).instructions()).isGreaterThan(10_000);
        }
    }

    @Test
    void overAFileSystemInMemory() {
        try (Board saved = new Board(memory())) {
            continues(saved, memory());
        }
    }

    @Test
    void overASharedDirectory() throws IOException {
        try (Board saved = new Board(new HostFileSystem(directory, HostOptions.DEFAULT))) {
            continues(saved, new HostFileSystem(directory, HostOptions.DEFAULT));
        }
    }
}
