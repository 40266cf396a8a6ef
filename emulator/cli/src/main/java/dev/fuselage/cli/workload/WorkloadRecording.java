package dev.fuselage.cli.workload;

import java.util.List;

/**
 * What a workload did.
 *
 * @param trace the requests, as the lines of a {@code .trace}
 * @param results the results of the system calls, as the lines of a {@code .result}
 */
public record WorkloadRecording(List<String> trace, List<String> results) {
    /** Copies that nobody changes. */
    public WorkloadRecording {
        trace = List.copyOf(trace);
        results = List.copyOf(results);
    }
}
