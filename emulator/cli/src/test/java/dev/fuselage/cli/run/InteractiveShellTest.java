package dev.fuselage.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.cli.session.Assembly;
import dev.fuselage.cli.session.AssemblySpec;
import dev.fuselage.cli.share.ShareSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person's keys, and what he sees, at a terminal without capabilities. */
final class InteractiveShellTest {

    @TempDir private Path state;

    private int status;

    private String type(String keys) throws IOException {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        try (Terminal terminal =
                        new DumbTerminal(
                                "test",
                                "dumb",
                                new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8)),
                                screen,
                                StandardCharsets.UTF_8);
                Assembly assembly =
                        Assembly.build(AssemblySpec.of(ShareSpec.parse("mem:")).withGuests(2))) {
            terminal.setSize(new Size(80, 24));
            assembly.boot();
            Map<String, String> variables =
                    Map.of("XDG_STATE_HOME", state.toString(), "NO_COLOR", "1");
            status = new InteractiveShell(terminal, variables, assembly).run();
        }
        return screen.toString(StandardCharsets.UTF_8).replace("\r", "");
    }

    @Test
    void thePromptHasTimeAndDirectory() throws IOException {
        assertThat(type("cd /mnt\npwd\n")).containsPattern("\n?0\\.\\d{6} /mnt # pwd\n/mnt\n");
    }

    @Test
    void theStatusAtTheEndIsThatOfTheLastCommand() throws IOException {
        type("false\n");
        assertThat(status).isEqualTo(1);
        type("exit 4\necho not this\n");
        assertThat(status).isEqualTo(4);
    }

    @Test
    void aWrongLineIsComplainedAboutAndForgotten() throws IOException {
        assertThat(type("echo a |\necho b\n"))
                .contains("a command is missing before the end of the line")
                .contains("\nb\n");
    }

    @Test
    void listingsFillTheTerminalsWidth() throws IOException {
        assertThat(type("ls /\n")).contains("dev  etc  home\tmnt  proc");
    }

    @Test
    void programsReadWhatIsTyped() throws IOException {
        assertThat(type("head -n 1\nfirst line\necho $?\n"))
                .contains("first line\n")
                .contains("0\n");
    }

    @Test
    void backgroundJobsAreAnnounced() throws IOException {
        assertThat(type("sleep 1 &\nsleep 2\n"))
                .containsPattern("\\[1\\] \\d+\n")
                .contains("[1]+  Done                    sleep 1\n");
    }

    @Test
    void whatHangsIsInterrupted() throws IOException {
        assertThat(type("mkfifo /tmp/p\ncat /tmp/p\necho $?\n"))
                .contains("nothing can run any more")
                .contains("interrupted\n")
                .contains("\n130\n");
    }

    @Test
    void linesAreRemembered() throws IOException {
        type("echo remember me\n");
        assertThat(Files.readString(state.resolve("fuselage/history")))
                .contains("echo remember me");
    }
}
