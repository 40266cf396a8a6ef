package dev.fuselage.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fuselage.kernel.syscall.Syscalls;
import java.lang.management.ManagementFactory;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A request that has been made often enough allocates nothing, from the system call to the reply.
 *
 * <p>Until the compiler has taken the whole way in hand there is some: so this runs round after
 * round until one is free of it. A round is long, because putting its task to sleep and waking it
 * may cost a stack chunk.
 */
class RequestAllocationTest {
    private static final int MOST_ROUNDS = 100;

    private BenchmarkGuest guest;

    @BeforeEach
    void boot() {
        guest = new BenchmarkGuest("cache=none");
        guest.start(RoundTrips.mount());
    }

    @AfterEach
    void close() {
        guest.close();
    }

    @Test
    void getattrAllocatesNothing() {
        assertAllocatesNothing(RoundTrips.getattr());
    }

    @Test
    void readOfFourKibibytesAllocatesNothing() {
        assertAllocatesNothing(RoundTrips.read(RoundTrips.SMALL));
    }

    @Test
    void readOfManyPagesAllocatesNothing() {
        assertAllocatesNothing(RoundTrips.read(RoundTrips.LARGE));
    }

    @Test
    void writeOfFourKibibytesAllocatesNothing() {
        assertAllocatesNothing(RoundTrips.write(RoundTrips.SMALL));
    }

    @Test
    void writeOfManyPagesAllocatesNothing() {
        assertAllocatesNothing(RoundTrips.write(RoundTrips.LARGE));
    }

    private void assertAllocatesNothing(Function<Syscalls, Runnable> program) {
        TaskLoop loop = guest.start(program);
        double least = Double.MAX_VALUE;
        for (int i = 0; i < MOST_ROUNDS && least >= 1; i++) {
            least = Math.min(least, bytesPerCall(loop));
        }
        assertThat(least)
                .as("bytes allocated per system call, in the best of %d rounds", MOST_ROUNDS)
                .isLessThan(1);
    }

    private static double bytesPerCall(TaskLoop loop) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        long cycles = loop.runRound();
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        // Each call must have gone to the server and back, or there is nothing to be proud of.
        assertThat(cycles / RoundTrips.CALLS).as("cycles of a call").isGreaterThan(10_000);
        return (double) allocated / RoundTrips.CALLS;
    }
}
