package dev.fuselage.devices.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The map of longs against java.util's. */
class TablesTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theTableEqualsAMap(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LongTable<String> table = new LongTable<>();
        Map<Long, String> model = new HashMap<>();
        int range = 300;
        for (int step = 0; step < 20_000; step++) {
            // Keys that collide as well as keys that do not.
            long key = random.nextInt(range) * (random.nextBoolean() ? 1L : 1L << 32);
            if (random.nextInt(5) < 3 && !model.containsKey(key)) {
                table.put(key, "v" + step);
                model.put(key, "v" + step);
            } else {
                assertThat(table.remove(key))
                        .as("step %d of seed %d", step, seed)
                        .isEqualTo(model.remove(key));
            }
            assertThat(table.size()).isEqualTo(model.size());
        }
        for (long k = 0; k < range; k++) {
            assertThat(table.get(k)).isEqualTo(model.get(k));
            assertThat(table.get(k << 32)).isEqualTo(model.get(k << 32));
        }
        int listed = 0;
        for (int i = 0; i < table.slots(); i++) {
            listed += table.at(i) == null ? 0 : 1;
        }
        assertThat(listed).isEqualTo(model.size());
        table.clear();
        assertThat(table.size()).isZero();
        assertThat(table.get(1)).isNull();
    }
}
