package dev.fuselage.devices.virtiofs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VirtioFsConfigTest {

    @Test
    void theDefaultsAreThoseOfOtherMachines() {
        assertThat(VirtioFsConfig.tagged("myfs").build())
                .isEqualTo(new VirtioFsConfig("myfs", 1, 128, RingFormat.SPLIT, true, 1, 0));
    }

    @Test
    void tagsOfOneTo36BytesAreTaken() {
        assertThat(VirtioFsConfig.tagged("x").build().tag()).isEqualTo("x");
        String full = "ü".repeat(18);
        assertThat(VirtioFsConfig.tagged(full).build().tag()).isEqualTo(full);
    }

    @Test
    void tagsThatNoGuestCouldMountAreRefused() {
        assertRefused("", "tag: must not be empty");
        assertRefused(
                "ü".repeat(18) + "x",
                "tag=" + "ü".repeat(18) + "x: 37 bytes of UTF-8, at most 36 fit");
        assertRefused("a\nb", "tag: must not contain a line feed or a NUL");
        assertRefused("a\0b", "tag: must not contain a line feed or a NUL");
        assertRefused("\ud800", "tag: cannot be written in UTF-8");
    }

    private static void assertRefused(String tag, String message) {
        assertThatThrownBy(() -> VirtioFsConfig.tagged(tag).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0; 128; 1; 0; queues=0: must be from 1 to 1023",
                "1024; 128; 1; 0; queues=1024: must be from 1 to 1023",
                "1; 4; 1; 0; queue-size=4: must be from 8 to 32768",
                "1; 65536; 1; 0; queue-size=65536: must be from 8 to 32768",
                "1; 100; 1; 0; queue-size=100: must be a power of two",
                "1; 128; 0; 0; workers=0: must be from 1 to 256",
                "1; 128; 257; 0; workers=257: must be from 1 to 256",
                "1; 128; 1; 1048576; dax=1048576: must be a power of two of at least 2 MiB",
                "1; 128; 1; 3145728; dax=3145728: must be a power of two of at least 2 MiB",
                "1; 128; 1; -1; dax=-1: must be a power of two of at least 2 MiB",
                "1; 128; 1; 137438953472; dax=137438953472: must be at most 64 GiB",
            })
    void valuesOutOfRangeAreRefusedByName(
            int queues, int size, int workers, long dax, String message) {
        assertThatThrownBy(() ->
                        VirtioFsConfig.tagged("myfs")
                                .requestQueues(queues)
                                .queueSize(size)
                                .workers(workers)
                                .daxBytes(dax)
                                .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
