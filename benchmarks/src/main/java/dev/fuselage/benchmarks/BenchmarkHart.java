package dev.fuselage.benchmarks;

import dev.fuselage.machine.cost.CostProfile;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.time.Decisions;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.riscv.Hart;
import dev.fuselage.riscv.HartConfig;
import dev.fuselage.riscv.Harts;
import dev.fuselage.riscv.Rehearsal;

/**
 * A hart with memory behind Sv39 page tables, and nothing else, in a JVM where it has rehearsed.
 * What a program sees is mapped in 4 KiB pages, those of the user and those of the supervisor at
 * addresses of their own.
 */
final class BenchmarkHart implements AutoCloseable {
    static final int PAGE = 4096;

    private static final long BASE = 0x8000_0000L;
    private static final long RAM = 64L << 20;

    private static final long GATE = 0x10_0000;
    private static final long WINDOW = 0x11_0000;

    private static final int SATP = 0x180;
    private static final int SSTATUS = 0x100;
    private static final int SEPC = 0x141;
    private static final long SPP = 1 << 8;
    private static final long SV39 = 8L << 60;
    private static final int SRET = 0x1020_0073;

    private static final long VALID = 1;
    private static final long EVERYTHING = 0xcf;
    private static final long USER = 0x10;

    private final Simulation simulation =
            new Simulation(CostProfile.standard(), Decisions.CLOCK, 1);
    private final GuestMemory memory = new GuestMemory();
    private final Harts harts;
    private final Hart hart;
    private long free = BASE;
    private final long root;
    private long end;

    BenchmarkHart() {
        Rehearsal.run();
        memory.addRam(BASE, RAM);
        harts = new Harts(simulation, memory, HartConfig.STANDARD, 1);
        hart = harts.hart(0);
        root = page();
    }

    Hart hart() {
        return hart;
    }

    private long page() {
        long page = free;
        free += PAGE;
        return page;
    }

    /**
     * Maps fresh pages at a virtual address; returns the physical one, from where they are
     * contiguous.
     */
    long map(long address, int pages, boolean user) {
        long first = free;
        free += (long) pages * PAGE;
        for (int i = 0; i < pages; i++) {
            mapPage(address + (long) i * PAGE, first + (long) i * PAGE, user);
        }
        return first;
    }

    private void mapPage(long address, long physical, boolean user) {
        long table = root;
        for (int level = 2; level > 0; level--) {
            long place = place(table, address, level);
            if (memory.read64(place) == 0) {
                memory.write64(place, page() >>> 12 << 10 | VALID);
            }
            table = memory.read64(place) >>> 10 << 12;
        }
        memory.write64(
                place(table, address, 0), physical >>> 12 << 10 | EVERYTHING | (user ? USER : 0));
    }

    /**
     * Lets the supervisor reach the leaf entry of an address; returns the entry's virtual address.
     */
    long mapWindow(long address) {
        long table = root;
        for (int level = 2; level > 0; level--) {
            table = memory.read64(place(table, address, level)) >>> 10 << 12;
        }
        mapPage(WINDOW, table, false);
        return place(WINDOW, address, 0);
    }

    private static long place(long table, long address, int level) {
        return table + 8 * (address >>> (12 + 9 * level) & 511);
    }

    /** Writes a program to a physical address. */
    void load(long physical, int[] words) {
        for (int i = 0; i < words.length; i++) {
            memory.write32(physical + 4L * i, words[i]);
        }
        harts.codeChanged();
    }

    GuestMemory memory() {
        return memory;
    }

    /** Lets the hart begin at a virtual address, in user mode or in supervisor mode. */
    void start(long entry, boolean user) {
        load(map(GATE, 1, false), new int[] {SRET});
        hart.startSupervisor(GATE, 0);
        hart.setCsr(SATP, SV39 | root >>> 12);
        hart.setCsr(SEPC, entry);
        hart.setCsr(SSTATUS, user ? 0 : SPP);
        end = hart.now();
    }

    /** Executes so many instructions; traps count as what raised them. */
    long run(long instructions) {
        end += instructions;
        simulation.run(() -> hart.now() >= end);
        return hart.pc();
    }

    @Override
    public void close() {
        memory.close();
    }
}
