package dev.fuselage.cli.boot;

import dev.fuselage.machine.Machine;
import dev.fuselage.machine.interrupt.InterruptWire;
import dev.fuselage.machine.interrupt.WiredInterrupts;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.riscv.HartConfig;
import dev.fuselage.riscv.Harts;
import dev.fuselage.riscv.InterruptLine;
import dev.fuselage.riscv.interrupt.Aplic;
import dev.fuselage.riscv.interrupt.AplicDomain;
import dev.fuselage.riscv.interrupt.Clint;
import dev.fuselage.riscv.interrupt.HartSignals;
import dev.fuselage.riscv.interrupt.Imsic;
import dev.fuselage.riscv.interrupt.Plic;
import java.util.function.IntFunction;

/**
 * The interrupt controllers of a platform, in its memory and between its devices and harts. With
 * firmware in M mode they have a side for it, and it has timers; otherwise S mode sees its own side
 * alone.
 */
final class InterruptFabric {

    private final IntFunction<InterruptWire> inputs;

    private InterruptFabric(IntFunction<InterruptWire> inputs) {
        this.inputs = inputs;
    }

    static InterruptFabric build(
            BootPlatform platform, Machine machine, Harts harts, HartConfig config) {
        GuestMemory memory = machine.memory();
        if (platform.machineMode()) {
            memory.addDevice(Clint.BASE, Clint.SIZE, new Clint(harts, config));
        }
        InterruptFabric fabric =
                switch (platform.controllers()) {
                    case APLIC_IMSIC -> messages(platform, memory, harts);
                    case APLIC -> direct(platform, memory, harts);
                    case PLIC -> plic(memory, harts);
                };
        for (int line = 0; line < WiredInterrupts.LINES; line++) {
            machine.wired().connect(line, fabric.input(PlatformMap.INTX_SOURCE + line));
        }
        return fabric;
    }

    private static InterruptFabric messages(
            BootPlatform platform, GuestMemory memory, Harts harts) {
        Imsic supervisor = Imsic.supervisor(harts, Imsic.STANDARD_IDENTITIES);
        memory.addDevice(supervisor.base(), supervisor.size(), supervisor);
        if (!platform.machineMode()) {
            return aplic(memory, Aplic.supervisorMessages(PlatformMap.SOURCES, supervisor, memory));
        }
        Imsic machine = Imsic.machine(harts, Imsic.STANDARD_IDENTITIES);
        memory.addDevice(machine.base(), machine.size(), machine);
        return aplic(memory, Aplic.messages(PlatformMap.SOURCES, machine, supervisor, memory));
    }

    private static InterruptFabric direct(BootPlatform platform, GuestMemory memory, Harts harts) {
        HartSignals supervisor = HartSignals.to(harts, InterruptLine.SUPERVISOR_EXTERNAL);
        Aplic aplic =
                platform.machineMode()
                        ? Aplic.direct(
                                PlatformMap.SOURCES,
                                HartSignals.to(harts, InterruptLine.MACHINE_EXTERNAL),
                                supervisor)
                        : Aplic.supervisorDirect(PlatformMap.SOURCES, supervisor);
        return aplic(memory, aplic);
    }

    private static InterruptFabric aplic(GuestMemory memory, Aplic aplic) {
        AplicDomain machine = aplic.machine();
        if (machine != null) {
            memory.addDevice(Aplic.MACHINE_BASE, machine.size(), machine);
        }
        memory.addDevice(Aplic.SUPERVISOR_BASE, aplic.supervisor().size(), aplic.supervisor());
        return new InterruptFabric(aplic::input);
    }

    private static InterruptFabric plic(GuestMemory memory, Harts harts) {
        HartSignals contexts =
                HartSignals.to(
                        harts, InterruptLine.MACHINE_EXTERNAL, InterruptLine.SUPERVISOR_EXTERNAL);
        Plic plic = new Plic(PlatformMap.SOURCES, contexts);
        memory.addDevice(Plic.BASE, plic.size(), plic);
        return new InterruptFabric(plic::input);
    }

    /** The wire of an interrupt source. */
    InterruptWire input(int source) {
        return inputs.apply(source);
    }
}
