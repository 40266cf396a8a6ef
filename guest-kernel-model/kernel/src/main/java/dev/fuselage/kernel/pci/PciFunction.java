package dev.fuselage.kernel.pci;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.irq.InterruptController;
import dev.fuselage.kernel.irq.Irq;
import dev.fuselage.kernel.log.KernelLog;
import java.util.BitSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A PCI function as the guest knows it ({@code struct pci_dev}). */
public final class PciFunction {
    /** Standard BARs of a type 0 header. */
    public static final int BARS = 6;

    /** Longest capability list that fits in 256 bytes; guards against a list with a loop. */
    private static final int MAX_CAPABILITIES = 48;

    private final IoMemory io;
    private final InterruptController interrupts;
    private final KernelLog log;
    private final long config;
    private final int slot;
    private final int vendor;
    private final int device;
    private final int classCode;
    private final int revision;
    private final int subsystemVendor;
    private final int subsystemDevice;
    private final int pin;
    private final @Nullable PciResource[] bars = new @Nullable PciResource[BARS];
    private @Nullable MsixVectors msix;
    private @Nullable String driver;

    PciFunction(IoMemory io, InterruptController interrupts, KernelLog log, long config, int slot) {
        this.io = io;
        this.interrupts = interrupts;
        this.log = log;
        this.config = config;
        this.slot = slot;
        int id = io.read32(config + PciConfig.VENDOR_ID);
        vendor = id & 0xffff;
        device = id >>> 16;
        int classAndRevision = io.read32(config + PciConfig.REVISION_ID);
        revision = classAndRevision & 0xff;
        classCode = classAndRevision >>> 8;
        int subsystem = io.read32(config + PciConfig.SUBSYSTEM_VENDOR_ID);
        subsystemVendor = subsystem & 0xffff;
        subsystemDevice = subsystem >>> 16;
        pin = io.read8(config + PciConfig.INTERRUPT_PIN);
    }

    // ---- identity

    /** {@code pci_name()}: {@code 0000:00:01.0}. */
    public String name() {
        return String.format(Locale.ROOT, "0000:00:%02x.0", slot);
    }

    public int slot() {
        return slot;
    }

    public int vendor() {
        return vendor;
    }

    public int device() {
        return device;
    }

    /** Base class, sub-class and programming interface, 24 bits. */
    public int classCode() {
        return classCode;
    }

    public int revision() {
        return revision;
    }

    public int subsystemVendor() {
        return subsystemVendor;
    }

    public int subsystemDevice() {
        return subsystemDevice;
    }

    /** Name of the driver bound to it; null when none is. */
    public @Nullable String driver() {
        return driver;
    }

    public void setDriver(@Nullable String name) {
        driver = name;
    }

    /** One line as {@code lspci -nn} prints it. */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "%02x:%02x.0 %s [%04x]: %s [%04x:%04x] (rev %02x)",
                0,
                slot,
                PciNames.className(classCode),
                classCode >>> 8,
                PciNames.deviceName(vendor, device),
                vendor,
                device,
                revision);
    }

    // ---- configuration space

    public int readConfig8(int offset) {
        return io.read8(config + offset);
    }

    public int readConfig16(int offset) {
        return io.read16(config + offset);
    }

    public int readConfig32(int offset) {
        return io.read32(config + offset);
    }

    public void writeConfig16(int offset, int value) {
        io.write16(config + offset, value);
    }

    public void writeConfig32(int offset, int value) {
        io.write32(config + offset, value);
    }

    /** {@code pci_find_capability()}: offset of the first capability of that kind; 0 for none. */
    public int findCapability(int id) {
        boolean hasList = (readConfig16(PciConfig.STATUS) & PciConfig.STATUS_CAPABILITY_LIST) != 0;
        return hasList ? follow(readConfig8(PciConfig.CAPABILITY_LIST), id) : 0;
    }

    /**
     * {@code pci_find_next_capability()}: the next of that kind behind the one at {@code offset}; 0
     * for none.
     */
    public int findNextCapability(int offset, int id) {
        return follow(readConfig8(offset + 1), id);
    }

    private int follow(int from, int id) {
        int offset = from & ~3;
        for (int i = 0; i < MAX_CAPABILITIES && offset >= 0x40; i++) {
            int head = readConfig16(offset);
            if ((head & 0xff) == 0xff) {
                return 0;
            }
            if ((head & 0xff) == id) {
                return offset;
            }
            offset = head >>> 8 & ~3;
        }
        return 0;
    }

    // ---- BARs

    /** The BAR with that index; null when the function does not have it. */
    public @Nullable PciResource bar(int index) {
        return bars[index];
    }

    void setBar(PciResource bar) {
        bars[bar.index()] = bar;
    }

    /** Device registers of this function and others. */
    public IoMemory io() {
        return io;
    }

    /** {@code pci_enable_device()}: lets it decode memory; -EINVAL when a BAR has no place. */
    public int enable() {
        for (PciResource bar : bars) {
            if (bar != null && !bar.isAssigned()) {
                log.print("pci %s: %s: not assigned; can't enable device".formatted(name(), bar));
                return -Errno.EINVAL;
            }
        }
        int before = readConfig16(PciConfig.COMMAND);
        int after = before | PciConfig.COMMAND_MEMORY;
        if (after != before) {
            log.print(
                    String.format(
                            Locale.ROOT,
                            "virtio-pci %s: enabling device (%04x -> %04x)",
                            name(),
                            before,
                            after));
            writeConfig16(PciConfig.COMMAND, after);
        }
        return 0;
    }

    /** {@code pci_set_master()}: lets it read and write memory. */
    public void setMaster() {
        setCommand(PciConfig.COMMAND_MASTER, true);
    }

    /** {@code pci_disable_device()}: takes bus mastering away. */
    public void disable() {
        setCommand(PciConfig.COMMAND_MASTER, false);
    }

    void setCommand(int bit, boolean on) {
        int before = readConfig16(PciConfig.COMMAND);
        int after = on ? before | bit : before & ~bit;
        if (after != before) {
            writeConfig16(PciConfig.COMMAND, after);
        }
    }

    // ---- interrupts

    public InterruptController interrupts() {
        return interrupts;
    }

    /** The wired interrupt; null when the function uses no pin. */
    public @Nullable Irq wiredIrq() {
        return pin == 0 ? null : interrupts.wire((slot + pin - 1) % 4);
    }

    /** The message vectors in use; null without MSI-X. */
    public @Nullable MsixVectors msix() {
        return msix;
    }

    /**
     * {@code pci_alloc_irq_vectors_affinity()}: exactly that many MSI-X vectors, one CPU mask each.
     *
     * @return 0, -ENOSPC when there are not as many, -EINVAL without the capability
     */
    public int allocateVectors(BitSet[] masks) {
        MsixVectors vectors = new MsixVectors(this);
        int result = vectors.enable(masks);
        msix = result == 0 ? vectors : null;
        return result;
    }

    /** {@code pci_free_irq_vectors()}. */
    public void freeVectors() {
        MsixVectors vectors = msix;
        if (vectors != null) {
            vectors.disable();
            msix = null;
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
