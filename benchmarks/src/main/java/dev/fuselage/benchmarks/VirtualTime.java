package dev.fuselage.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Virtual time that a guest takes, shown beside the time it takes the host: the result {@code
 * cyclesPerOperation}.
 *
 * <p>JMH adds counters up over iterations and forks; so each iteration contributes its share of the
 * mean, and what is printed while it runs is smaller than the result.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class VirtualTime {
    private long cycles;
    private long operations;
    private int iterations = 1;

    @Setup(Level.Iteration)
    public void begin(BenchmarkParams params) {
        cycles = 0;
        operations = 0;
        iterations = params.getMeasurement().getCount() * Math.max(1, params.getForks());
    }

    /** Counts what was just run. */
    void add(long moreCycles, int moreOperations) {
        cycles += moreCycles;
        operations += moreOperations;
    }

    /** The result. */
    public double cyclesPerOperation() {
        return (double) cycles / operations / iterations;
    }
}
