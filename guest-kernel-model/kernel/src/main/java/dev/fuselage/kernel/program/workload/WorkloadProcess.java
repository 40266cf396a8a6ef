package dev.fuselage.kernel.program.workload;

import dev.fuselage.kernel.program.workload.WorkloadStep.GuestLine;
import dev.fuselage.kernel.program.workload.WorkloadStep.HostStep;
import dev.fuselage.kernel.syscall.Syscalls;
import java.util.List;

/** The process that runs the guest's lines, one after the other. */
final class WorkloadProcess {
    /**
     * Virtual time between two lines: as long as a host takes for what a line has left to others to
     * finish, and far too short for any timeout.
     */
    private static final long PAUSE_NANOS = 500_000;

    private final Syscalls sys;
    private final String tag;
    private final WorkloadJournal journal;
    private final Handles handles;
    private final MemoryCommands memory;

    WorkloadProcess(Syscalls sys, String tag, WorkloadJournal journal) {
        this.sys = sys;
        this.tag = tag;
        this.journal = journal;
        this.handles = new Handles(sys);
        this.memory = new MemoryCommands(sys, handles);
    }

    /** Runs all; returns the number of the last line. */
    int run(List<WorkloadStep> steps) {
        Commands commands = commands(sys, handles, memory);
        int number = 0;
        for (WorkloadStep step : steps) {
            switch (step) {
                case HostStep host -> journal.hostStep(host);
                case GuestLine line -> {
                    number = line.number();
                    journal.begins(number, line.text());
                    String result = run(commands, line.words());
                    ended(sys, journal, number, line.text(), result);
                }
            }
        }
        if (handles.hasOpen()) {
            number++;
            journal.begins(number, "closeall");
            String result = Integer.toString(handles.closeAll());
            ended(sys, journal, number, "closeall", result);
        }
        return number;
    }

    /** Tells the end of a line once the requests it caused are through. */
    static void ended(
            Syscalls sys, WorkloadJournal journal, int number, String line, String result) {
        long _ = sys.nanosleep(PAUSE_NANOS);
        journal.ended(number, line, result);
    }

    private Commands commands(Syscalls of, Handles letters, MemoryCommands maps) {
        Commands commands = new Commands();
        new DataCommands(of, letters).addTo(commands);
        maps.addTo(commands);
        new NameCommands(of, letters).addTo(commands);
        new AttributeCommands(of, letters).addTo(commands);
        new ProcessCommands(of, letters, tag).addTo(commands);
        return commands;
    }

    private String run(Commands commands, List<String> words) {
        if (words.getFirst().equals("child")) {
            return child(words.subList(1, words.size()));
        }
        Arguments arguments = new Arguments(words.subList(1, words.size()));
        return commands.of(words.getFirst()).run(arguments);
    }

    /** Runs a command in a forked child, which then exits. */
    private String child(List<String> words) {
        String[] result = new String[1];
        long pid =
                sys.fork(
                        "child",
                        childSys -> {
                            Handles inherited = new Handles(childSys, handles);
                            MemoryCommands maps = new MemoryCommands(childSys, inherited, memory);
                            result[0] = run(commands(childSys, inherited, maps), words);
                            return 0;
                        });
        if (pid < 0) {
            return Results.of(pid);
        }
        long _ = sys.wait4((int) pid, 0);
        return "child " + result[0];
    }
}
