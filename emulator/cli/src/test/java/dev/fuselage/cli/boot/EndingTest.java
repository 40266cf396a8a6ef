package dev.fuselage.cli.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.devices.platform.PowerRequest;
import org.junit.jupiter.api.Test;

final class EndingTest {

    @Test
    void everyEndHasItsStatus() {
        assertThat(new Ending.Asked(new PowerRequest.PowerOff()).status()).isZero();
        assertThat(new Ending.Asked(new PowerRequest.Reset()).status()).isEqualTo(1);
        assertThat(new Ending.Asked(new PowerRequest.Failure(9)).status()).isEqualTo(9);
        assertThat(new Ending.Asked(new PowerRequest.Failure(4711)).status()).isEqualTo(1);
        assertThat(new Ending.Panicked("why").status()).isEqualTo(1);
        assertThat(new Ending.Left().status()).isZero();
        assertThat(new Ending.TerminalGone().status()).isEqualTo(129);
        assertThat(new Ending.OutOfTime(1).status()).isEqualTo(124);
        assertThat(new Ending.OutOfInstructions(1).status()).isEqualTo(124);
        assertThat(new Ending.Asleep().status()).isEqualTo(126);
    }

    @Test
    void messagesSayWhatHappened() {
        assertThat(new Ending.Asked(new PowerRequest.PowerOff()).message()).isNull();
        assertThat(new Ending.OutOfTime(2.5).message())
                .isEqualTo("--timeout: the guest still runs after 2.5 seconds");
        assertThat(new Ending.OutOfTime(60).message())
                .isEqualTo("--timeout: the guest still runs after 60 seconds");
        assertThat(new Ending.Panicked("no init").message())
                .isEqualTo("the guest's kernel panicked: no init");
    }
}
