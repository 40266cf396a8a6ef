package dev.fuselage.kernel.program.workload;

import dev.fuselage.kernel.program.workload.WorkloadStep.HostStep;

/** Whoever runs a workload: told what happens in the guest, and asked to do the host steps. */
public interface WorkloadJournal {

    /**
     * A line is about to run; requests from now on are caused by it.
     *
     * @param number its place among the guest's lines; 0 is the mount
     * @param line its text
     */
    void begins(int number, String line);

    /** The line has run, and nothing that it started is left to do. */
    void ended(int number, String line, String result);

    /** The host is to do this now, while the guest stands still. */
    void hostStep(HostStep step);
}
