package dev.fuselage.kernel.program.libc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.kernel.vfs.Timespec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected values are what GNU programs print in the C locale with TZ=UTC. */
final class TextFormsTest {

    private static final long NOW = 1_767_225_600L;

    @ParameterizedTest
    @CsvSource({
        "100644, -rw-r--r--",
        "040755, drwxr-xr-x",
        "120777, lrwxrwxrwx",
        "104755, -rwsr-xr-x",
        "102644, -rw-r-Sr--",
        "041777, drwxrwxrwt",
        "041666, drw-rw-rwT",
        "010600, prw-------",
        "020666, crw-rw-rw-",
        "060660, brw-rw----",
        "140755, srwxr-xr-x"
    })
    void modesAreWrittenAsLsDoes(String octal, String text) {
        assertThat(ModeText.symbolic(Integer.parseInt(octal, 8))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "1767225599, 'Dec 31 23:59'",
        "1767225600, 'Jan  1 00:00'",
        // In the future, and more than half a year ago.
        "1767225601, 'Jan  1  2026'",
        "1751447124, 'Jul  2  2025'",
        "1751447125, 'Jul  2 09:05'",
        "0, 'Jan  1  1970'"
    })
    void fileTimesShowTheClockOnlyWithinTheLastHalfYear(long seconds, String text) {
        assertThat(TimeText.shortForm(seconds, NOW)).isEqualTo(text);
    }

    @Test
    void longTimesHaveNanosecondsAndAZone() {
        assertThat(TimeText.longForm(NOW, 42)).isEqualTo("2026-01-01 00:00:00.000000042 +0000");
    }

    @Test
    void datesAreReadAsTheyAreWritten() {
        Timespec time = new Timespec();
        assertThat(TimeText.parse("2026-01-01 00:00:01", time)).isTrue();
        assertThat(time.sec).isEqualTo(NOW + 1);
        assertThat(TimeText.parse("@12", time)).isTrue();
        assertThat(time.sec).isEqualTo(12);
        assertThat(TimeText.parse("2026-13-01", time)).isFalse();
        assertThat(TimeText.parse("yesterday", time)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1023, 1023",
        "1024, 1.0K",
        "1025, 1.1K",
        "10240, 10K",
        "10241, 11K",
        "1048575, 1.0M",
        "1048576, 1.0M",
        "17179869184, 16G"
    })
    void humanSizesAreRoundedUp(long bytes, String text) {
        assertThat(SizeText.human(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "12, 12",
        "1k, 1024",
        "1K, 1024",
        "2M, 2097152",
        "1kB, 1000",
        "1MiB, 1048576",
        "3b, 1536",
        "4w, 8",
        "5c, 5",
        "k, -1",
        "1x, -1",
        "-1, -1",
        "99999999999999999999, -1"
    })
    void sizesAreReadWithTheirUnits(String text, long bytes) {
        assertThat(SizeText.parse(text)).isEqualTo(bytes);
    }

    @Test
    void ddWritesSizesInBothSystemsOfUnits() {
        assertThat(SizeText.decimal(1_048_576)).isEqualTo("1.0 MB");
        assertThat(SizeText.binary(1_048_576)).isEqualTo("1.0 MiB");
        assertThat(SizeText.decimal(4096)).isEqualTo("4.1 kB");
        assertThat(SizeText.decimal(999)).isEqualTo("999 B");
    }

    @Test
    void namesAreQuotedInMessages() {
        assertThat(Quote.name("a b")).isEqualTo("'a b'");
        assertThat(Quote.name("it's")).isEqualTo("\"it's\"");
        assertThat(Quote.name("it's $x")).isEqualTo("'it'\\''s $x'");
        assertThat(Quote.name("a\nb")).isEqualTo("'a'$'\\n''b'");
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b/, b, /a",
        "a, a, .",
        "/, /, /",
        "/a, a, /",
        "a//b, b, a",
        "a/b/c, c, a/b",
        "///, /, /"
    })
    void pathsAreTakenApart(String path, String base, String parent) {
        assertThat(PathText.base(path)).isEqualTo(base);
        assertThat(PathText.parent(path)).isEqualTo(parent);
    }
}
