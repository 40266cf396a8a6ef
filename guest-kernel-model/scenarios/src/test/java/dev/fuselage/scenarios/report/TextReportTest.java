package dev.fuselage.scenarios.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.scenarios.outcome.Outcome;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextReportTest {
    static Set<String> names() {
        return Samples.all().keySet();
    }

    @ParameterizedTest
    @MethodSource("names")
    void looksAsItsGoldenFile(String name) throws IOException {
        Golden.check(
                name + ".txt",
                TextReport.of(Objects.requireNonNull(Samples.all().get(name)), false));
    }

    @Test
    void showsAllTasksWhenAsked() throws IOException {
        Golden.check("deadlock-all-tasks.txt", TextReport.of(Samples.deadlock(), true));
    }

    @Test
    void columnsThatDoNotFitOverlap() throws IOException {
        Golden.check("crowded.txt", TextReport.of(Samples.crowded(), false));
    }

    @Test
    void isAsciiOfAtMostAHundredColumns() {
        for (Outcome outcome : Samples.all().values()) {
            assertThat(TextReport.of(outcome, true).lines())
                    .allSatisfy(line -> {
                        assertThat(line).isEqualTo(line.stripTrailing());
                        assertThat(line.length()).isLessThanOrEqualTo(100);
                        assertThat(line).matches("\\p{ASCII}*");
                    });
        }
        assertThat(TextReport.of(Samples.crowded(), true).lines())
                .allMatch(line -> line.length() <= 100);
    }

    @Test
    void theLastTwoVerdictsAreNeverCalledTheSame() {
        assertThat(TextReport.of(Samples.exhaustive(), false))
                .startsWith("PASSED EXHAUSTIVE")
                .contains("within at most 2 preemptions and 10000 steps");
        assertThat(TextReport.of(Samples.sampled(), false))
                .startsWith("PASSED SAMPLED")
                .contains("10000 schedules tried, all end well; others were not tried");
    }
}
