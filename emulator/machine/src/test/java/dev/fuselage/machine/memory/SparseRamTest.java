package dev.fuselage.machine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;
import org.junit.jupiter.api.Test;

final class SparseRamTest {
    private static final long SIZE = GuestMemory.MAX_RAM;
    private static final long MIB = 1 << 20;

    /** Resident pages of this process: the second field of proc(5)'s statm. */
    private static long residentBytes() throws IOException {
        try (Scanner fields = new Scanner(Path.of("/proc/self/statm"), StandardCharsets.US_ASCII)) {
            fields.nextLong();
            return fields.nextLong() * 4096;
        }
    }

    @Test
    void ramOf64GibCostsOnlyThePagesThatAreTouched() throws IOException {
        residentBytes();
        long before = residentBytes();
        try (GuestMemory memory = new GuestMemory()) {
            memory.addRam(0x8000_0000L, SIZE);
            for (long offset = 0; offset < SIZE; offset += 256 * MIB) {
                memory.write64(0x8000_0000L + offset, offset);
            }
            memory.write8(0x8000_0000L + SIZE - 1, 7);
            // 257 pages; as huge pages they would be half a GiB.
            assertThat(residentBytes() - before).isLessThan(64 * MIB);
            for (long offset = 0; offset < SIZE; offset += 256 * MIB) {
                assertThat(memory.read64(0x8000_0000L + offset)).isEqualTo(offset);
            }
            assertThat(memory.read8(0x8000_0000L + SIZE - 1)).isEqualTo(7);
        }
    }

    @Test
    void closingGivesThePagesBack() throws IOException {
        long before = residentBytes();
        for (int i = 0; i < 8; i++) {
            try (GuestMemory memory = new GuestMemory()) {
                memory.addRam(0, 64 * MIB);
                HostMemory.fill(memory.address(0, 64 * MIB), 64 * MIB, (byte) 1);
            }
        }
        assertThat(residentBytes() - before).isLessThan(128 * MIB);
    }
}
