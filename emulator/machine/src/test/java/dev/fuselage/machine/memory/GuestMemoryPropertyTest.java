package dev.fuselage.machine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random regions and hostile ranges, against arithmetic in 128 bits. */
final class GuestMemoryPropertyTest {
    private record Range(long base, long size, boolean isMemory) {
        /** Whether [gpa, gpa + length) is within, all numbers unsigned but length signed. */
        boolean holds(long gpa, long length) {
            var g = new java.math.BigInteger(Long.toUnsignedString(gpa));
            var end = g.add(java.math.BigInteger.valueOf(length));
            var b = java.math.BigInteger.valueOf(base);
            return length >= 0
                    && g.compareTo(b) >= 0
                    && end.compareTo(b.add(java.math.BigInteger.valueOf(size))) <= 0;
        }
    }

    private static final MmioRegion ZEROES =
            new MmioRegion() {
                @Override
                public long read(long offset, int size) {
                    return 0;
                }

                @Override
                public void write(long offset, int size, long value) {}
            };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void rangeIsAllowedExactlyWhenItLiesInOneRegionOfMemory(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (GuestMemory memory = new GuestMemory()) {
            List<Range> ranges = regions(random, memory);
            for (int i = 0; i < 100_000; i++) {
                long gpa = edge(random, ranges);
                long length = length(random);
                boolean expected =
                        ranges.stream().anyMatch(r -> r.isMemory && r.holds(gpa, length));
                assertThat(allows(memory, gpa, length))
                        .as("seed %d: 0x%x bytes at 0x%x", seed, length, gpa)
                        .isEqualTo(expected);
                assertThat(memory.isMemory(gpa, length)).isEqualTo(expected);
                checkAccess(memory, ranges, gpa, 1 << random.nextInt(4));
            }
        }
    }

    private static List<Range> regions(SplittableRandom random, GuestMemory memory) {
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            long base = random.nextLong(0, 64) * 0x1000;
            long size = random.nextLong(1, 9) * 0x1000;
            boolean isMemory = random.nextInt(3) > 0;
            if (memory.isFree(base, size)) {
                ranges.add(new Range(base, size, isMemory));
                if (isMemory) {
                    memory.addRam(base, size);
                } else {
                    memory.addDevice(base, size, ZEROES);
                }
            }
        }
        return ranges;
    }

    private static boolean allows(GuestMemory memory, long gpa, long length) {
        try {
            memory.address(gpa, length);
            return true;
        } catch (BusError e) {
            return false;
        }
    }

    private static void checkAccess(GuestMemory memory, List<Range> ranges, long gpa, int size) {
        boolean expected = ranges.stream().anyMatch(r -> r.holds(gpa, size));
        boolean answered = true;
        try {
            switch (size) {
                case 1 -> memory.write8(gpa, memory.read8(gpa));
                case 2 -> memory.write16(gpa, memory.read16(gpa));
                case 4 -> memory.write32(gpa, memory.read32(gpa));
                default -> memory.write64(gpa, memory.read64(gpa));
            }
        } catch (BusError e) {
            answered = false;
        }
        assertThat(answered).as("%d bytes at 0x%x", size, gpa).isEqualTo(expected);
    }

    private static long edge(SplittableRandom random, List<Range> ranges) {
        Range range = ranges.get(random.nextInt(ranges.size()));
        long near = random.nextInt(-9, 10);
        return switch (random.nextInt(6)) {
            case 0 -> range.base + near;
            case 1 -> range.base + range.size + near;
            case 2 -> Long.MIN_VALUE + near;
            case 3 -> near;
            case 4 -> random.nextLong();
            default -> random.nextLong(0, 0x48000);
        };
    }

    private static long length(SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextLong(0, 9);
            case 1 -> random.nextLong(0, 0x9000);
            case 2 -> Long.MAX_VALUE - random.nextLong(0, 9);
            case 3 -> Long.MIN_VALUE + random.nextLong(0, 9);
            default -> random.nextLong();
        };
    }
}
