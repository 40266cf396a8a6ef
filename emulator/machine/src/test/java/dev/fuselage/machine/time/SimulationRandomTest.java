package dev.fuselage.machine.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SimulationRandomTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 42, 0x6a09e667f3bcc909L, Long.MIN_VALUE, Long.MAX_VALUE})
    void streamOfASeedIsThatOfTheJdksGenerator(long seed) {
        RandomGenerator jdk = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        SimulationRandom ours = new SimulationRandom(seed);
        for (int i = 0; i < 1000; i++) {
            assertThat(ours.nextLong()).as("seed %d, value %d", seed, i).isEqualTo(jdk.nextLong());
        }
    }

    @Test
    void restoredStateContinuesTheSameStream() {
        SimulationRandom first = new SimulationRandom(7);
        first.nextLong();
        SimulationRandom second = new SimulationRandom(8);
        second.restore(first.state());
        for (int i = 0; i < 100; i++) {
            assertThat(second.nextLong()).isEqualTo(first.nextLong());
        }
    }

    @Test
    void stateThatTheGeneratorNeverReachesIsRefused() {
        SimulationRandom random = new SimulationRandom(0);
        assertThatThrownBy(() -> random.restore(new SimulationRandom.State(1, 1, 0, 0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> random.restore(new SimulationRandom.State(2, 1, 1, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
