package dev.fuselage.scenarios.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fuselage.scenarios.explore.Shard;
import dev.fuselage.scenarios.outcome.Outcome;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonReportTest {
    private static final List<Outcome> ALL = List.copyOf(Samples.all().values());

    @Test
    void looksAsItsGoldenFile() throws IOException {
        Golden.check(
                "report.json",
                JsonReport.of(List.of(Samples.deadlock(), Samples.exhaustive()), Shard.WHOLE));
    }

    @Test
    void keepsToItsSchema() throws IOException {
        JsonSchema schema = JsonSchema.load("fuselage.report-1.schema.json");
        assertThat(schema.complaints(JsonReport.of(ALL, new Shard(2, 3)))).isEmpty();
        assertThat(schema.complaints(JsonReport.of(List.of(Samples.crowded()), Shard.WHOLE)))
                .isEmpty();
        assertThat(schema.complaints("{\"schema\":\"fuselage.report/1\",\"shard\":\"0/1\"}"))
                .containsExactly(
                        "/outcomes is missing", "/shard does not match ^[1-9][0-9]*/[1-9][0-9]*$");
    }

    @Test
    void comesOutTheSameWhenReadAndWrittenAgain() {
        String text = JsonReport.of(ALL, new Shard(2, 3));
        ReportedOutcomes read = ReportedOutcomes.read(text);
        assertThat(read.shard()).isEqualTo(new Shard(2, 3));
        assertThat(JsonReport.of(read.outcomes(), read.shard())).isEqualTo(text);
        for (int i = 0; i < ALL.size(); i++) {
            assertThat(read.outcomes().get(i).counterexample())
                    .isEqualTo(ALL.get(i).counterexample());
            assertThat(TextReport.of(read.outcomes().get(i), true))
                    .isEqualTo(TextReport.of(ALL.get(i), true));
        }
    }

    @Test
    void doesNotDependOnHowLongTheSearchTook() {
        Outcome quick =
                ReportedOutcomes.read(JsonReport.of(ALL, Shard.WHOLE)).outcomes().getFirst();
        assertThat(quick.search().nanos()).isZero();
        assertThat(JsonReport.of(List.of(quick), Shard.WHOLE))
                .isEqualTo(JsonReport.of(List.of(ALL.getFirst()), Shard.WHOLE));
    }

    @Test
    void readsAnOlderReportThatIsSilentAboutWhatFoundIt() throws IOException {
        String text = JsonReport.of(List.of(Samples.deadlock()), Shard.WHOLE);
        String older = text.replaceFirst("(?s),\\s*\"find\": \\{[^}]*}", "");
        assertThat(older).isNotEqualTo(text);
        assertThat(JsonSchema.load("fuselage.report-1.schema.json").complaints(older)).isEmpty();
        Outcome read = ReportedOutcomes.read(older).outcomes().getFirst();
        assertThat(read.search().find()).isNull();
        assertThat(read.counterexample()).isEqualTo(Samples.deadlock().counterexample());
    }

    @Test
    void whatIsNoReportIsRefusedInWords() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReportedOutcomes.read("{\"schema\":\"fuselage.stats/1\"}"))
                .withMessage("its schema is fuselage.stats/1, not fuselage.report/1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReportedOutcomes.read("[]"))
                .withMessage("an object is missing");
        String cut = JsonReport.of(ALL, Shard.WHOLE).replace("\"actor\": 4", "\"actor\": \"4\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReportedOutcomes.read(cut))
                .withMessage("actor: missing or of another type");
    }
}
