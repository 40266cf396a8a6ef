package dev.fuselage.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.cli.Cli;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Guest programs on a virtio-fs mount print what GNU's printed when they were recorded. */
final class GnuComparisonTest {

    private static String resource(String name) throws IOException {
        try (InputStream in = GnuComparisonTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theRecordedScriptPrintsTheSame() throws IOException {
        String script = "mount -t virtiofs myfs /mnt; cd /mnt\n" + resource("gnu.sh");
        assertThat(Cli.merged("run", "--share", "mem:", "-c", script))
                .isEqualTo(resource("gnu.expected"));
    }
}
