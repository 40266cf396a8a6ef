package dev.fuselage.machine.pci;

import dev.fuselage.machine.Machine;
import dev.fuselage.machine.MemoryMap;
import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import java.util.ArrayList;
import java.util.List;

/** A machine as a guest sees its PCI bus: everything goes through guest-physical addresses. */
final class Bus implements AutoCloseable {
    final Machine machine =
            new Machine(
                    new Simulation(CostProfile.standard(), Decisions.CLOCK, 1),
                    "guest",
                    1 << 20,
                    2);
    final GuestMemory memory = machine.memory();

    /** "cpu:identity" of each interrupt, in order. */
    final List<String> interrupts = new ArrayList<>();

    Bus() {
        machine.connectCpus((cpu, identity) -> interrupts.add(cpu + ":" + identity));
    }

    private static long register(int slot, int offset) {
        return MemoryMap.ECAM_BASE + ((long) slot << 15) + offset;
    }

    int read8(int slot, int offset) {
        return memory.read8(register(slot, offset));
    }

    int read16(int slot, int offset) {
        return memory.read16(register(slot, offset));
    }

    int read32(int slot, int offset) {
        return memory.read32(register(slot, offset));
    }

    void write8(int slot, int offset, int value) {
        memory.write8(register(slot, offset), value);
    }

    void write16(int slot, int offset, int value) {
        memory.write16(register(slot, offset), value);
    }

    void write32(int slot, int offset, int value) {
        memory.write32(register(slot, offset), value);
    }

    void command(int slot, int bits) {
        write16(slot, ConfigRegister.COMMAND, bits);
    }

    /** Writes a 64-bit BAR's two halves. */
    void place64(int slot, int bar, long address) {
        write32(slot, 0x10 + 4 * bar, (int) address);
        write32(slot, 0x14 + 4 * bar, (int) (address >>> 32));
    }

    long window64() {
        return MemoryMap.pciMmio64Base(machine.ramBytes());
    }

    @Override
    public void close() {
        machine.close();
    }
}
