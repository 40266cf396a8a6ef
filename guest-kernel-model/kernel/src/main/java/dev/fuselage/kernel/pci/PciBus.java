package dev.fuselage.kernel.pci;

import dev.fuselage.kernel.irq.InterruptController;
import dev.fuselage.kernel.log.KernelLog;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.pci.PciHost;
import dev.fuselage.machine.pci.PciWindow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Bus 0 as the guest finds it: scans the slots, sizes the BARs and places them ({@code
 * drivers/pci/probe.c}, {@code setup-bus.c}).
 *
 * <p>64-bit prefetchable BARs go into the window above RAM, all others into the one below 4 GiB;
 * larger alignments first, each at the lowest address that is free.
 */
public final class PciBus {
    private static final int NO_VENDOR = 0xffff;
    private static final int SLOT_SHIFT = 15;

    private final IoMemory io;
    private final InterruptController interrupts;
    private final KernelLog log;
    private final PciWindow window32;
    private final PciWindow window64;
    private final List<PciFunction> functions = new ArrayList<>();

    /** The windows of the host bridge are what firmware tables would tell. */
    public PciBus(
            IoMemory io,
            InterruptController interrupts,
            KernelLog log,
            PciWindow window32,
            PciWindow window64) {
        this.io = io;
        this.interrupts = interrupts;
        this.log = log;
        this.window32 = window32;
        this.window64 = window64;
    }

    /** Functions found, by slot. */
    public List<PciFunction> functions() {
        return Collections.unmodifiableList(functions);
    }

    /**
     * {@code pci_scan_root_bus_bridge()} and {@code pci_assign_unassigned_root_bus_resources()}.
     */
    public void enumerate() {
        log.print("pci_bus 0000:00: root bus resource [bus 00-ff]");
        log.print("pci_bus 0000:00: root bus resource " + words(window32, ""));
        log.print("pci_bus 0000:00: root bus resource " + words(window64, " pref"));
        for (int slot = 0; slot < PciHost.SLOTS; slot++) {
            long config = MemoryMap.ECAM_BASE + ((long) slot << SLOT_SHIFT);
            if ((io.read32(config + PciConfig.VENDOR_ID) & 0xffff) != NO_VENDOR) {
                scan(config, slot);
            }
        }
        assign();
    }

    private static String words(PciWindow window, String kind) {
        return String.format(
                Locale.ROOT,
                "[mem %#010x-%#010x%s window]",
                window.base(),
                window.base() + window.size() - 1,
                kind);
    }

    private void scan(long config, int slot) {
        PciFunction function = new PciFunction(io, interrupts, log, config, slot);
        if ((function.readConfig8(PciConfig.HEADER_TYPE) & PciConfig.HEADER_TYPE_MASK) != 0) {
            log.print("pci %s: unknown header type, ignoring device".formatted(function.name()));
            return;
        }
        log.print(
                String.format(
                        Locale.ROOT,
                        "pci %s: [%04x:%04x] type 00 class %#08x conventional PCI endpoint",
                        function.name(),
                        function.vendor(),
                        function.device(),
                        function.classCode()));
        int index = 0;
        while (index < PciFunction.BARS) {
            PciResource bar = readBar(function, index);
            if (bar != null) {
                function.setBar(bar);
                log.print("pci %s: %s".formatted(function.name(), bar));
            }
            index += bar != null && bar.is64Bit() ? 2 : 1;
        }
        functions.add(function);
    }

    /**
     * {@code __pci_read_base()}: writes ones and sees which bits stick; null for none and for I/O,
     * which this machine does not have.
     */
    private @Nullable PciResource readBar(PciFunction function, int index) {
        int command = function.readConfig16(PciConfig.COMMAND);
        int decoding = PciConfig.COMMAND_IO | PciConfig.COMMAND_MEMORY;
        if ((command & decoding) != 0) {
            // A BAR full of ones must not answer anywhere.
            function.writeConfig16(PciConfig.COMMAND, command & ~decoding);
        }
        int register = PciConfig.BAR0 + Integer.BYTES * index;
        int low = function.readConfig32(register);
        long mask = sizeMask(function, register, low) & 0xffff_ffffL;
        long address = low & ~PciConfig.BAR_MEMORY_FLAGS & 0xffff_ffffL;
        boolean is64Bit =
                (low & PciConfig.BAR_IO) == 0
                        && (low & PciConfig.BAR_TYPE_MASK) == PciConfig.BAR_TYPE_64;
        if (is64Bit) {
            int high = function.readConfig32(register + Integer.BYTES);
            mask |= (long) sizeMask(function, register + Integer.BYTES, high) << 32;
            address |= (long) high << 32;
        } else {
            mask |= -1L << 32;
        }
        if ((command & decoding) != 0) {
            function.writeConfig16(PciConfig.COMMAND, command);
        }
        long sticking = mask & ~PciConfig.BAR_MEMORY_FLAGS;
        boolean isMemory =
                (low & PciConfig.BAR_IO) == 0 && (sticking & (is64Bit ? -1L : 0xffff_ffffL)) != 0;
        return isMemory
                ? new PciResource(
                        index,
                        address,
                        Long.lowestOneBit(sticking),
                        is64Bit,
                        (low & PciConfig.BAR_PREFETCH) != 0)
                : null;
    }

    private static int sizeMask(PciFunction function, int register, int value) {
        function.writeConfig32(register, -1);
        int mask = function.readConfig32(register);
        function.writeConfig32(register, value);
        return mask;
    }

    // ---- placing

    private record Wanted(PciFunction function, PciResource bar) {}

    private void assign() {
        List<Wanted> wanted = new ArrayList<>();
        for (PciFunction function : functions) {
            for (int i = 0; i < PciFunction.BARS; i++) {
                PciResource bar = function.bar(i);
                if (bar != null) {
                    wanted.add(new Wanted(function, bar));
                }
            }
        }
        // Stable: of equal alignments the one found first.
        wanted.sort(Comparator.comparingLong((Wanted w) -> w.bar().size()).reversed());
        List<PciResource> placed = new ArrayList<>();
        for (Wanted next : wanted) {
            place(next.function(), next.bar(), placed);
        }
    }

    private void place(PciFunction function, PciResource bar, List<PciResource> placed) {
        PciWindow window = bar.is64Bit() && bar.isPrefetchable() ? window64 : window32;
        long address = lowestFree(window, bar.size(), placed);
        if (address < 0) {
            log.print("pci %s: %s: can't assign; no space".formatted(function.name(), bar));
            return;
        }
        bar.assign(address);
        placed.add(bar);
        int register = PciConfig.BAR0 + Integer.BYTES * bar.index();
        function.writeConfig32(register, (int) address);
        if (bar.is64Bit()) {
            function.writeConfig32(register + Integer.BYTES, (int) (address >>> 32));
        }
        log.print("pci %s: %s: assigned".formatted(function.name(), bar));
    }

    /** First fit, aligned to the size; -1 when it does not fit. */
    private static long lowestFree(PciWindow window, long size, List<PciResource> placed) {
        long address = alignUp(window.base(), size);
        boolean moved = true;
        while (moved && window.contains(address, size)) {
            moved = false;
            for (PciResource other : placed) {
                if (address < other.start() + other.size() && other.start() < address + size) {
                    address = alignUp(other.start() + other.size(), size);
                    moved = true;
                }
            }
        }
        return window.contains(address, size) ? address : -1;
    }

    private static long alignUp(long address, long alignment) {
        return (address + alignment - 1) & -alignment;
    }
}
