package dev.fuselage.riscv.interrupt;

import dev.fuselage.machine.interrupt.InterruptWire;
import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.snapshot.SnapshotReader;
import dev.fuselage.machine.snapshot.SnapshotWriter;
import dev.fuselage.machine.snapshot.Snapshotted;
import org.jspecify.annotations.Nullable;

/**
 * An advanced platform-level interrupt controller: wires come in, and each of its domains delivers
 * those it has to harts, directly or as messages to their interrupt files (RISC-V AIA 1.0, 4). It
 * has an M domain that may delegate sources to an S domain, or the S domain alone, which then has
 * all sources: a machine whose firmware is not in the guest shows it like that.
 *
 * <p>A domain's hart index is the number of the hart.
 */
public final class Aplic implements Snapshotted {
    /** Where QEMU's virt machine has the M domain. */
    public static final long MACHINE_BASE = 0x0c00_0000L;

    /** Where QEMU's virt machine has the S domain. */
    public static final long SUPERVISOR_BASE = 0x0d00_0000L;

    /** The most sources there can be. */
    public static final int MAX_SOURCES = 1023;

    private final int sources;
    private final int[] wires = new int[AplicSources.WORDS];
    private final @Nullable AplicDomain machine;
    private final AplicDomain supervisor;

    private Aplic(
            int sources,
            @Nullable HartSignals machineSignals,
            HartSignals supervisorSignals,
            @Nullable MessageAddresses addresses,
            @Nullable GuestMemory memory) {
        if (sources < 1 || sources > MAX_SOURCES) {
            throw new IllegalArgumentException(
                    "%d interrupt sources: must be 1 to %d".formatted(sources, MAX_SOURCES));
        }
        this.sources = sources;
        MessagePort port = memory == null ? null : new MessagePort(memory);
        AplicSources below = new AplicSources(wires);
        MessageDelivery toSupervisor =
                port == null || addresses == null
                        ? null
                        : new MessageDelivery(below, port, addresses::supervisor);
        supervisor =
                new AplicDomain(
                        below,
                        new DirectDelivery(below, supervisorSignals),
                        toSupervisor,
                        null,
                        null);
        if (machineSignals == null) {
            machine = null;
        } else {
            AplicSources above = new AplicSources(wires);
            MessageDelivery toMachine =
                    port == null || addresses == null
                            ? null
                            : new MessageDelivery(above, port, addresses::machine);
            machine =
                    new AplicDomain(
                            above,
                            new DirectDelivery(above, machineSignals),
                            toMachine,
                            addresses,
                            supervisor);
        }
        AplicDomain root = machine != null ? machine : supervisor;
        for (int source = 1; source <= sources; source++) {
            root.setImplemented(source, true);
        }
    }

    /**
     * An M and an S domain that deliver directly.
     *
     * @param sources 1 to {@link #MAX_SOURCES}
     */
    public static Aplic direct(int sources, HartSignals machine, HartSignals supervisor) {
        return new Aplic(sources, machine, supervisor, null, null);
    }

    /** The S domain alone, delivering directly. */
    public static Aplic supervisorDirect(int sources, HartSignals supervisor) {
        return new Aplic(sources, null, supervisor, null, null);
    }

    /**
     * An M and an S domain for harts with interrupt files, to which they send messages or, where
     * the files allow it, deliver directly.
     */
    public static Aplic messages(int sources, Imsic machine, Imsic supervisor, GuestMemory memory) {
        return new Aplic(
                sources,
                machine.controllerSignals(),
                supervisor.controllerSignals(),
                new MessageAddresses(machine, supervisor),
                memory);
    }

    /** The S domain alone, for harts with interrupt files of S level. */
    public static Aplic supervisorMessages(int sources, Imsic supervisor, GuestMemory memory) {
        return new Aplic(
                sources,
                null,
                supervisor.controllerSignals(),
                new MessageAddresses(null, supervisor),
                memory);
    }

    /** Resets both domains; wires keep their levels. */
    public void reset() {
        if (machine != null) {
            machine.reset();
        }
        supervisor.reset();
    }

    /** The number of sources; they are numbered from 1. */
    public int sources() {
        return sources;
    }

    /** The registers of the M domain, or null if there is none. */
    public @Nullable AplicDomain machine() {
        return machine;
    }

    /** The registers of the S domain. */
    public AplicDomain supervisor() {
        return supervisor;
    }

    /** The wire of a source, low at first. */
    public InterruptWire input(int source) {
        if (source < 1 || source > sources) {
            throw new IllegalArgumentException(
                    "interrupt source %d: must be 1 to %d".formatted(source, sources));
        }
        return level -> set(source, level);
    }

    private void set(int source, boolean level) {
        int word = source / Integer.SIZE;
        int bit = 1 << source;
        if ((wires[word] & bit) != 0 == level) {
            return;
        }
        wires[word] ^= bit;
        if (machine != null) {
            machine.wireChanged(source);
        }
        supervisor.wireChanged(source);
    }

    @Override
    public void save(SnapshotWriter to) {
        to.same("interrupt sources", sources);
        to.putInts(wires);
        if (machine != null) {
            to.section("machine domain", machine);
        }
        to.section("supervisor domain", supervisor);
    }

    @Override
    public void load(SnapshotReader from) {
        from.same("interrupt sources", sources);
        from.getInts(wires);
        if (machine != null) {
            from.section("machine domain", machine);
        }
        from.section("supervisor domain", supervisor);
    }
}
