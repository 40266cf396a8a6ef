package dev.fuselage.kernel.program.workload;

import dev.fuselage.kernel.syscall.Syscalls;

/**
 * The guest program that runs a workload: it mounts the share, runs all guest lines in one fresh
 * process, and unmounts.
 */
public final class WorkloadProgram implements Syscalls.Main {
    private static final String DIRECTORY = "/mnt";

    private final WorkloadScript script;
    private final String tag;
    private final WorkloadJournal journal;

    /**
     * A run of a script.
     *
     * @param tag the share's tag, a byte string
     */
    public WorkloadProgram(WorkloadScript script, String tag, WorkloadJournal journal) {
        this.script = script;
        this.tag = tag;
        this.journal = journal;
    }

    /** Returns 0, or 1 if the share could not be mounted or unmounted. */
    @Override
    public int run(Syscalls sys) {
        journal.begins(0, "mount");
        long mounted = ProcessCommands.mount(sys, tag, DIRECTORY, "");
        WorkloadProcess.ended(sys, journal, 0, "mount", Results.of(mounted));
        if (mounted < 0) {
            return 1;
        }
        int[] last = new int[1];
        long pid =
                sys.fork(
                        script.name(),
                        child -> {
                            last[0] = new WorkloadProcess(child, tag, journal).run(script.steps());
                            return 0;
                        });
        if (pid > 0) {
            long _ = sys.wait4((int) pid, 0);
        }
        int number = last[0] + 1;
        journal.begins(number, "umount");
        long unmounted = sys.umount2(DIRECTORY, 0);
        WorkloadProcess.ended(sys, journal, number, "umount", Results.of(unmounted));
        return pid < 0 || unmounted < 0 ? 1 : 0;
    }
}
