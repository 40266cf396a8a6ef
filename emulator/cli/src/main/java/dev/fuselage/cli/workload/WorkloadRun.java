package dev.fuselage.cli.workload;

import dev.fuselage.cli.UsageError;
import dev.fuselage.cli.session.Assembly;
import dev.fuselage.cli.session.AssemblySpec;
import dev.fuselage.cli.session.Connection;
import dev.fuselage.cli.session.HangException;
import dev.fuselage.cli.session.HostFiles;
import dev.fuselage.cli.share.ShareSpec;
import dev.fuselage.cli.trace.TraceRecorder;
import dev.fuselage.kernel.Kernel;
import dev.fuselage.kernel.program.workload.WorkloadJournal;
import dev.fuselage.kernel.program.workload.WorkloadProgram;
import dev.fuselage.kernel.program.workload.WorkloadScript;
import dev.fuselage.kernel.program.workload.WorkloadStep.HostStep;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.scenarios.report.TextReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of one script: a guest like those that were recorded (one CPU, one request queue of 1024
 * entries, no DAX window) with one share, which must be empty.
 */
public final class WorkloadRun {
    private static final String MACHINE = "queues=1,queue-size=1024,special=allow";

    private WorkloadRun() {}

    /**
     * Runs a script.
     *
     * @param source an empty directory, or {@code mem:}
     * @throws UsageError when the source cannot be shared or a host step fails
     * @throws HangException when a line can never end
     */
    public static WorkloadRecording run(WorkloadScript script, WorkloadMode mode, String source)
            throws HangException {
        String share = source.replace(",", ",,") + "," + MACHINE + "," + mode.options();
        ShareSpec spec = ShareSpec.parse(ShareSpec.DEFAULT_TAG + "=" + share);
        try (Assembly assembly = Assembly.build(AssemblySpec.of(spec))) {
            return run(script, mode, assembly);
        }
    }

    private static WorkloadRecording run(
            WorkloadScript script, WorkloadMode mode, Assembly assembly) throws HangException {
        Connection connection = assembly.connections().getFirst();
        HostFiles files = new HostFiles(connection.share().files());
        HostSteps host = new HostSteps(script.name(), files);
        boolean directory = !connection.share().spec().inMemory();
        script.setup().forEach(host::run);
        TraceRecorder recorder =
                new TraceRecorder(
                        "workload %s mode %s kernel modelled"
                                .formatted(script.name(), mode.text()));
        connection.server().addObserver(recorder);
        Journal journal = new Journal(recorder, host, directory);
        assembly.boot();
        Kernel kernel = assembly.guests().getFirst().kernel();
        WorkloadProgram program = new WorkloadProgram(script, connection.tag(), journal);
        Task task = kernel.start("workload", Credentials.ROOT, program);
        if (!kernel.await(task)) {
            throw new HangException(TextReport.ofHang(kernel).stripTrailing());
        }
        if (journal.failure != null) {
            throw journal.failure;
        }
        return new WorkloadRecording(recorder.lines(), journal.results);
    }

    /** Keeps the results, marks the trace and does the host steps. */
    private static final class Journal implements WorkloadJournal {
        private final TraceRecorder recorder;
        private final HostSteps host;
        private final boolean directory;
        private final List<String> results = new ArrayList<>();
        private @Nullable UsageError failure;

        private Journal(TraceRecorder recorder, HostSteps host, boolean directory) {
            this.recorder = recorder;
            this.host = host;
            this.directory = directory;
        }

        @Override
        public void begins(int number, String line) {
            tick();
            recorder.mark("> " + number + " " + line);
        }

        @Override
        public void ended(int number, String line, String result) {
            results.add(number + " " + line + " = " + result);
        }

        @Override
        public void hostStep(HostStep step) {
            tick();
            recorder.mark("! " + step.text());
            try {
                host.run(step);
            } catch (UsageError e) {
                failure = failure == null ? e : failure;
            }
        }

        private void tick() {
            if (directory) {
                HostTick.pass(System.getProperty("os.version", ""));
            }
        }
    }
}
