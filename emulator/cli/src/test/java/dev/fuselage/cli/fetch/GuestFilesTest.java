package dev.fuselage.cli.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GuestFilesTest {

    @TempDir private Path folder;

    private Path usual(Map<String, String> variables) {
        return GuestFiles.usual(variables).directory();
    }

    @Test
    void theyAreBesideTheLauncher() {
        assertThat(usual(Map.of("FUSELAGE_HOME", folder.toString(), "HOME", "/home/x")))
                .isEqualTo(folder.resolve(".fuselage/guest"));
    }

    @Test
    void withoutALauncherTheyAreWithTheUsersData() {
        assertThat(usual(Map.of("HOME", "/home/x")))
                .isEqualTo(Path.of("/home/x/.local/share/fuselage/guest"));
        assertThat(usual(Map.of("HOME", "/home/x", "XDG_DATA_HOME", "/data")))
                .isEqualTo(Path.of("/data/fuselage/guest"));
        assertThat(usual(Map.of("HOME", "/home/x", "XDG_DATA_HOME", "relative")))
                .isEqualTo(Path.of("/home/x/.local/share/fuselage/guest"));
    }

    @Test
    void whereNothingCanBeMadeOnlyAGuestThatIsThereCounts() throws IOException {
        // Under a file there can be no folder, whoever asks.
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThat(usual(Map.of("FUSELAGE_HOME", file.toString(), "HOME", "/home/x")))
                .isEqualTo(Path.of("/home/x/.local/share/fuselage/guest"));
        Path there = Files.createDirectories(folder.resolve(".fuselage/guest"));
        Files.writeString(there.resolve("CONTENTS"), "");
        assertThat(usual(Map.of("FUSELAGE_HOME", folder.toString()))).isEqualTo(there);
    }
}
