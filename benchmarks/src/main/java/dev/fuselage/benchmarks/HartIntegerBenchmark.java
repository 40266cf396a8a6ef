package dev.fuselage.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How many million instructions a second does a hart execute of integer code like CoreMark's, in
 * user mode behind Sv39 page tables?
 *
 * <pre>{@code java -jar benchmarks.jar HartIntegerBenchmark -prof gc}</pre>
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HartIntegerBenchmark extends Measured {
    private static final int INSTRUCTIONS = 10_000_000;

    /**
     * Label of {@code integer.s}: everything, or lists, matrices, state machine, check sum alone.
     */
    @Param({"all", "onlyList", "onlyMatrix", "onlyStates", "onlyCrc"})
    private String part;

    private BenchmarkHart hart;

    @Setup
    public void start() {
        hart = IntegerProgram.start(part);
    }

    @TearDown
    public void close() {
        hart.close();
    }

    @Benchmark
    @OperationsPerInvocation(INSTRUCTIONS)
    public long instructions() {
        return hart.run(INSTRUCTIONS);
    }
}
