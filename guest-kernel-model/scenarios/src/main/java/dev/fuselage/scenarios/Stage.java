package dev.fuselage.scenarios;

import dev.fuselage.devices.fs.memory.MemoryFileSystem;
import dev.fuselage.devices.virtiofs.VirtioFsDevice;
import dev.fuselage.kernel.Kernel;
import dev.fuselage.kernel.syscall.Syscalls;
import java.util.function.BooleanSupplier;

/**
 * One guest on which a scenario is played once.
 *
 * <p>What {@link #prepare} runs is over before the first decision is taken: its steps are taken in
 * the order of the clock and are no part of the schedule.
 */
public interface Stage {
    Variant variant();

    Parameters parameters();

    /** The booted guest. */
    Kernel kernel();

    /** The files of the share, from the host's side. */
    MemoryFileSystem files();

    /** The share's device. */
    VirtioFsDevice device();

    /**
     * Runs a program as root to its end, before exploration begins.
     *
     * @throws IllegalStateException when it does not end, or ends with another status than 0
     */
    void prepare(Syscalls.Main program);

    /** Mounts the share at {@code /mnt}, before exploration begins. */
    void mountShare();

    /** A task of root that is explored: a schedule is over when all of them have ended. */
    void task(String name, Syscalls.Main program);

    /**
     * Tasks of root that do the same and differ in nothing: schedules that only exchange them are
     * tried once.
     */
    void identicalTasks(String name, int count, Syscalls.Main program);

    /**
     * Tasks of root that live as long as the guest, to be called in {@link Scenario#setUp}: a
     * schedule is over when all of them have played their parts. Spares schedules the birth and the
     * death of tasks where these are not what goes wrong. Schedules that only exchange tasks of the
     * same role are tried once.
     */
    void residents(String name, int count, Role role);

    /** A task that serves the others: a schedule is over without its having ended. */
    void daemon(String name, Syscalls.Main program);

    /**
     * Must hold when all tasks have ended; asked in no task.
     *
     * @param misbehaviour what it is when it does not hold: "corruption: the file is short"
     */
    void check(String misbehaviour, BooleanSupplier holds);
}
