package dev.fuselage.kernel.pci;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.irq.Irq;
import java.util.BitSet;

/**
 * The MSI-X vectors of a function ({@code drivers/pci/msi}; PCI Local Bus Specification 3.0,
 * 6.8.2).
 */
public final class MsixVectors {
    private static final int CONTROL = 2;
    private static final int TABLE = 4;

    private static final int CONTROL_SIZE_MASK = 0x7ff;
    private static final int CONTROL_MASK_ALL = 1 << 14;
    private static final int CONTROL_ENABLE = 1 << 15;
    private static final int TABLE_BAR_MASK = 7;

    private static final int ENTRY_SIZE = 16;
    private static final int ADDRESS_LOW = 0;
    private static final int ADDRESS_HIGH = 4;
    private static final int DATA = 8;
    private static final int VECTOR_CONTROL = 12;
    private static final int VECTOR_MASKED = 1;

    private final PciFunction function;
    private final int capability;
    private Irq[] irqs = {};
    private BitSet[] affinity = {};

    MsixVectors(PciFunction function) {
        this.function = function;
        this.capability = function.findCapability(PciConfig.CAP_MSIX);
    }

    /** {@code pci_enable_msix_range()} with as many vectors as masks. */
    int enable(BitSet[] masks) {
        long table = capability == 0 ? 0 : tableAddress();
        if (table == 0) {
            return -Errno.EINVAL;
        }
        int control = function.readConfig16(capability + CONTROL);
        if ((control & CONTROL_SIZE_MASK) + 1 < masks.length || !allocate(masks)) {
            return -Errno.ENOSPC;
        }
        // Masked as a whole while the entries are written, as one that is half written may fire.
        function.writeConfig16(capability + CONTROL, control | CONTROL_ENABLE | CONTROL_MASK_ALL);
        IoMemory io = function.io();
        for (int i = 0; i < irqs.length; i++) {
            long entry = table + (long) i * ENTRY_SIZE;
            io.write32(entry + VECTOR_CONTROL, VECTOR_MASKED);
            io.write32(entry + ADDRESS_LOW, (int) irqs[i].messageAddress());
            io.write32(entry + ADDRESS_HIGH, (int) (irqs[i].messageAddress() >>> 32));
            io.write32(entry + DATA, irqs[i].messageData());
            io.write32(entry + VECTOR_CONTROL, 0);
        }
        function.setCommand(PciConfig.COMMAND_INTX_DISABLE, true);
        function.writeConfig16(
                capability + CONTROL, (control & ~CONTROL_MASK_ALL) | CONTROL_ENABLE);
        affinity = masks;
        return 0;
    }

    /** Where the vector table is; 0 when its BAR is not there. */
    private long tableAddress() {
        int table = function.readConfig32(capability + TABLE);
        int index = table & TABLE_BAR_MASK;
        PciResource bar = index < PciFunction.BARS ? function.bar(index) : null;
        return bar == null ? 0 : bar.start() + (table & ~TABLE_BAR_MASK);
    }

    private boolean allocate(BitSet[] masks) {
        Irq[] all = new Irq[masks.length];
        for (int i = 0; i < masks.length; i++) {
            Irq irq = function.interrupts().allocate(masks[i]);
            if (irq == null) {
                for (int k = 0; k < i; k++) {
                    function.interrupts().release(all[k]);
                }
                return false;
            }
            all[i] = irq;
        }
        irqs = all;
        return true;
    }

    void disable() {
        int control = function.readConfig16(capability + CONTROL);
        function.writeConfig16(
                capability + CONTROL, control & ~(CONTROL_ENABLE | CONTROL_MASK_ALL));
        function.setCommand(PciConfig.COMMAND_INTX_DISABLE, false);
        for (Irq irq : irqs) {
            function.interrupts().release(irq);
        }
        irqs = new Irq[0];
    }

    public int count() {
        return irqs.length;
    }

    /** {@code pci_irq_vector()}. */
    public Irq irq(int vector) {
        return irqs[vector];
    }

    /** {@code pci_irq_get_affinity()}: the CPUs the vector was meant for. */
    public BitSet affinity(int vector) {
        return affinity[vector];
    }
}
