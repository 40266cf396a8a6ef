package dev.fuselage.riscv.interrupt;

import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.MmioRegion;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.riscv.HartConfig;
import dev.fuselage.riscv.Harts;
import dev.fuselage.riscv.InterruptLine;

/** Harts that do not run, for interrupt controllers to signal to. */
final class Platform implements AutoCloseable {
    private static final int MIP = 0x344;

    final Simulation simulation = new Simulation(CostProfile.standard(), Decisions.CLOCK, 1);
    final GuestMemory memory = new GuestMemory();
    final Harts harts;

    Platform(int count) {
        harts = new Harts(simulation, memory, HartConfig.STANDARD, count);
    }

    /** Whether a hart's line is asserted, as mip shows it. */
    boolean isPending(int hart, InterruptLine line) {
        return (harts.hart(hart).csr(MIP) >> line.number() & 1) != 0;
    }

    /** Reads a 32-bit register as GuestMemory would hand it out. */
    static int read(MmioRegion region, long offset) {
        return (int) region.read(offset, 4);
    }

    /** Writes a 32-bit register as GuestMemory would. */
    static void write(MmioRegion region, long offset, int value) {
        region.write(offset, 4, Integer.toUnsignedLong(value));
    }

    @Override
    public void close() {
        memory.close();
    }
}
