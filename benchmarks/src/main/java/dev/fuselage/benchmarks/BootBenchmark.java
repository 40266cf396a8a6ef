package dev.fuselage.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/**
 * How long does it take to build a machine with a share, boot a guest on it, mount the share and
 * take everything down, in a JVM that has done it often?
 *
 * <p>It bounds how many guests an exploration of schedules can start a second.
 *
 * <pre>{@code java -jar benchmarks.jar BootBenchmark -prof gc}</pre>
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BootBenchmark extends Measured {
    @Benchmark
    public TaskLoop bootAndMount() {
        try (BenchmarkGuest guest = new BenchmarkGuest("cache=auto")) {
            return guest.start(RoundTrips.mount());
        }
    }
}
