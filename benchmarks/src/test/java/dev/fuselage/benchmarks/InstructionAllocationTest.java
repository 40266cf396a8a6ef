package dev.fuselage.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * Code that runs allocates nothing: neither user code nor what a kernel does, with its traps, TLB
 * misses and fences. What the first rounds allocate is code being decoded for the first time.
 */
class InstructionAllocationTest {
    private static final int MOST_ROUNDS = 20;
    private static final int INSTRUCTIONS = 500_000;

    /** The measurement itself. */
    private static final long NEARLY_NOTHING = 500;

    @Test
    void integerCodeInUserModeAllocatesNothing() {
        try (BenchmarkHart hart = IntegerProgram.start("all")) {
            assertAllocatesNothing(hart);
        }
    }

    @Test
    void kernelCodeAllocatesNothing() {
        try (BenchmarkHart hart = KernelProgram.start()) {
            assertAllocatesNothing(hart);
        }
    }

    private static void assertAllocatesNothing(BenchmarkHart hart) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < MOST_ROUNDS && least >= NEARLY_NOTHING; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            hart.run(INSTRUCTIONS);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least)
                .as("bytes allocated by %d instructions", INSTRUCTIONS)
                .isLessThan(NEARLY_NOTHING);
    }
}
