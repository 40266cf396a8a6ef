package dev.fuselage.cli.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class GuestCommandsTest {

    @Test
    void commandsWithQuotesAndSpacesAreOneWordOfTheCommandLine() {
        // printf '%s' 'echo "a  b"; false' | base64
        assertThat(GuestCommands.parameter("echo \"a  b\"; false"))
                .isEqualTo("fuselage.run=ZWNobyAiYSAgYiI7IGZhbHNl");
        assertThat(GuestCommands.terminalSize(24, 80)).isEqualTo("fuselage.size=24x80");
    }

    @Test
    void onlyAStatusIsAStatus() {
        assertThat(GuestCommands.status("fuselage: status 0")).isEqualTo(OptionalInt.of(0));
        assertThat(GuestCommands.status("fuselage: status 255\r\n")).isEqualTo(OptionalInt.of(255));
        assertThat(GuestCommands.status("fuselage: status 256")).isEmpty();
        assertThat(GuestCommands.status("x fuselage: status 1")).isEmpty();
        assertThat(GuestCommands.status(GuestCommands.READY)).isEmpty();
    }
}
