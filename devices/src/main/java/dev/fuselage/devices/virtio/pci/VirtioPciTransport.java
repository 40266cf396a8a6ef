package dev.fuselage.devices.virtio.pci;

import dev.fuselage.devices.virtio.SharedMemoryRegion;
import dev.fuselage.devices.virtio.VirtioDevice;
import dev.fuselage.devices.virtio.VirtioInterrupts;
import dev.fuselage.machine.host.DeviceInsight;
import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.pci.BarKind;
import dev.fuselage.machine.pci.Msix;
import dev.fuselage.machine.pci.PciDevice;
import dev.fuselage.machine.pci.PciIdentity;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtio device as a PCI function (virtio 1.2, section 4.1). The layout is QEMU's:
 *
 * <pre>
 * BAR 1  MSI-X table and pending bits
 * BAR 2  shared memory region, if the device has one; 64-bit prefetchable
 * BAR 4  0x0000 common configuration   0x1000 ISR status
 *        0x2000 device configuration   0x3000 notifications, 4 bytes a queue
 * </pre>
 *
 * <p>The shared memory has a BAR of its own because Linux claims every BAR that holds one of the
 * other structures as a whole.
 *
 * <p>Interrupts: one vector per queue and one for configuration changes, chosen by the driver, who
 * may give several events the same one. While MSI-X is disabled both kinds of event set a bit of
 * the ISR status and assert INTx until it is read.
 */
public final class VirtioPciTransport extends PciDevice implements VirtioInterrupts {

    /** PCI vendor id of all virtio devices. */
    public static final int VENDOR = 0x1af4;

    /** PCI device id of virtio device id 0; there are only non-transitional devices here. */
    public static final int FIRST_DEVICE = 0x1040;

    // Class codes, which are those that other machines give these devices.
    private static final int CLASS_STORAGE_OTHER = 0x018000;
    private static final int CLASS_COMMUNICATION_OTHER = 0x078000;
    private static final int CLASS_OTHER = 0x00ff00;

    private static final int CONSOLE = 3;
    private static final int FILE_SYSTEM = 26;

    private static final int REVISION = 1;

    private static final int MSIX_BAR = 1;
    private static final int SHARED_MEMORY_BAR = 2;
    private static final int STRUCTURES_BAR = 4;

    private static final int STRUCTURE_BYTES = 0x1000;
    private static final int COMMON = 0x0000;
    private static final int ISR = 0x1000;
    private static final int CONFIG = 0x2000;
    private static final int NOTIFY = 0x3000;
    private static final int STRUCTURES_BYTES = 0x4000;

    private static final int NOTIFY_MULTIPLIER = 4;

    private static final int ISR_QUEUE = 1;
    private static final int ISR_CONFIGURATION = 2;

    private static final int MSIX_ENTRY_BYTES = 16;
    private static final int MIN_MSIX_BAR_BYTES = 0x1000;

    private final VirtioDevice device;
    private final CommonConfiguration common;
    private final Structures structures = new Structures();
    private final Msix msix;
    private final int accessCapability;
    private int isr;

    /** The device, ready to be plugged into a slot. */
    public VirtioPciTransport(VirtioDevice device) {
        super(identity(device.deviceType()));
        if (device.queueCount() > STRUCTURE_BYTES / NOTIFY_MULTIPLIER) {
            throw new IllegalArgumentException(
                    "%d virtqueues do not fit into the notification structure"
                            .formatted(device.queueCount()));
        }
        this.device = device;
        int vectors = device.queueCount() + 1;
        this.common = new CommonConfiguration(device, this::resetDevice, vectors);
        memoryBar(STRUCTURES_BAR, STRUCTURES_BYTES, BarKind.MEMORY_64_PREFETCHABLE, structures);
        addStructures();
        addSharedMemory();
        this.accessCapability =
                addCapability(
                        VirtioCapability.PCI_CAP_ID_VNDR,
                        VirtioCapability.configurationAccess(),
                        VirtioCapability.configurationAccessMask());
        this.msix = addMsix(vectors);
        device.connect(this);
    }

    @Override
    public @Nullable DeviceInsight insight() {
        return device.insight();
    }

    private static PciIdentity identity(int deviceType) {
        int id = FIRST_DEVICE + deviceType;
        return new PciIdentity(VENDOR, id, classCode(deviceType), REVISION, VENDOR, id);
    }

    private static int classCode(int deviceType) {
        return switch (deviceType) {
            case CONSOLE -> CLASS_COMMUNICATION_OTHER;
            case FILE_SYSTEM -> CLASS_STORAGE_OTHER;
            default -> CLASS_OTHER;
        };
    }

    /** The table fills at most half of its BAR, and the pending bits start in the middle. */
    private Msix addMsix(int vectors) {
        long tableBytes = (long) vectors * MSIX_ENTRY_BYTES;
        long barBytes = Math.max(MIN_MSIX_BAR_BYTES, 2 * Long.highestOneBit(2 * tableBytes - 1));
        memoryBar(MSIX_BAR, barBytes, BarKind.MEMORY_32, new NoRegisters());
        return msix(vectors, MSIX_BAR, 0, barBytes / 2);
    }

    private void addStructures() {
        add(
                VirtioCapability.structure(
                        VirtioCapability.COMMON_CFG, STRUCTURES_BAR, COMMON, STRUCTURE_BYTES));
        add(
                VirtioCapability.structure(
                        VirtioCapability.ISR_CFG, STRUCTURES_BAR, ISR, STRUCTURE_BYTES));
        add(
                VirtioCapability.structure(
                        VirtioCapability.DEVICE_CFG, STRUCTURES_BAR, CONFIG, STRUCTURE_BYTES));
        add(
                VirtioCapability.notification(
                        STRUCTURES_BAR, NOTIFY, STRUCTURE_BYTES, NOTIFY_MULTIPLIER));
    }

    private void addSharedMemory() {
        List<SharedMemoryRegion> regions = device.sharedMemory();
        if (regions.size() > 1) {
            throw new IllegalArgumentException(
                    "%d shared memory regions, but one BAR for them".formatted(regions.size()));
        }
        for (SharedMemoryRegion region : regions) {
            hostMemoryBar(SHARED_MEMORY_BAR, region.content());
            long bytes = region.content().byteSize();
            add(VirtioCapability.sharedMemory(SHARED_MEMORY_BAR, region.id(), 0, bytes));
        }
    }

    private void add(byte[] body) {
        addCapability(VirtioCapability.PCI_CAP_ID_VNDR, body, new byte[body.length]);
    }

    /** The device behind this function. */
    public VirtioDevice device() {
        return device;
    }

    @Override
    public void usedBuffers(int queue) {
        if (msix.enabled()) {
            send(common.queueVector(queue));
        } else {
            isr |= ISR_QUEUE;
            setIntx(true);
        }
    }

    @Override
    public void configurationChanged() {
        isr |= ISR_CONFIGURATION;
        if (msix.enabled()) {
            send(common.configVector());
        } else {
            setIntx(true);
        }
    }

    private void send(int vector) {
        if (vector != CommonConfiguration.NO_VECTOR) {
            msix.notify(vector);
        }
    }

    private int takeIsr() {
        int value = isr;
        isr = 0;
        setIntx(false);
        return value;
    }

    @Override
    protected void reset() {
        super.reset();
        resetDevice();
    }

    private void resetDevice() {
        device.reset();
        common.forget();
        takeIsr();
    }

    /** Reading the access capability's data reads the structure it points at. */
    @Override
    protected int configReadHook(int offset, int size, int value) {
        if (!touchesAccessData(offset) || !accessAllowed()) {
            return value;
        }
        long read = structures.read(accessOffset(), accessLength());
        setConfigBytes(
                accessCapability + VirtioCapability.PCI_CFG_DATA, accessLength(), (int) read);
        return configBytes(offset, size);
    }

    /** Writing the access capability's data writes the structure it points at. */
    @Override
    protected void configWritten(int offset, int size, int value) {
        if (touchesAccessData(offset) && accessAllowed()) {
            int data = accessCapability + VirtioCapability.PCI_CFG_DATA;
            long written = configBytes(data, accessLength()) & 0xffff_ffffL;
            structures.write(accessOffset(), accessLength(), written);
        }
    }

    private boolean touchesAccessData(int offset) {
        int data = accessCapability + VirtioCapability.PCI_CFG_DATA;
        return offset >= data && offset < data + Integer.BYTES;
    }

    /** Only the structures may be reached, by accesses of a legal size that are aligned. */
    private boolean accessAllowed() {
        int length = accessLength();
        long offset = accessOffset();
        return configBytes(accessCapability + VirtioCapability.CAP_BAR, 1) == STRUCTURES_BAR
                && (length == 1 || length == 2 || length == 4)
                && offset % length == 0
                && offset <= STRUCTURES_BYTES - length;
    }

    private long accessOffset() {
        return configBytes(accessCapability + VirtioCapability.CAP_OFFSET, 4) & 0xffff_ffffL;
    }

    private int accessLength() {
        return configBytes(accessCapability + VirtioCapability.CAP_LENGTH, 4);
    }

    /** Writes the transport's registers and the device behind it. */
    @Override
    public void save(SnapshotWriter to) {
        common.save(to);
        to.putInt(isr);
        to.section("virtio device", device);
    }

    @Override
    public void load(SnapshotReader from) {
        common.load(from);
        isr = from.getInt(0, ISR_QUEUE | ISR_CONFIGURATION);
        from.section("virtio device", device);
    }

    /** The four structures side by side in their BAR. */
    private final class Structures implements MmioRegion {

        @Override
        public long read(long offset, int size) {
            long within = offset % STRUCTURE_BYTES;
            return switch ((int) offset - (int) within) {
                case COMMON -> common.read(within, size);
                case ISR -> within == 0 ? takeIsr() : 0;
                case CONFIG -> readConfig((int) within, size);
                default -> 0;
            };
        }

        @Override
        public void write(long offset, int size, long value) {
            long within = offset % STRUCTURE_BYTES;
            switch ((int) offset - (int) within) {
                case COMMON -> common.write(within, size, value);
                case CONFIG -> device.writeConfig((int) within, size, value);
                case NOTIFY -> notified(within);
                // The ISR status is read-only.
                default -> {}
            }
        }

        private long readConfig(int offset, int size) {
            long value = 0;
            for (int i = 0; i < size; i++) {
                value |= (long) device.readConfig(offset + i) << (8 * i);
            }
            return value;
        }

        /** Every queue has an address of its own, so what was written need not be looked at. */
        private void notified(long offset) {
            if (offset % NOTIFY_MULTIPLIER == 0) {
                device.kick((int) offset / NOTIFY_MULTIPLIER);
            }
        }
    }

    /** What is left of the MSI-X BAR around the table and the pending bits. */
    private static final class NoRegisters implements MmioRegion {

        @Override
        public long read(long offset, int size) {
            return 0;
        }

        @Override
        public void write(long offset, int size, long value) {}
    }
}
