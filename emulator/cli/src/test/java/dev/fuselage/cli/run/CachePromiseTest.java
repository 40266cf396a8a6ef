package dev.fuselage.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.cli.Cli;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a caching mode promises to a guest when another one changes a file behind its back. */
final class CachePromiseTest {

    private static String twoGuests(String cache, String commands) {
        return Cli.output(
                "run",
                "--share",
                "mem:,cache=" + cache,
                "--guests",
                "2",
                "-c",
                "mount -t virtiofs myfs /mnt; @2 mount -t virtiofs myfs /mnt; echo old > /mnt/f;"
                        + " @2 stat -c %s /mnt/f; "
                        + commands);
    }

    @ParameterizedTest
    @CsvSource({"none, 9", "auto, 4", "always, 4"})
    void aSizeJustLookedAtIsAskedForAgainOnlyWithoutCache(String cache, int seen) {
        assertThat(twoGuests(cache, "echo much new > /mnt/f; @2 stat -c %s /mnt/f"))
                .isEqualTo("4\n" + seen + "\n");
    }

    @ParameterizedTest
    @CsvSource({"none, 9", "auto, 9", "always, 4"})
    void aSizeIsAskedForAgainAfterASecond(String cache, int seen) {
        assertThat(twoGuests(cache, "echo much new > /mnt/f; sleep 1.1; @2 stat -c %s /mnt/f"))
                .isEqualTo("4\n" + seen + "\n");
    }

    @Test
    void theTimeoutOfAutoCanBeChosen() {
        assertThat(
                        twoGuests(
                                "auto,timeout=10",
                                "echo much new > /mnt/f; sleep 5; @2 stat -c %s /mnt/f; sleep 6; @2"
                                        + " stat -c %s /mnt/f"))
                .isEqualTo("4\n4\n9\n");
    }

    @ParameterizedTest
    @CsvSource({"none, new", "auto, new", "always, old"})
    void contentIsReadAnewAtOpenUnlessItIsKeptForEver(String cache, String seen) {
        assertThat(twoGuests(cache, "@2 cat /mnt/f; echo new > /mnt/f; sleep 1.1; @2 cat /mnt/f"))
                .isEqualTo("4\nold\n" + seen + "\n");
    }

    @ParameterizedTest
    @CsvSource({"none, 0", "auto, 1", "always, 1"})
    void aRemovedNameStaysForAsLongAsNamesAreCached(String cache, int there) {
        assertThat(twoGuests(cache, "rm /mnt/f; @2 test -e /mnt/f && echo 1 || echo 0"))
                .isEqualTo("4\n" + there + "\n");
    }
}
