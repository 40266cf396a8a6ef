package dev.fuselage.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same inputs give the same cycles, trace, timeline and output, byte for byte. */
final class DeterminismTest {

    private static final String WORK =
            "mount -t virtiofs myfs /mnt; mkdir -p /mnt/a/b; dd if=/dev/zero of=/mnt/big bs=64k"
                    + " count=20 status=none & seq 200 > /mnt/a/n & cp /proc/mounts /mnt/a/b/m & wait;"
                    + " find /mnt; cat /mnt/a/n | wc -l; cp -a /mnt/a /mnt/c; ls -lR /mnt; host write"
                    + " x y; cat /mnt/x; rm -r /mnt/a & rm -r /mnt/c & wait; ls -la /mnt; umount /mnt";

    private record Run(String output, String trace, String timeline) {}

    @TempDir private Path folder;

    private Run run(String cache, int vcpus) throws IOException {
        Path trace = folder.resolve("trace");
        Path timeline = folder.resolve("timeline");
        String output =
                Cli.output(
                        "run",
                        "--share",
                        "mem:,queues=2,workers=2,cache=" + cache,
                        "--vcpus",
                        Integer.toString(vcpus),
                        "--trace",
                        trace.toString(),
                        "--timeline",
                        timeline.toString(),
                        "--stats",
                        "-c",
                        WORK);
        return new Run(output, Files.readString(trace), Files.readString(timeline));
    }

    @ParameterizedTest
    @CsvSource({
        "none, 1",
        "auto, 1",
        "always, 1",
        "metadata, 1",
        "none, 4",
        "auto, 4",
        "always, 4",
        "metadata, 4"
    })
    void twoRunsAreTheSame(String cache, int vcpus) throws IOException {
        Run first = run(cache, vcpus);
        Run second = run(cache, vcpus);
        assertThat(second.output).isEqualTo(first.output);
        assertThat(second.trace).isEqualTo(first.trace);
        assertThat(second.timeline).isEqualTo(first.timeline);
        assertThat(first.output).contains("\n200\n").contains("cycles");
    }
}
