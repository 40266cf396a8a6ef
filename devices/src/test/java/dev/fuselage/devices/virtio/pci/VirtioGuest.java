package dev.fuselage.devices.virtio.pci;

import dev.fuselage.devices.virtio.DriverRing;
import dev.fuselage.devices.virtio.VirtioDevice;
import dev.fuselage.devices.virtio.VirtioFeature;
import dev.fuselage.machine.Machine;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.interrupt.WiredInterrupts;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.HostMemory;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.machine.time.Timer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A guest in a few lines: finds the device in configuration space, places its BARs and drives it
 * through registers and rings, with nothing of the device's own code.
 *
 * @param <D> the device
 */
public class VirtioGuest<D extends VirtioDevice> implements AutoCloseable {

    public static final long FEATURES =
            VirtioFeature.VERSION_1
                    | VirtioFeature.INDIRECT_DESC
                    | VirtioFeature.EVENT_IDX
                    | VirtioFeature.RING_RESET;

    public static final int SLOT = 3;

    /** cfg_type values of the capabilities. */
    public static final int COMMON = 1;

    public static final int NOTIFY = 2;
    public static final int ISR = 3;
    public static final int DEVICE = 4;
    public static final int PCI_CFG = 5;
    public static final int SHARED_MEMORY = 8;

    /** device_status bits. */
    public static final int ACKNOWLEDGE = 1;

    public static final int DRIVER = 2;
    public static final int DRIVER_OK = 4;
    public static final int FEATURES_OK = 8;
    public static final int NEEDS_RESET = 64;

    /** Round prices, so that expected times can be read off. */
    public static final CostProfile COSTS =
            CostProfile.parse(
                    "test",
                    """
                    host.wakeup = 5000
                    vm.interrupt-injection = 1000
                    host.server-request = 100
                    """);

    public static final long RAM_BYTES = 32 << 20;
    private static final long RINGS = MemoryMap.RAM_BASE + 0x10_0000;
    private static final long BUFFERS = MemoryMap.RAM_BASE + 0x100_0000;
    public static final int BUFFER_BYTES = 0x1000;

    public final Simulation simulation;
    public final Machine machine;
    public final D device;
    public final GuestMemory memory;

    /** Identities of the interrupts that arrived. */
    public final List<Integer> interrupts = new ArrayList<>();

    private long nextRing = RINGS;
    private long nextBuffer = BUFFERS;

    /** Plugs in what {@code maker} makes for the guest's machine. */
    public VirtioGuest(Function<Machine, D> maker, Decisions decisions) {
        simulation = new Simulation(COSTS, decisions, 1);
        machine = new Machine(simulation, "guest", RAM_BYTES, 2);
        memory = machine.memory();
        device = maker.apply(machine);
        machine.pci().plug(SLOT, new VirtioPciTransport(device));
        machine.connectCpus((cpu, identity) -> interrupts.add(identity));
        placeBars();
    }

    // Configuration space.

    public final long config(int register) {
        return MemoryMap.ECAM_BASE + ((long) SLOT << 15) + register;
    }

    /** Gives each BAR an address and lets the function answer there and be bus master. */
    public final void placeBars() {
        long base32 = MemoryMap.PCI_MMIO32_BASE;
        long base64 = MemoryMap.pciMmio64Base(RAM_BYTES);
        for (int bar = 0; bar < 6; bar++) {
            long at = config(0x10 + 4 * bar);
            memory.write32(at, -1);
            int low = memory.read32(at);
            if (low == 0) {
                continue;
            }
            boolean wide = (low & 6) == 4;
            if (wide) {
                memory.write32(at + 4, -1);
                long mask = (low & ~0xfL & 0xffff_ffffL) | (long) memory.read32(at + 4) << 32;
                long size = -mask;
                base64 = (base64 + size - 1) & -size;
                memory.write32(at, (int) base64);
                memory.write32(at + 4, (int) (base64 >>> 32));
                base64 += size;
                bar++;
            } else {
                long size = -(low & ~0xf) & 0xffff_ffffL;
                base32 = (base32 + size - 1) & -size;
                memory.write32(at, (int) base32);
                base32 += size;
            }
        }
        memory.write16(config(4), 6);
    }

    public final long barAddress(int bar) {
        long low = memory.read32(config(0x10 + 4 * bar)) & 0xffff_ffffL;
        boolean wide = (low & 6) == 4;
        long high = wide ? memory.read32(config(0x14 + 4 * bar)) & 0xffff_ffffL : 0;
        return (low & ~0xfL) | high << 32;
    }

    /** Configuration space offset of a virtio capability, or 0. */
    public final int capability(int type) {
        for (int at = memory.read8(config(0x34)); at != 0; at = memory.read8(config(at + 1))) {
            if (memory.read8(config(at)) == 9 && memory.read8(config(at + 3)) == type) {
                return at;
            }
        }
        return 0;
    }

    /** Configuration space offset of the MSI-X capability. */
    public final int msixCapability() {
        int at = memory.read8(config(0x34));
        while (memory.read8(config(at)) != 0x11) {
            at = memory.read8(config(at + 1));
        }
        return at;
    }

    /** Address of a structure's byte. */
    public final long structure(int type, long offset) {
        int at = capability(type);
        return barAddress(memory.read8(config(at + 4))) + memory.read32(config(at + 8)) + offset;
    }

    public final void enableMsix() {
        long table = barAddress(1);
        int vectors = (memory.read16(config(msixCapability() + 2)) & 0x7ff) + 1;
        for (int vector = 0; vector < vectors; vector++) {
            memory.write32(table + 16L * vector, (int) MemoryMap.MSI_BASE);
            memory.write32(table + 16L * vector + 4, 0);
            memory.write32(table + 16L * vector + 8, identity(vector));
            memory.write32(table + 16L * vector + 12, 0);
        }
        memory.write16(config(msixCapability() + 2), 0x8000);
    }

    /** The message that a vector sends. */
    public static int identity(int vector) {
        return 100 + vector;
    }

    /** The identity with which the slot's INTx line rises. */
    public static int intx() {
        return WiredInterrupts.WIRED_BASE + SLOT % WiredInterrupts.LINES;
    }

    // Common configuration.

    public final int status() {
        return memory.read8(structure(COMMON, 20));
    }

    public final void status(int value) {
        memory.write8(structure(COMMON, 20), value);
    }

    public final long offered() {
        memory.write32(structure(COMMON, 0), 0);
        long low = memory.read32(structure(COMMON, 4)) & 0xffff_ffffL;
        memory.write32(structure(COMMON, 0), 1);
        return low | (long) memory.read32(structure(COMMON, 4)) << 32;
    }

    /** Reset, up to and including FEATURES_OK. */
    public final void negotiate(long features) {
        status(0);
        status(ACKNOWLEDGE);
        status(ACKNOWLEDGE | DRIVER);
        memory.write32(structure(COMMON, 8), 0);
        memory.write32(structure(COMMON, 12), (int) features);
        memory.write32(structure(COMMON, 8), 1);
        memory.write32(structure(COMMON, 12), (int) (features >>> 32));
        status(ACKNOWLEDGE | DRIVER | FEATURES_OK);
    }

    public final void select(int queue) {
        memory.write16(structure(COMMON, 22), queue);
    }

    public final int queue16(int field) {
        return memory.read16(structure(COMMON, field));
    }

    public final void queue16(int field, int value) {
        memory.write16(structure(COMMON, field), value);
    }

    public final void queue64(int field, long value) {
        memory.write32(structure(COMMON, field), (int) value);
        memory.write32(structure(COMMON, field + 4), (int) (value >>> 32));
    }

    /** Gives a queue a fresh ring and enables it, with vector index + 1. */
    public final DriverRing enableQueue(int index, int size, long features) {
        boolean packed = (features & VirtioFeature.RING_PACKED) != 0;
        boolean eventIndex = (features & VirtioFeature.EVENT_IDX) != 0;
        DriverRing ring = DriverRing.at(memory, ringSpace(size), size, packed, eventIndex);
        select(index);
        queue16(24, size);
        queue16(26, index + 1);
        queue64(32, ring.descriptorArea());
        queue64(40, ring.driverArea());
        queue64(48, ring.deviceArea());
        queue16(28, 1);
        return ring;
    }

    /** Zeroed pages for a ring; the oldest rings are given up when there are too many. */
    private long ringSpace(int size) {
        long bytes = DriverRing.bytes(size) + 0xfff & ~0xfffL;
        if (nextRing + bytes > BUFFERS) {
            nextRing = RINGS;
        }
        long at = nextRing;
        nextRing += bytes;
        HostMemory.fill(memory.address(at, bytes), bytes, (byte) 0);
        return at;
    }

    /** Everything up to DRIVER_OK, with MSI-X. */
    public final List<DriverRing> start(long features) {
        enableMsix();
        negotiate(features);
        queue16(16, 0);
        List<DriverRing> mine = new ArrayList<>();
        int queues = memory.read16(structure(COMMON, 18));
        for (int index = 0; index < queues; index++) {
            select(index);
            mine.add(enableQueue(index, queue16(24), features));
        }
        status(ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK);
        return mine;
    }

    public final void kick(int queue) {
        memory.write16(structure(NOTIFY, 4L * queue), queue);
    }

    // Buffers and time.

    /** A page of guest memory. */
    public final long buffer() {
        long at = nextBuffer;
        nextBuffer += BUFFER_BYTES;
        if (nextBuffer >= MemoryMap.RAM_BASE + RAM_BYTES) {
            nextBuffer = BUFFERS;
        }
        return at;
    }

    /** A snapshot of everything but this driver. */
    public final byte[] save() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (SnapshotWriter to = new SnapshotWriter(bytes)) {
            to.section("simulation", simulation);
            to.section("machine", machine);
        }
        return bytes.toByteArray();
    }

    /** Makes this machine go on as the one that was saved. */
    public final void load(byte[] file) {
        try (SnapshotReader from = new SnapshotReader(new ByteArrayInputStream(file))) {
            from.section("simulation", simulation);
            from.section("machine", machine);
            from.finish();
        }
        simulation.checkLoaded();
    }

    /** Puts memory where another guest, whose machine was loaded into this one, would put it. */
    protected final void continueAfter(VirtioGuest<D> other) {
        nextRing = other.nextRing;
        nextBuffer = other.nextBuffer;
    }

    /** Runs what is due before a virtual time. */
    public final void runTo(long time) {
        boolean[] reached = {false};
        simulation.schedule(
                new Timer("stop") {
                    @Override
                    protected void expire() {
                        reached[0] = true;
                    }
                },
                time);
        var _ = simulation.run(() -> reached[0]);
    }

    /** Runs until nothing is left to do. */
    public final void run() {
        var _ = simulation.run(() -> false);
    }

    @Override
    public void close() {
        machine.close();
    }
}
