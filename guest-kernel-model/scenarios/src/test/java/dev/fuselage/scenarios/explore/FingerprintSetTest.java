package dev.fuselage.scenarios.explore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FingerprintSetTest {
    @Test
    void aNumberOnlyRisesUpToTheMostPreemptionsThatASearchMayHave() {
        for (long key : new long[] {0, 1, -1}) {
            FingerprintSet set = new FingerprintSet();
            for (int left = 0; left <= Strategy.Bounded.MOST; left++) {
                short number = (short) (left + 1);
                assertThat(set.raise(key, number)).as("%d at %d", key, left).isTrue();
                assertThat(set.raise(key, number)).as("%d at %d again", key, left).isFalse();
            }
            assertThat(set.size()).isEqualTo(1);
        }
    }
}
