package dev.fuselage.kernel.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.kernel.program.GuestShell.Result;
import org.junit.jupiter.api.AfterEach;

/** A test that runs commands in a guest of its own, in an empty directory. */
public abstract class ProgramTest {

    private final GuestShell shell = new GuestShell();

    @AfterEach
    final void endGuest() {
        shell.close();
    }

    /** Commands succeed, complain about nothing and print exactly this. */
    protected final void prints(String commands, String expected) {
        assertThat(shell.output("cd /tmp; " + commands)).isEqualTo(expected);
    }

    /** The last command ends with the status after exactly these complaints. */
    protected final void fails(String commands, int status, String complaints) {
        Result result = shell.run("cd /tmp; " + commands);
        assertThat(result.err()).as(commands).isEqualTo(complaints);
        assertThat(result.status()).as(commands).isEqualTo(status);
    }

    /** What commands print that succeed and complain about nothing. */
    protected final String output(String commands) {
        return shell.output("cd /tmp; " + commands);
    }
}
