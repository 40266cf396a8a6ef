package dev.fuselage.cli.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.cli.Cli;
import dev.fuselage.cli.fetch.GuestCommands;
import dev.fuselage.scenarios.report.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real guest that is saved and loaded, in the middle of what it does with an open file. */
final class SavedGuestTest {

    /** Reads a file by lines, with much to compute after the first. */
    private static final String WORK =
            """
            exec 3< /etc/passwd
            read line <&3
            echo "first $line"
            i=0
            while [ $i -lt 20000 ]; do i=$((i + 1)); done
            echo counted
            while read line <&3; do echo "next $line"; done
            ls /etc | wc -l
            """;

    @TempDir private Path folder;

    @Test
    void loadedGuestGoesOnExactlyAsOneThatWasNeverSaved() throws IOException {
        RealGuest guest = RealGuest.in(folder);
        Cli.Result whole = machine(guest).with(commands()).boot();
        Map<?, ?> statistics = statistics(whole);
        Path file = folder.resolve("saved");
        long middle = instructions(statistics) - 100_000_000;
        Cli.Result begin =
                machine(guest.again())
                        .with(commands())
                        .with("--save", file.toString(), "--max-instructions", "" + middle)
                        .boot();
        assertThat(begin.status()).isZero();
        assertThat(begin.out()).contains("first root:").doesNotContain("next guest:");
        Cli.Result end = machine(guest.again()).with("--load", file.toString()).load();
        assertThat(end.err()).isEmpty();
        assertThat(end.out()).contains("next guest:").doesNotContain("first root:");
        assertThat(statistics(end).get("cycles")).isEqualTo(statistics.get("cycles"));
        assertThat(statistics(end).get("counters")).isEqualTo(statistics.get("counters"));
    }

    private static RealGuest machine(RealGuest guest) {
        return guest.share("cache=auto,queues=2").with("--harts", "2", "--stats=json");
    }

    private static String[] commands() {
        return new String[] {"--append", "quiet " + GuestCommands.parameter(WORK)};
    }

    private static Map<?, ?> statistics(Cli.Result result) {
        String json = result.out().substring(result.out().indexOf("{\n"));
        return (Map<?, ?>) Objects.requireNonNull(JsonReader.read(json));
    }

    private static long instructions(Map<?, ?> statistics) {
        Map<?, ?> counters = (Map<?, ?>) Objects.requireNonNull(statistics.get("counters"));
        return counters.entrySet().stream()
                .filter(entry -> entry.getKey().toString().endsWith(".instructions"))
                .mapToLong(entry -> ((Number) entry.getValue()).longValue())
                .sum();
    }

    /** The same words as for saving are enough, also where nobody has named a root directory. */
    @Test
    void guestOnTheFetchedRootDirectoryIsLoadedWithoutNamingIt() {
        Map<String, String> variables = RealGuest.variables();
        String file = folder.resolve("saved").toString();
        Cli.Result saved =
                Cli.withVariables(
                        variables, "boot", "--max-instructions", "100000000", "--save", file);
        assertThat(saved.status()).isZero();
        Cli.Result loaded =
                Cli.withVariables(
                        variables, "boot", "--max-instructions", "110000000", "--load", file);
        assertThat(loaded.err()).startsWith("fuselage: --max-instructions: ").hasLineCount(1);
        assertThat(loaded.status()).isEqualTo(124);
    }

    @Test
    void snapshotOfAnotherMachineIsRefusedInOneLine() throws IOException {
        Path file = folder.resolve("saved");
        RealGuest guest = RealGuest.in(folder);
        Cli.Result saved =
                guest.with("--save", file.toString(), "--max-instructions", "1000000").boot();
        assertThat(saved.status()).isZero();
        Cli.Result loaded = guest.again().with("--harts", "2", "--load", file.toString()).load();
        assertThat(loaded.status()).isEqualTo(125);
        assertThat(loaded.err()).startsWith("fuselage: --load: " + file + ": ").hasLineCount(1);
        Files.writeString(file, "no snapshot");
        Cli.Result foreign = guest.again().with("--load", file.toString()).load();
        assertThat(foreign.status()).isEqualTo(125);
        assertThat(foreign.err()).startsWith("fuselage: --load: " + file).hasLineCount(1);
    }
}
