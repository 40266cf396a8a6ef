package dev.fuselage.cli.boot;

import dev.fuselage.devices.console.Uart16550;
import dev.fuselage.devices.platform.GoldfishRtc;
import dev.fuselage.devices.platform.TestFinisher;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.interrupt.WiredInterrupts;
import dev.fuselage.riscv.fdt.Cells;
import dev.fuselage.riscv.fdt.DeviceTreeNode;

/** The devices that are always there, and the PCI host with whatever is plugged into it. */
final class DeviceNodes {

    /** The console of firmware and early kernel messages. */
    static final String CONSOLE_PATH = "/soc/serial@%x".formatted(PlatformMap.UART);

    // phys.hi of a PCI address (IEEE 1275 PCI Bus Binding, 2.2.1.1).
    private static final int MEMORY_32 = 0x0200_0000;
    private static final int MEMORY_64_PREFETCHABLE = 0x4300_0000;
    private static final int DEVICE_SHIFT = 11;

    private static final int BUSES = 256;

    private final DeviceTreeNode soc;
    private final InterruptNodes interrupts;

    DeviceNodes(DeviceTreeNode soc, InterruptNodes interrupts) {
        this.soc = soc;
        this.interrupts = interrupts;
    }

    /**
     * Adds the devices.
     *
     * @param memory bytes of RAM, above which the 64-bit window is
     */
    void addTo(DeviceTreeNode root, long memory) {
        uart();
        rtc();
        power(root);
        pci(memory);
    }

    private void uart() {
        wired(
                soc.node("serial", PlatformMap.UART)
                        .text("compatible", "ns16550a")
                        .wide("reg", PlatformMap.UART, Uart16550.SIZE)
                        .cells("clock-frequency", Uart16550.USUAL_CLOCK),
                PlatformMap.UART_SOURCE);
    }

    private void rtc() {
        wired(
                soc.node("rtc", PlatformMap.RTC)
                        .text("compatible", "google,goldfish-rtc")
                        .wide("reg", PlatformMap.RTC, GoldfishRtc.SIZE),
                PlatformMap.RTC_SOURCE);
    }

    private void wired(DeviceTreeNode device, int source) {
        device.reference("interrupt-parent", interrupts.wires())
                .cells("interrupts", interrupts.wire(new Cells(), source));
    }

    private void power(DeviceTreeNode root) {
        DeviceTreeNode test =
                soc.node("test", PlatformMap.TEST_FINISHER)
                        .text("compatible", "sifive,test1", "sifive,test0", "syscon")
                        .wide("reg", PlatformMap.TEST_FINISHER, TestFinisher.SIZE);
        root.node("poweroff")
                .text("compatible", "syscon-poweroff")
                .reference("regmap", test)
                .cells("offset", 0)
                .cells("value", TestFinisher.PASS);
        root.node("reboot")
                .text("compatible", "syscon-reboot")
                .reference("regmap", test)
                .cells("offset", 0)
                .cells("value", TestFinisher.RESET);
    }

    private void pci(long memory) {
        long window64 = MemoryMap.pciMmio64Base(memory);
        DeviceTreeNode pci =
                soc.node("pci", MemoryMap.ECAM_BASE)
                        .text("compatible", "pci-host-ecam-generic")
                        .text("device_type", "pci")
                        .cells("#address-cells", 3)
                        .cells("#size-cells", 2)
                        .cells("#interrupt-cells", 1)
                        .cells("linux,pci-domain", 0)
                        .cells("bus-range", 0, BUSES - 1)
                        .flag("dma-coherent")
                        .wide("reg", MemoryMap.ECAM_BASE, MemoryMap.ECAM_SIZE);
        Cells ranges = new Cells();
        range(ranges, MEMORY_32, MemoryMap.PCI_MMIO32_BASE, MemoryMap.PCI_MMIO32_SIZE);
        range(ranges, MEMORY_64_PREFETCHABLE, window64, MemoryMap.PCI_MMIO64_SIZE);
        pci.cells("ranges", ranges);
        DeviceTreeNode messages = interrupts.messages();
        if (messages != null) {
            pci.reference("msi-parent", messages);
        }
        pci.cells("interrupt-map-mask", (WiredInterrupts.LINES - 1) << DEVICE_SHIFT, 0, 0, 7)
                .cells("interrupt-map", interruptMap());
    }

    private static void range(Cells ranges, int kind, long base, long size) {
        ranges.cell(kind).wide(base).wide(base).wide(size);
    }

    /** Pins are distributed over the lines by slot, as PCI-to-PCI bridges do it. */
    private Cells interruptMap() {
        Cells map = new Cells();
        for (int slot = 0; slot < WiredInterrupts.LINES; slot++) {
            for (int pin = 1; pin <= WiredInterrupts.LINES; pin++) {
                int line = (slot + pin - 1) % WiredInterrupts.LINES;
                map.cell(slot << DEVICE_SHIFT).wide(0).cell(pin).reference(interrupts.wires());
                interrupts.wire(map, PlatformMap.INTX_SOURCE + line);
            }
        }
        return map;
    }
}
