package dev.fuselage.cli.boot;

import dev.fuselage.machine.Machine;
import dev.fuselage.machine.interrupt.InterruptWire;
import dev.fuselage.machine.interrupt.WiredInterrupts;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.riscv.HartConfig;
import dev.fuselage.riscv.Harts;
import dev.fuselage.riscv.InterruptLine;
import dev.fuselage.riscv.interrupt.Aplic;
import dev.fuselage.riscv.interrupt.AplicDomain;
import dev.fuselage.riscv.interrupt.Clint;
import dev.fuselage.riscv.interrupt.HartSignals;
import dev.fuselage.riscv.interrupt.Imsic;
import dev.fuselage.riscv.interrupt.Plic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The interrupt controllers of a platform, in its memory and between its devices and harts. With
 * firmware in M mode they have a side for it, and it has timers; otherwise S mode sees its own side
 * alone.
 */
final class InterruptFabric implements Snapshotted {

    private final IntFunction<InterruptWire> inputs;
    private final List<Snapshotted> parts;

    private InterruptFabric(IntFunction<InterruptWire> inputs, Snapshotted... parts) {
        this.inputs = inputs;
        this.parts = new ArrayList<>(List.of(parts));
    }

    static InterruptFabric build(
            BootPlatform platform, Machine machine, Harts harts, HartConfig config) {
        GuestMemory memory = machine.memory();
        InterruptFabric fabric =
                switch (platform.controllers()) {
                    case APLIC_IMSIC -> messages(platform, memory, harts);
                    case APLIC -> direct(platform, memory, harts);
                    case PLIC -> plic(memory, harts);
                };
        if (platform.machineMode()) {
            Clint clint = new Clint(harts, config);
            memory.addDevice(Clint.BASE, Clint.SIZE, clint);
            fabric.parts.add(clint);
        }
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
            Aplic own = Aplic.supervisorMessages(PlatformMap.SOURCES, supervisor, memory);
            return aplic(memory, own, supervisor);
        }
        Imsic machine = Imsic.machine(harts, Imsic.STANDARD_IDENTITIES);
        memory.addDevice(machine.base(), machine.size(), machine);
        Aplic aplic = Aplic.messages(PlatformMap.SOURCES, machine, supervisor, memory);
        return aplic(memory, aplic, machine, supervisor);
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

    private static InterruptFabric aplic(GuestMemory memory, Aplic aplic, Imsic... files) {
        AplicDomain machine = aplic.machine();
        if (machine != null) {
            memory.addDevice(Aplic.MACHINE_BASE, machine.size(), machine);
        }
        memory.addDevice(Aplic.SUPERVISOR_BASE, aplic.supervisor().size(), aplic.supervisor());
        InterruptFabric fabric = new InterruptFabric(aplic::input, files);
        fabric.parts.add(aplic);
        return fabric;
    }

    private static InterruptFabric plic(GuestMemory memory, Harts harts) {
        HartSignals contexts =
                HartSignals.to(
                        harts, InterruptLine.MACHINE_EXTERNAL, InterruptLine.SUPERVISOR_EXTERNAL);
        Plic plic = new Plic(PlatformMap.SOURCES, contexts);
        memory.addDevice(Plic.BASE, plic.size(), plic);
        return new InterruptFabric(plic::input, plic);
    }

    @Override
    public void save(SnapshotWriter to) {
        parts.forEach(part -> to.section(name(part), part));
    }

    @Override
    public void load(SnapshotReader from) {
        parts.forEach(part -> from.section(name(part), part));
    }

    private static String name(Snapshotted part) {
        return part.getClass().getSimpleName();
    }

    /** The wire of an interrupt source. */
    InterruptWire input(int source) {
        return inputs.apply(source);
    }
}
