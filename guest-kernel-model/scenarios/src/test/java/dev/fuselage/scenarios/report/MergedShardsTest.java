package dev.fuselage.scenarios.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.explore.Shard;
import dev.fuselage.scenarios.outcome.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergedShardsTest {
    private static ReportedOutcomes part(int index, int count, Outcome... outcomes) {
        return new ReportedOutcomes(new Shard(index, count), List.of(outcomes));
    }

    private static Outcome passed(Outcome like) {
        return new Outcome(
                like.scenario(),
                like.variant(),
                like.parameters(),
                like.expectation(),
                Verdict.PASSED_EXHAUSTIVE,
                false,
                false,
                like.search(),
                null,
                List.of());
    }

    @Test
    void oneShardThatFindsItIsEnough() {
        Outcome deadlock = Samples.deadlock();
        Outcome merged =
                MergedShards.of(List.of(part(2, 2, deadlock), part(1, 2, passed(deadlock))))
                        .getFirst();
        assertThat(merged.met()).isTrue();
        assertThat(merged.verdict()).isEqualTo(Verdict.DEADLOCK);
        assertThat(merged.counterexample()).isEqualTo(deadlock.counterexample());
        assertThat(merged.search().schedules()).isEqualTo(2 * 57);
    }

    @Test
    void aBugThatNoShardFindsIsMissed() {
        Outcome none = passed(Samples.deadlock());
        Outcome merged = MergedShards.of(List.of(part(1, 2, none), part(2, 2, none))).getFirst();
        assertThat(merged.met()).isFalse();
        assertThat(merged.inconclusive()).isFalse();
        assertThat(merged.verdict()).isEqualTo(Verdict.PASSED_EXHAUSTIVE);
    }

    @Test
    void aProofNeedsEveryPart() {
        Outcome proved = Samples.exhaustive();
        Outcome stalled =
                new Outcome(
                        proved.scenario(),
                        Variant.FIXED,
                        proved.parameters(),
                        proved.expectation(),
                        Verdict.STALL_IN_BOUND,
                        false,
                        true,
                        proved.search(),
                        null,
                        List.of());
        Outcome merged =
                MergedShards.of(List.of(part(1, 2, proved), part(2, 2, stalled))).getFirst();
        assertThat(merged.verdict()).isEqualTo(Verdict.STALL_IN_BOUND);
        assertThat(merged.inconclusive()).isTrue();
        assertThat(merged.potentials()).isEqualTo(proved.potentials());
    }

    @Test
    void refusesWhatIsNotOneWholeSearch() {
        Outcome one = Samples.deadlock();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MergedShards.of(List.of(part(1, 3, one), part(3, 3, one))))
                .withMessage("shard 2/3 is missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MergedShards.of(List.of(part(1, 2, one), part(1, 2, one))))
                .withMessage("shard 1/2 is there twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MergedShards.of(List.of(part(1, 2, one), part(2, 3, one))))
                .withMessage("shards of different divisions: 1/2 and 2/3");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        MergedShards.of(List.of(part(1, 2, one), part(2, 2, Samples.stall()))))
                .withMessage("shards 1/2 and 2/2 searched different things");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MergedShards.of(List.of()))
                .withMessage("there is no report");
    }
}
