package dev.fuselage.kernel.program.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.fuse.linux.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The expected values are what GNU chmod makes of a file with umask 022. */
final class ModeChangeTest {

    @ParameterizedTest
    @CsvSource({
        "644, 600, 600",
        "644, u+x, 744",
        "644, +x, 755",
        "644, +w, 644",
        "644, a+w, 666",
        "755, go-rx, 700",
        "644, g=u, 664",
        "644, 'u=rwx,g=rx,o=', 750",
        "644, a=, 0",
        "755, a-w+s, 6555",
        "644, a+X, 644",
        "744, a+X, 755",
        "755, +t, 1755",
        "4755, 755, 755",
        "644, o+t, 1644"
    })
    void aFileGetsTheMode(String old, String change, String expected) throws BadUsage {
        int mode = Mode.S_IFREG | Integer.parseInt(old, 8);
        assertThat(Integer.toOctalString(ModeChange.of(change).apply(mode, 022)))
                .isEqualTo(expected);
    }

    @Test
    void aDirectoryKeepsItsSetGroupIdUnlessFiveDigitsTakeIt() throws BadUsage {
        int mode = Mode.S_IFDIR | 02755;
        assertThat(ModeChange.of("700").apply(mode, 022)).isEqualTo(02700);
        assertThat(ModeChange.of("u=rwx,go=").apply(mode, 022)).isEqualTo(02700);
        assertThat(ModeChange.of("00700").apply(mode, 022)).isEqualTo(0700);
        assertThat(ModeChange.of("g-s").apply(mode, 022)).isEqualTo(0755);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "u", "z+x", "u+q", "77777777", "u+x,", "rw"})
    void whatIsNoModeIsRefused(String text) {
        assertThatThrownBy(() -> ModeChange.of(text))
                .isInstanceOf(BadUsage.class)
                .hasMessage("invalid mode: '" + text + "'");
    }
}
