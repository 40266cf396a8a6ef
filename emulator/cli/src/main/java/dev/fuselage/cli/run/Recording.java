package dev.fuselage.cli.run;

import dev.fuselage.cli.session.Assembly;
import dev.fuselage.cli.session.Connection;
import dev.fuselage.cli.trace.JsonTrace;
import org.jspecify.annotations.Nullable;

/** What a run writes to files while it goes on: the trace of requests, the timeline. */
final class Recording implements AutoCloseable {

    private final @Nullable OutputFile trace;

    private Recording(@Nullable OutputFile trace) {
        this.trace = trace;
    }

    /** Opens what was asked for and begins to record. */
    static Recording start(
            Assembly assembly, @Nullable String traceFile, @Nullable String timelineFile) {
        OutputFile trace = traceFile == null ? null : OutputFile.open("--trace", traceFile);
        if (trace != null) {
            for (Connection connection : assembly.connections()) {
                connection
                        .server()
                        .addObserver(
                                new JsonTrace(
                                        connection.guest(),
                                        connection.tag(),
                                        assembly::nanos,
                                        trace::line));
            }
        }
        return new Recording(trace);
    }

    @Override
    public void close() {
        if (trace != null) {
            trace.close();
        }
    }
}
