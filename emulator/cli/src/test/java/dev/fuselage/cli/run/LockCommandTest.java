package dev.fuselage.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.cli.Cli;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks that guests see of one another, with the option locks and without. */
final class LockCommandTest {

    @TempDir private Path directory;

    private static String twoGuests(String share) {
        return Cli.output(
                "run",
                "--share",
                share,
                "--guests",
                "2",
                "-c",
                "mount -t virtiofs myfs /mnt; @2 mount -t virtiofs myfs /mnt; echo x > /mnt/f;"
                        + " flock /mnt/f sleep 0.5 & sleep 0.1;"
                        + " @2 flock -n /mnt/f echo at once;"
                        + " @2 flock /mnt/f echo in the end; @2 cat /proc/uptime");
    }

    @Test
    void withoutTheOptionGuestsDoNotSeeLocksOfOneAnother() {
        assertThat(twoGuests("mem:")).isEqualTo("at once\nin the end\n0.10 0.00\n");
    }

    @Test
    void withTheOptionOneGuestWaitsForAnother() {
        assertThat(twoGuests("mem:,locks")).isEqualTo("in the end\n0.50 0.00\n");
        assertThat(twoGuests(directory + ",locks")).isEqualTo("in the end\n0.50 0.00\n");
    }
}
