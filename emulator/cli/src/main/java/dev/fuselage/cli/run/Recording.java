package dev.fuselage.cli.run;

import dev.fuselage.cli.report.Timeline;
import dev.fuselage.cli.session.Assembly;
import dev.fuselage.cli.session.Connection;
import dev.fuselage.cli.trace.JsonTrace;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What a run writes to files while it goes on: the trace of requests, the timeline. */
final class Recording implements AutoCloseable {

    /** What is to be closed, the latest first. */
    private final Deque<Runnable> ends = new ArrayDeque<>();

    private Recording() {}

    /** Opens what was asked for and begins to record. */
    static Recording start(
            Assembly assembly, @Nullable String traceFile, @Nullable String timelineFile) {
        Recording recording = new Recording();
        boolean started = false;
        try {
            if (traceFile != null) {
                recording.trace(assembly, OutputFile.open("--trace", traceFile));
            }
            if (timelineFile != null) {
                recording.timeline(assembly, OutputFile.open("--timeline", timelineFile));
            }
            started = true;
            return recording;
        } finally {
            if (!started) {
                recording.close();
            }
        }
    }

    private void trace(Assembly assembly, OutputFile file) {
        ends.push(file::close);
        for (Connection connection : assembly.connections()) {
            connection
                    .server()
                    .addObserver(
                            new JsonTrace(
                                    connection.guest(),
                                    connection.tag(),
                                    assembly::nanos,
                                    file::line));
        }
    }

    private void timeline(Assembly assembly, OutputFile file) {
        ends.push(file::close);
        ends.push(Timeline.start(assembly, file::line)::close);
    }

    @Override
    public void close() {
        ends.forEach(Runnable::run);
    }
}
