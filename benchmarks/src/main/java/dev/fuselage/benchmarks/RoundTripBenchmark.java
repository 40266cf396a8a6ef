package dev.fuselage.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How long does a request take from a system call in the guest through VFS, FUSE client, driver,
 * ring, doorbell, device, server and in-memory file system, and back through ring, interrupt and
 * completion work, when nothing is cached?
 *
 * <p>The target is 300,000 GETATTRs a second (3,333 ns) and 3 GB/s of READs of 128 KiB (43,690 ns)
 * on one core, without allocating a byte.
 *
 * <pre>{@code java -jar benchmarks.jar RoundTripBenchmark -prof gc}</pre>
 */
public class RoundTripBenchmark extends Measured {
    private BenchmarkGuest guest;
    private TaskLoop getattr;
    private TaskLoop smallRead;
    private TaskLoop largeRead;
    private TaskLoop smallWrite;
    private TaskLoop largeWrite;

    @Setup
    public void boot() {
        guest = new BenchmarkGuest("cache=none");
        guest.start(RoundTrips.mount());
        getattr = guest.start(RoundTrips.getattr());
        smallRead = guest.start(RoundTrips.read(RoundTrips.SMALL));
        largeRead = guest.start(RoundTrips.read(RoundTrips.LARGE));
        smallWrite = guest.start(RoundTrips.write(RoundTrips.SMALL));
        largeWrite = guest.start(RoundTrips.write(RoundTrips.LARGE));
    }

    @TearDown
    public void close() {
        guest.close();
    }

    private static void round(TaskLoop loop, VirtualTime virtual) {
        virtual.add(loop.runRound(), RoundTrips.CALLS);
    }

    @Benchmark
    @OperationsPerInvocation(RoundTrips.CALLS)
    public void getattr(VirtualTime virtual) {
        round(getattr, virtual);
    }

    @Benchmark
    @OperationsPerInvocation(RoundTrips.CALLS)
    public void read4KiB(VirtualTime virtual) {
        round(smallRead, virtual);
    }

    @Benchmark
    @OperationsPerInvocation(RoundTrips.CALLS)
    public void read128KiB(VirtualTime virtual) {
        round(largeRead, virtual);
    }

    @Benchmark
    @OperationsPerInvocation(RoundTrips.CALLS)
    public void write4KiB(VirtualTime virtual) {
        round(smallWrite, virtual);
    }

    @Benchmark
    @OperationsPerInvocation(RoundTrips.CALLS)
    public void write128KiB(VirtualTime virtual) {
        round(largeWrite, virtual);
    }
}
