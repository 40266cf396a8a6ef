package dev.fuselage.devices.fs.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.devices.fs.FileName;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CallStringsTest {

    private final Arena arena = Arena.ofAuto();
    private final CallStrings strings = new CallStrings(arena);

    private static String at(long address) {
        return MemorySegment.ofAddress(address)
                .reinterpret(FileName.PATH_MAX)
                .getString(0, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aDescriptorsPathHasItsNumberInDecimal() {
        for (int fd : new int[] {0, 9, 10, 99, 100, 65_535, 1_000_000, Integer.MAX_VALUE, 7}) {
            assertThat(at(strings.descriptorPath(fd))).isEqualTo("/proc/self/fd/" + fd);
        }
        assertThatThrownBy(() -> strings.descriptorPath(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesEndWhereTheyEndWhateverStoodThere() {
        String longest = "x".repeat(FileName.PATH_MAX - 1);
        assertThat(at(strings.name(FileName.of(longest)))).isEqualTo(longest);
        assertThat(at(strings.name(FileName.of("\u00e4")))).isEqualTo("\u00e4");
        long first = strings.name(FileName.of("first"));
        long second = strings.secondName(FileName.of("second"));
        assertThat(at(first)).isEqualTo("first");
        assertThat(at(second)).isEqualTo("second");
        assertThat(at(strings.empty())).isEmpty();
        assertThat(at(strings.dot())).isEqualTo(".");
    }
}
