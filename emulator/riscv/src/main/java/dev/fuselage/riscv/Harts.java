package dev.fuselage.riscv;

import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import dev.fuselage.machine.time.Simulation;

/**
 * The harts of one machine, which share its memory and their predecoded code. They run one after
 * another on the simulation's thread, a quantum at a time, always the one that is furthest behind.
 */
public final class Harts implements Snapshotted {
    private final Hart[] harts;
    private final CodeCache cache;
    private final Watchpoints watchpoints;

    /** As many harts, stopped in reset. */
    public Harts(Simulation simulation, GuestMemory memory, HartConfig config, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("%d harts: must be at least 1".formatted(count));
        }
        harts = new Hart[count];
        cache = new CodeCache(memory, harts);
        watchpoints = new Watchpoints(harts);
        for (int i = 0; i < count; i++) {
            harts[i] = new Hart(simulation, memory, cache, watchpoints, config, i);
        }
    }

    public int count() {
        return harts.length;
    }

    /** A hart by its number, from 0. */
    public Hart hart(int id) {
        return harts[id];
    }

    /** Where all harts stop for a debugger. */
    public Breakpoints breakpoints() {
        return cache.breakpoints();
    }

    /** Which accesses all harts stop before. */
    public Watchpoints watchpoints() {
        return watchpoints;
    }

    /**
     * Makes all harts see code that something other than a hart has written: a loader or a
     * debugger.
     */
    public void codeChanged() {
        cache.distrust();
        for (Hart hart : harts) {
            hart.mmu.flushFetches();
        }
    }

    /**
     * To be called after the machine was saved, whose memory cached code and translations are of.
     */
    @Override
    public void save(SnapshotWriter to) {
        to.same("harts", harts.length);
        to.section("code", cache);
        for (Hart hart : harts) {
            to.section(hart.name(), hart);
        }
    }

    /** To be called after the simulation and the machine have loaded. */
    @Override
    public void load(SnapshotReader from) {
        from.same("harts", harts.length);
        from.section("code", cache);
        for (Hart hart : harts) {
            from.section(hart.name(), hart);
        }
        breakpoints().plantAgain();
    }
}
