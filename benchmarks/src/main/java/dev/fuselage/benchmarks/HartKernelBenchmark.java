package dev.fuselage.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How many million instructions a second does a hart execute of what a kernel does: system calls,
 * locks, pointers chased over many pages, calls from page to page, copies from user pages, and
 * mappings changed?
 *
 * <pre>{@code java -jar benchmarks.jar HartKernelBenchmark -prof gc}</pre>
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HartKernelBenchmark extends Measured {
    private static final int INSTRUCTIONS = 10_000_000;

    private BenchmarkHart hart;

    @Setup
    public void start() {
        hart = KernelProgram.start();
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
