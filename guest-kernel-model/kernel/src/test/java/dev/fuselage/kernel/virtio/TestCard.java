package dev.fuselage.kernel.virtio;

import dev.fuselage.machine.Machine;
import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.pci.BarKind;
import dev.fuselage.machine.pci.Msix;
import dev.fuselage.machine.pci.PciDevice;
import dev.fuselage.machine.pci.PciIdentity;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A virtio-PCI card for tests of the driver, written from the specification (virtio 1.2, 4.1) on
 * its own. It can be made wrong in the ways that the driver has to survive.
 */
public final class TestCard extends PciDevice {
    private static final int VENDOR = 0x1af4;
    private static final int COMMON = 0;
    private static final int ISR = 0x1000;
    private static final int CONFIG = 0x2000;
    private static final int NOTIFY = 0x3000;

    /** How the card is made. */
    public static final class Options {
        public int deviceId = 26;
        public long features =
                VirtioFeatures.VERSION_1 | VirtioFeatures.INDIRECT_DESC | VirtioFeatures.EVENT_IDX;
        public int queues = 2;
        public int queueSize = 16;
        public int vectors = 3;
        public byte[] config = new byte[40];
        public long sharedMemory;
        public int sharedMemoryCapLength = 24;
        public boolean withNotify = true;
        public boolean refusesFeatures;
        public boolean refusesQueueVectors;
        public int notifyMultiplier = 4;
    }

    /** What the driver has set for a queue. */
    public static final class Queue {
        public int size;
        public int vector = 0xffff;
        public boolean enabled;
        public long descriptors;
        public long driver;
        public long device;
        @Nullable TestRing ring;
    }

    public final Queue[] queues;
    public final StringBuilder statusHistory = new StringBuilder();
    public int status;
    public long driverFeatures;
    public int configVector = 0xffff;
    public int resets;

    private final Options options;
    private final Machine machine;
    private final @Nullable Msix msix;
    private IntConsumer notified = queue -> {};
    private int deviceSelect;
    private int driverSelect;
    private int queueSelect;
    private int isr;

    public TestCard(Machine machine, Options options) {
        super(
                new PciIdentity(
                        VENDOR,
                        0x1040 + options.deviceId,
                        0x018000,
                        1,
                        VENDOR,
                        0x1040 + options.deviceId));
        this.machine = machine;
        this.options = options;
        queues = new Queue[options.queues];
        forget();
        memoryBar(4, 0x4000, BarKind.MEMORY_64_PREFETCHABLE, new Registers());
        structure(1, COMMON, 0x1000);
        structure(3, ISR, 0x1000);
        structure(4, CONFIG, 0x1000);
        if (options.withNotify) {
            byte[] body = Arrays.copyOf(body(16, 2, 4, 0, NOTIFY, 0x1000), 18);
            body[14] = (byte) options.notifyMultiplier;
            addCapability(9, body, new byte[18]);
        }
        if (options.sharedMemory > 0) {
            hostMemoryBar(2, Arena.ofAuto().allocate(options.sharedMemory, 4096));
            byte[] body =
                    Arrays.copyOf(
                            body(
                                    options.sharedMemoryCapLength,
                                    8,
                                    2,
                                    0,
                                    0,
                                    (int) options.sharedMemory),
                            22);
            addCapability(9, body, new byte[22]);
        }
        Msix vectors = null;
        if (options.vectors > 0) {
            memoryBar(
                    1,
                    0x1000,
                    BarKind.MEMORY_32,
                    new MmioRegion() {
                        @Override
                        public long read(long offset, int size) {
                            return 0;
                        }

                        @Override
                        public void write(long offset, int size, long value) {}
                    });
            vectors = msix(options.vectors, 1, 0, 0x800);
        }
        msix = vectors;
    }

    private void structure(int type, int offset, int length) {
        byte[] body = body(16, type, 4, 0, offset, length);
        addCapability(9, body, new byte[body.length]);
    }

    private static byte[] body(int capLength, int type, int bar, int id, int offset, int length) {
        byte[] body = new byte[14];
        body[0] = (byte) capLength;
        body[1] = (byte) type;
        body[2] = (byte) bar;
        body[3] = (byte) id;
        for (int i = 0; i < 4; i++) {
            body[6 + i] = (byte) (offset >>> (8 * i));
            body[10 + i] = (byte) (length >>> (8 * i));
        }
        return body;
    }

    /** Who is told when the driver rings the bell of a queue. */
    public void onNotify(IntConsumer listener) {
        notified = listener;
    }

    /** The device's side of a queue that the driver has enabled. */
    public TestRing ring(int index) {
        Queue queue = queues[index];
        TestRing ring = queue.ring;
        if (ring == null) {
            throw new AssertionError("queue " + index + " is not enabled");
        }
        return ring;
    }

    /** Tells the driver that buffers of the queue were used. */
    public void interrupt(int queue) {
        if (msix != null && msix.enabled()) {
            if (queues[queue].vector != 0xffff) {
                msix.notify(queues[queue].vector);
            }
        } else {
            isr |= 1;
            setIntx(true);
        }
    }

    /** Tells the driver that the configuration changed. */
    public void interruptConfig() {
        if (msix != null && msix.enabled()) {
            msix.notify(configVector);
        } else {
            isr |= 2;
            setIntx(true);
        }
    }

    private void forget() {
        for (int i = 0; i < queues.length; i++) {
            queues[i] = new Queue();
            queues[i].size = options.queueSize;
        }
        status = 0;
        configVector = 0xffff;
    }

    private void writeStatus(int value) {
        statusHistory.append(Integer.toHexString(value)).append(' ');
        if (value == 0) {
            resets++;
            forget();
        } else {
            status = options.refusesFeatures ? value & ~8 : value;
        }
    }

    private final class Registers implements MmioRegion {
        @Override
        public long read(long offset, int size) {
            if (offset >= CONFIG && offset < NOTIFY) {
                long value = 0;
                for (int i = 0; i < size; i++) {
                    int at = (int) offset - CONFIG + i;
                    value |=
                            (at < options.config.length ? options.config[at] & 0xffL : 0)
                                    << (8 * i);
                }
                return value;
            }
            if (offset == ISR) {
                int value = isr;
                isr = 0;
                setIntx(false);
                return value;
            }
            Queue queue = queueSelect < queues.length ? queues[queueSelect] : new Queue();
            return switch ((int) offset) {
                case 4 -> (options.features >>> (32 * deviceSelect)) & 0xffff_ffffL;
                case 16 -> configVector;
                case 18 -> queues.length;
                case 20 -> status;
                case 22 -> queueSelect;
                case 24 -> queue.size;
                case 26 -> queue.vector;
                case 28 -> queue.enabled ? 1 : 0;
                case 30 -> queueSelect;
                default -> 0;
            };
        }

        @Override
        public void write(long offset, int size, long value) {
            if (offset >= NOTIFY) {
                notified.accept((int) (value & 0xffff));
                return;
            }
            Queue queue = queueSelect < queues.length ? queues[queueSelect] : new Queue();
            switch ((int) offset) {
                case 0 -> deviceSelect = (int) value;
                case 8 -> driverSelect = (int) value;
                case 12 ->
                        driverFeatures =
                                driverSelect == 0
                                        ? low(driverFeatures, value)
                                        : high(driverFeatures, value);
                case 16 -> configVector = (int) value;
                case 20 -> writeStatus((int) value);
                case 22 -> queueSelect = (int) value;
                case 24 -> queue.size = (int) value;
                case 26 -> queue.vector = options.refusesQueueVectors ? 0xffff : (int) value;
                case 28 -> enable(queue);
                case 32 -> queue.descriptors = low(queue.descriptors, value);
                case 36 -> queue.descriptors = high(queue.descriptors, value);
                case 40 -> queue.driver = low(queue.driver, value);
                case 44 -> queue.driver = high(queue.driver, value);
                case 48 -> queue.device = low(queue.device, value);
                case 52 -> queue.device = high(queue.device, value);
                default ->
                        throw new AssertionError("write of 0x%x to 0x%x".formatted(value, offset));
            }
        }

        private static long low(long field, long value) {
            return (field & ~0xffff_ffffL) | value;
        }

        private static long high(long field, long value) {
            return (field & 0xffff_ffffL) | (value << 32);
        }

        private void enable(Queue queue) {
            queue.enabled = true;
            queue.ring =
                    TestRing.of(
                            machine.memory(),
                            queue.size,
                            queue.descriptors,
                            queue.driver,
                            queue.device,
                            (driverFeatures & VirtioFeatures.RING_PACKED) != 0);
        }
    }
}
