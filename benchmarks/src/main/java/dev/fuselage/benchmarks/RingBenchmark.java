package dev.fuselage.benchmarks;

import dev.fuselage.devices.virtio.VirtioFeature;
import dev.fuselage.kernel.log.KernelLog;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.virtio.DmaMemory;
import dev.fuselage.kernel.virtio.ScatterList;
import dev.fuselage.kernel.virtio.VirtqueueDriver;
import dev.fuselage.machine.Machine;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does a virtqueue cost: a buffer put in by the driver, taken and returned by the device,
 * taken out by the driver?
 *
 * <p>{@code roundTrip} is all of it. {@code deviceSide} is the device's part and the two or three
 * stores that make the same buffer available again; the difference is the driver's part. A buffer
 * of more than one descriptor lies in an indirect table, as those of virtio-fs do.
 *
 * <pre>{@code java -jar benchmarks.jar RingBenchmark -prof gc}</pre>
 */
public class RingBenchmark extends Measured {
    private static final int BUFFERS = 1000;
    private static final int QUEUE_SIZE = 128;
    private static final int PIECE = 4096;
    private static final long RAM = 64L << 20;

    /** Ring format. */
    @Param({"split", "packed"})
    private String format;

    /** Descriptors of a buffer; half of them for the device to write. */
    @Param({"1", "4", "64"})
    private int pieces;

    private final ScatterList buffer = new ScatterList();
    private Machine machine;
    private VirtqueueDriver driver;
    private LoopbackDevice device;
    private TaskLoop guest;
    private LoopbackDevice replayedDevice;
    private RingReplay replay;
    private long nextFree = MemoryMap.RAM_BASE;

    @Setup
    public void connect() {
        Simulation simulation = new Simulation(CostProfile.standard(), Decisions.CLOCK, 1);
        machine = new Machine(simulation, "guest", RAM, 1);
        TaskScheduler scheduler = new TaskScheduler(simulation, 1, "guest");
        boolean packed = format.equals("packed");
        long features =
                VirtioFeature.VERSION_1
                        | VirtioFeature.INDIRECT_DESC
                        | VirtioFeature.EVENT_IDX
                        | (packed ? VirtioFeature.RING_PACKED : 0);
        for (int i = 0; i < pieces; i++) {
            if (i < (pieces + 1) / 2) {
                buffer.addOut(allocate(PIECE), PIECE);
            } else {
                buffer.addIn(allocate(PIECE), PIECE);
            }
        }
        device = new LoopbackDevice(machine.memory(), QUEUE_SIZE);
        driver = driver(scheduler, features);
        device.start(features, driver.descriptorArea(), driver.driverArea(), driver.deviceArea());
        guest = new TaskLoop(scheduler);
        scheduler.kthread("driver", -1, () -> guest.run(this::exchange));
        guest.awaitStart();

        replayedDevice = new LoopbackDevice(machine.memory(), QUEUE_SIZE);
        replay = new RingReplay(machine.memory(), packed, QUEUE_SIZE, buffer, this::allocate);
        replay.start(replayedDevice, features);
    }

    private VirtqueueDriver driver(TaskScheduler scheduler, long features) {
        DmaMemory dma = this::allocate;
        return VirtqueueDriver.create(
                new VirtqueueDriver.Setup(
                        0,
                        "requests.0",
                        "benchmark",
                        QUEUE_SIZE,
                        features,
                        scheduler,
                        machine.memory(),
                        dma,
                        new KernelLog(scheduler),
                        queue -> {},
                        null));
    }

    private long allocate(long bytes) {
        long gpa = nextFree;
        nextFree += (bytes + GuestMemory.PAGE_SIZE - 1) & -GuestMemory.PAGE_SIZE;
        return gpa;
    }

    @TearDown
    public void close() {
        machine.close();
    }

    private void exchange() {
        for (int i = 0; i < BUFFERS; i++) {
            int error = driver.add(buffer, this);
            driver.kickPrepare();
            device.returnOne();
            if (error != 0 || !equals(driver.getBuf())) {
                throw new IllegalStateException("the ring lost a buffer: " + error);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(BUFFERS)
    public long roundTrip() {
        return guest.runRound();
    }

    @Benchmark
    @OperationsPerInvocation(BUFFERS)
    public long deviceSide() {
        long interrupts = 0;
        for (int i = 0; i < BUFFERS; i++) {
            replay.makeAvailable();
            interrupts += replayedDevice.returnOne() ? 1 : 0;
        }
        return interrupts;
    }
}
