package dev.fuselage.cli.report;

import dev.fuselage.cli.session.Assembly;
import dev.fuselage.cli.session.Connection;
import dev.fuselage.cli.session.Observed;
import dev.fuselage.cli.trace.JsonTrace;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What a run writes to files while it goes on: the trace of requests, the timeline. */
public final class Recording implements AutoCloseable {

    /** What is to be closed, the latest first. */
    private final Deque<Runnable> ends = new ArrayDeque<>();

    private Recording() {}

    /**
     * Opens what was asked for and begins to record. The timeline of modelled guests also shows
     * their tasks.
     *
     * @param traceFile what {@code --trace} names
     * @param timelineFile what {@code --timeline} names
     */
    public static Recording start(
            Observed observed, @Nullable String traceFile, @Nullable String timelineFile) {
        Recording recording = new Recording();
        boolean started = false;
        try {
            if (traceFile != null) {
                recording.trace(observed, OutputFile.open("--trace", traceFile));
            }
            if (timelineFile != null) {
                recording.timeline(observed, OutputFile.open("--timeline", timelineFile));
            }
            started = true;
            return recording;
        } finally {
            if (!started) {
                recording.close();
            }
        }
    }

    private void trace(Observed observed, OutputFile file) {
        ends.push(file::close);
        for (Connection connection : observed.connections()) {
            connection
                    .server()
                    .addObserver(
                            new JsonTrace(
                                    connection.guest(),
                                    connection.tag(),
                                    observed::nanos,
                                    file::line));
        }
    }

    private void timeline(Observed observed, OutputFile file) {
        ends.push(file::close);
        Timeline timeline = Timeline.start(observed, file::line);
        ends.push(timeline::close);
        if (observed instanceof Assembly assembly) {
            ends.push(TaskTimeline.start(assembly, timeline)::close);
        }
    }

    @Override
    public void close() {
        ends.forEach(Runnable::run);
    }
}
