package dev.fuselage.machine.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedMap;
import org.junit.jupiter.api.Test;

final class CountersTest {
    private final Counters counters = new Counters();

    @Test
    void sameNameIsTheSameCounter() {
        counters.counter("exits").add(3);
        counters.counter("exits").increment();
        assertThat(counters.value("exits")).isEqualTo(4);
        assertThat(counters.value("never used")).isZero();
    }

    @Test
    void snapshotIsInTheOrderOfNamesAndStandsStill() {
        counters.counter("b").add(2);
        counters.counter("a").add(1);
        SortedMap<String, Long> snapshot = counters.snapshot();
        counters.counter("a").add(1);
        assertThat(snapshot.toString()).isEqualTo("{a=1, b=2}");
    }

    @Test
    void restoringBringsBackEveryValue() {
        Counter a = counters.counter("a");
        a.add(1);
        SortedMap<String, Long> snapshot = counters.snapshot();
        a.add(10);
        counters.counter("later").add(5);
        counters.restore(snapshot);
        assertThat(a.value()).isEqualTo(1);
        assertThat(counters.value("later")).isZero();
    }
}
