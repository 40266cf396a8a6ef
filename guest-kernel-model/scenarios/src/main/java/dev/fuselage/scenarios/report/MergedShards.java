package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.Expectation.Often;
import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.explore.Shard;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.outcome.Potential;
import dev.fuselage.scenarios.outcome.Search;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The outcomes of a search that was divided: what one machine would have found, or no answer. */
public final class MergedShards {
    private MergedShards() {}

    /**
     * Puts the parts together.
     *
     * @throws IllegalArgumentException when a part is missing, there twice, or of another search;
     *     the message says which
     */
    public static List<Outcome> of(List<ReportedOutcomes> parts) {
        List<ReportedOutcomes> order = inOrder(parts);
        List<Outcome> merged = new ArrayList<>();
        for (int i = 0; i < order.getFirst().outcomes().size(); i++) {
            List<Outcome> same = new ArrayList<>();
            for (ReportedOutcomes part : order) {
                same.add(part.outcomes().get(i));
            }
            merged.add(merge(same));
        }
        return merged;
    }

    private static List<ReportedOutcomes> inOrder(List<ReportedOutcomes> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("there is no report");
        }
        Shard first = parts.getFirst().shard();
        List<@Nullable ReportedOutcomes> places = new ArrayList<>();
        for (int i = 0; i < first.count(); i++) {
            places.add(null);
        }
        for (ReportedOutcomes part : parts) {
            if (part.shard().count() != first.count()) {
                throw new IllegalArgumentException(
                        "shards of different divisions: %s and %s".formatted(first, part.shard()));
            }
            if (places.set(part.shard().index() - 1, part) != null) {
                throw new IllegalArgumentException(
                        "shard %s is there twice".formatted(part.shard()));
            }
        }
        List<ReportedOutcomes> order = new ArrayList<>();
        for (int i = 0; i < first.count(); i++) {
            ReportedOutcomes part = places.get(i);
            if (part == null) {
                throw new IllegalArgumentException(
                        "shard %s is missing".formatted(new Shard(i + 1, first.count())));
            }
            if (!searched(part).equals(searched(parts.getFirst()))) {
                throw new IllegalArgumentException(
                        "shards %s and %s searched different things"
                                .formatted(first, part.shard()));
            }
            order.add(part);
        }
        return order;
    }

    /** What must be the same in all parts. */
    private static List<List<Object>> searched(ReportedOutcomes part) {
        return part.outcomes().stream()
                .map(one ->
                        List.<Object>of(
                                one.scenario().name(),
                                one.variant(),
                                one.parameters(),
                                one.expectation(),
                                one.search().strategy(),
                                one.search().depth(),
                                one.search().stepLimit(),
                                String.valueOf(one.search().seed())))
                .toList();
    }

    private static Outcome merge(List<Outcome> parts) {
        Outcome told = told(parts);
        Counterexample counterexample = told.counterexample();
        boolean met = met(parts);
        Set<Potential> potentials = new LinkedHashSet<>();
        parts.forEach(part -> potentials.addAll(part.potentials()));
        return new Outcome(
                told.scenario(),
                told.variant(),
                told.parameters(),
                told.expectation(),
                counterexample == null ? verdict(parts) : counterexample.verdict(),
                met,
                !met && counterexample == null && parts.stream().anyMatch(Outcome::inconclusive),
                search(parts, told),
                counterexample,
                List.copyOf(potentials));
    }

    /** A part that found some case is enough for "sometimes"; else all parts have to be right. */
    private static boolean met(List<Outcome> parts) {
        if (told(parts).expectation().often() == Often.SOMETIMES) {
            return parts.stream().anyMatch(Outcome::met)
                    && parts.stream()
                            .noneMatch(part -> part.counterexample() != null && !part.met());
        }
        return parts.stream().allMatch(Outcome::met);
    }

    /** The part whose counterexample is told: an unexpected one first, then the shortest. */
    private static Outcome told(List<Outcome> parts) {
        return parts.stream()
                .filter(part -> part.counterexample() != null)
                .min(
                        Comparator.comparing(Outcome::met)
                                .thenComparingInt(part -> found(part).preemptions())
                                .thenComparingInt(part -> found(part).schedule().size()))
                .orElse(parts.getFirst());
    }

    private static Counterexample found(Outcome part) {
        return Objects.requireNonNull(part.counterexample());
    }

    private static Verdict verdict(List<Outcome> parts) {
        List<Verdict> verdicts = parts.stream().map(Outcome::verdict).toList();
        if (verdicts.contains(Verdict.STALL_IN_BOUND)) {
            return Verdict.STALL_IN_BOUND;
        }
        return verdicts.contains(Verdict.PASSED_SAMPLED)
                ? Verdict.PASSED_SAMPLED
                : Verdict.PASSED_EXHAUSTIVE;
    }

    private static Search search(List<Outcome> parts, Outcome told) {
        List<Search> all = parts.stream().map(Outcome::search).toList();
        Search one = told.search();
        int bound =
                told.counterexample() != null
                        ? one.preemptionBound()
                        : all.stream()
                                .mapToInt(Search::preemptionBound)
                                .filter(each -> each >= 0)
                                .min()
                                .orElse(-1);
        return new Search(
                one.strategy(),
                bound,
                one.stepLimit(),
                one.depth(),
                one.seed(),
                all.stream().mapToLong(Search::schedules).sum(),
                all.stream().mapToLong(Search::distinct).sum(),
                all.stream().mapToLong(Search::states).sum(),
                all.stream().mapToLong(Search::steps).sum(),
                all.stream().allMatch(Search::complete),
                Math.min(1, all.stream().mapToDouble(Search::collisionOdds).sum()),
                all.stream().mapToLong(Search::nanos).sum(),
                one.find());
    }
}
