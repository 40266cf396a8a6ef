package dev.fuselage.benchmarks;

import dev.fuselage.cli.bench.Operations;
import dev.fuselage.cli.bench.Workload;
import dev.fuselage.kernel.syscall.Syscalls;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The user's question, first form: what does each caching mode cost for what programs do to files?
 *
 * <p>The score is the time this takes the host; {@code cyclesPerOperation} is what it takes the
 * guest in virtual time, the same on every host. The operations are those of {@code fuselage
 * bench}, which prints the latter alone: one of {@code readSeq} is a file of 1 MiB opened, read and
 * closed, one of {@code dirWalk} the listing of 10 directories of 20 files with a stat of each.
 *
 * <pre>{@code java -jar benchmarks.jar CacheModeBenchmark}</pre>
 */
@Warmup(iterations = 10, time = 1)
public class CacheModeBenchmark extends Measured {
    /** Operations in an invocation, but for the long ones, of which it is one. */
    private static final int REPEATS = 1000;

    /** Caching policy of the server. */
    @Param({"none", "auto", "always"})
    private String cache;

    private BenchmarkGuest guest;
    private TaskLoop program;
    private Workload workload = Workload.STAT;
    private int repeats;
    private int next;

    @Setup
    public void boot() {
        guest = new BenchmarkGuest("cache=" + cache);
        program = guest.start(this::prepare);
    }

    private Runnable prepare(Syscalls sys) {
        Operations operations = new Operations(sys);
        operations.prepare(BenchmarkGuest.TAG);
        return () -> run(operations);
    }

    private void run(Operations operations) {
        for (int i = 0; i < repeats; i++) {
            operations.run(workload, next);
            next = (next + 1) % workload.count();
        }
    }

    @TearDown
    public void close() {
        guest.close();
    }

    private void measure(Workload which, int count, VirtualTime virtual) {
        workload = which;
        repeats = count;
        virtual.add(program.runRound(), count);
    }

    @Benchmark
    @OperationsPerInvocation(REPEATS)
    public void stat(VirtualTime virtual) {
        measure(Workload.STAT, REPEATS, virtual);
    }

    @Benchmark
    @OperationsPerInvocation(REPEATS)
    public void openClose(VirtualTime virtual) {
        measure(Workload.OPEN_CLOSE, REPEATS, virtual);
    }

    @Benchmark
    @OperationsPerInvocation(REPEATS)
    public void read4k(VirtualTime virtual) {
        measure(Workload.READ_4K, REPEATS, virtual);
    }

    @Benchmark
    public void readSeq(VirtualTime virtual) {
        measure(Workload.READ_SEQ, 1, virtual);
    }

    @Benchmark
    @OperationsPerInvocation(REPEATS)
    public void writeSmall(VirtualTime virtual) {
        measure(Workload.WRITE_SMALL, REPEATS, virtual);
    }

    @Benchmark
    @OperationsPerInvocation(REPEATS)
    public void createUnlink(VirtualTime virtual) {
        measure(Workload.CREATE_UNLINK, REPEATS, virtual);
    }

    @Benchmark
    public void dirWalk(VirtualTime virtual) {
        measure(Workload.DIR_WALK, 1, virtual);
    }
}
