package dev.fuselage.benchmarks;

import dev.fuselage.machine.memory.GuestMemory;
import dev.fuselage.machine.memory.IoVector;
import dev.fuselage.machine.memory.MmioRegion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does it cost to reach a guest's physical memory: a load, a store, a device register, the
 * check of an address, a copy?
 *
 * <p>{@code load} stays in the region that answered last; {@code loadElsewhere} alternates between
 * RAM and a host-backed region, as with a DAX window.
 *
 * <pre>{@code java -jar benchmarks.jar GuestMemoryBenchmark -prof gc}</pre>
 */
public class GuestMemoryBenchmark extends Measured {
    private static final long RAM = 0x8000_0000L;
    private static final long RAM_BYTES = 256L << 20;
    private static final long WINDOW = 0x10_0000_0000L;
    private static final long WINDOW_BYTES = 2L << 20;
    private static final long REGISTERS = 0x4000_0000L;
    private static final int PAGE = 4096;
    private static final int PAGES = 32;

    private final GuestMemory memory = new GuestMemory();
    private final IoVector pages = new IoVector();
    private MemorySegment buffer;
    private long at;

    @Setup
    public void map() {
        memory.addRam(RAM, RAM_BYTES);
        memory.addHostMemory(WINDOW, Arena.ofAuto().allocate(WINDOW_BYTES, PAGE), "window");
        memory.addDevice(REGISTERS, PAGE, new Doorbell());
        buffer = Arena.ofAuto().allocate((long) PAGES * PAGE, PAGE);
        for (int i = 0; i < PAGES; i++) {
            // Every other page, so that no two pieces touch.
            pages.add(memory.address(RAM + 2L * i * PAGE, PAGE), PAGE);
        }
    }

    @TearDown
    public void unmap() {
        memory.close();
    }

    /** An address within the first MiB of RAM, another one each time. */
    private long next() {
        at = (at + 8) & 0xf_ffff;
        return RAM + at;
    }

    @Benchmark
    public long load() {
        return memory.read64(next());
    }

    @Benchmark
    public long store() {
        long gpa = next();
        memory.write64(gpa, gpa);
        return gpa;
    }

    @Benchmark
    public long loadElsewhere() {
        long gpa = next();
        return memory.read64((at & 8) == 0 ? gpa : WINDOW + at);
    }

    @Benchmark
    public long register() {
        memory.write32(REGISTERS, 1);
        return memory.read32(REGISTERS);
    }

    @Benchmark
    public long address() {
        return memory.address(next(), PAGE);
    }

    @Benchmark
    public long gatherOnePage() {
        pages.copyOut(0, buffer, 0, PAGE);
        return at;
    }

    @Benchmark
    public long gather32Pages() {
        pages.copyOut(0, buffer, 0, (long) PAGES * PAGE);
        return at;
    }

    /** A register that counts its writes. */
    private static final class Doorbell implements MmioRegion {
        private long rung;

        @Override
        public long read(long offset, int size) {
            return rung;
        }

        @Override
        public void write(long offset, int size, long value) {
            rung += value;
        }
    }
}
