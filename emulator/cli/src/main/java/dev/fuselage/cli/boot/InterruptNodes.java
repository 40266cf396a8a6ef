package dev.fuselage.cli.boot;

import dev.fuselage.cli.boot.BootPlatform.Controllers;
import dev.fuselage.machine.interrupt.MessageInterrupts;
import dev.fuselage.riscv.InterruptLine;
import dev.fuselage.riscv.fdt.Cells;
import dev.fuselage.riscv.fdt.DeviceTreeNode;
import dev.fuselage.riscv.interrupt.Aplic;
import dev.fuselage.riscv.interrupt.Clint;
import dev.fuselage.riscv.interrupt.Imsic;
import dev.fuselage.riscv.interrupt.Plic;
import org.jspecify.annotations.Nullable;

/**
 * The interrupt controllers and timers: the supervisor's, and in front of them those of M mode
 * where firmware runs there.
 */
final class InterruptNodes {

    /** IRQ_TYPE_LEVEL_HIGH. */
    private static final int LEVEL_HIGH = 4;

    /** To the end of the contexts of up to 512 harts. */
    private static final long PLIC_BYTES = 0x60_0000;

    /** To the end of the interrupt delivery structures of up to 512 harts. */
    private static final long APLIC_BYTES = 0x8000;

    private final DeviceTreeNode soc;
    private final BootPlatform platform;
    private final CpuNodes cpus;
    private final DeviceTreeNode wires;
    private final @Nullable DeviceTreeNode messages;

    InterruptNodes(DeviceTreeNode soc, BootPlatform platform, CpuNodes cpus) {
        this.soc = soc;
        this.platform = platform;
        this.cpus = cpus;
        if (platform.machineMode()) {
            clint();
        }
        if (platform.controllers() == Controllers.APLIC_IMSIC) {
            messages = imsics(Imsic.SUPERVISOR_BASE, InterruptLine.SUPERVISOR_EXTERNAL);
        } else {
            messages = null;
        }
        wires = platform.controllers() == Controllers.PLIC ? plic() : aplics();
    }

    /** Whom messages of PCI functions go to, if there is anyone. */
    @Nullable DeviceTreeNode messages() {
        return messages;
    }

    /** The controller that wires end at. */
    DeviceTreeNode wires() {
        return wires;
    }

    /** A wire to that controller, which it follows while it is high. */
    Cells wire(Cells cells, int source) {
        cells.cell(source);
        return platform.controllers().isAia() ? cells.cell(LEVEL_HIGH) : cells;
    }

    private void clint() {
        soc.node("clint", Clint.BASE)
                .text("compatible", "sifive,clint0", "riscv,clint0")
                .wide("reg", Clint.BASE, Clint.SIZE)
                .cells(
                        "interrupts-extended",
                        toHarts(InterruptLine.MACHINE_SOFTWARE, InterruptLine.MACHINE_TIMER));
    }

    private DeviceTreeNode plic() {
        return soc.node("plic", Plic.BASE)
                .text("compatible", "sifive,plic-1.0.0", "riscv,plic0")
                .cells("#address-cells", 0)
                .cells("#interrupt-cells", 1)
                .flag("interrupt-controller")
                .wide("reg", Plic.BASE, PLIC_BYTES)
                .cells("riscv,ndev", PlatformMap.SOURCES)
                // A context for either mode of each hart, whoever uses it.
                .cells(
                        "interrupts-extended",
                        toHarts(InterruptLine.MACHINE_EXTERNAL, InterruptLine.SUPERVISOR_EXTERNAL));
    }

    private DeviceTreeNode imsics(long base, InterruptLine line) {
        return soc.node("imsics", base)
                .text("compatible", "riscv,imsics")
                .cells("#address-cells", 0)
                .cells("#interrupt-cells", 0)
                .flag("interrupt-controller")
                .flag("msi-controller")
                .cells("#msi-cells", 0)
                .wide("reg", base, MessageInterrupts.PAGE * platform.harts())
                .cells("riscv,num-ids", Imsic.STANDARD_IDENTITIES)
                .cells("interrupts-extended", toHarts(line));
    }

    /** The supervisor's domain, which is a child of M mode's where there is one. */
    private DeviceTreeNode aplics() {
        DeviceTreeNode child =
                aplic(Aplic.SUPERVISOR_BASE, messages, InterruptLine.SUPERVISOR_EXTERNAL);
        if (platform.machineMode()) {
            DeviceTreeNode own =
                    messages == null
                            ? null
                            : imsics(Imsic.MACHINE_BASE, InterruptLine.MACHINE_EXTERNAL);
            aplic(Aplic.MACHINE_BASE, own, InterruptLine.MACHINE_EXTERNAL)
                    .reference("riscv,children", child)
                    .cells(
                            "riscv,delegation",
                            new Cells().reference(child).cell(1).cell(PlatformMap.SOURCES));
        }
        return child;
    }

    private DeviceTreeNode aplic(long base, @Nullable DeviceTreeNode imsics, InterruptLine line) {
        DeviceTreeNode aplic =
                soc.node("aplic", base)
                        .text("compatible", "riscv,aplic")
                        .cells("#address-cells", 0)
                        .cells("#interrupt-cells", 2)
                        .flag("interrupt-controller")
                        .wide("reg", base, APLIC_BYTES)
                        .cells("riscv,num-sources", PlatformMap.SOURCES);
        return imsics == null
                ? aplic.cells("interrupts-extended", toHarts(line))
                : aplic.reference("msi-parent", imsics);
    }

    private Cells toHarts(InterruptLine... lines) {
        Cells cells = new Cells();
        for (DeviceTreeNode input : cpus.inputs()) {
            for (InterruptLine line : lines) {
                cells.reference(input).cell(line.number());
            }
        }
        return cells;
    }
}
