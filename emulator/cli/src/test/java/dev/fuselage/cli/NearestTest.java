package dev.fuselage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearestTest {

    @Test
    void aSlipOfTheFingerIsMetWithTheWordThatWasMeant() {
        assertThat(Nearest.hint("allways", List.of("none", "auto", "always")))
                .isEqualTo(" (did you mean always?)");
    }

    @Test
    void aWordNearNothingIsMetWithTheWholeList() {
        assertThat(Nearest.hint("turbo-max", List.of("none", "auto")))
                .isEqualTo(" (valid: none, auto)");
    }

    @Test
    void twoSwappedLettersAreOneEdit() {
        assertThat(Nearest.distance("ring", "rnig")).isEqualTo(1);
        assertThat(Nearest.distance("ring", "queues")).isGreaterThan(4);
    }
}
