package dev.fuselage.cli.scenario;

import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.Nearest;
import dev.fuselage.cli.Quantities;
import dev.fuselage.cli.UsageError;
import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.explore.Budget;
import dev.fuselage.scenarios.explore.Plan;
import dev.fuselage.scenarios.explore.Shard;
import dev.fuselage.scenarios.explore.Strategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say what is searched, how, and for how long. */
final class SearchOptions {
    private static final List<String> STRATEGIES =
            List.of("standard", "bounded", "exhaustive", "random", "weighted", "pct", "clock");
    private static final int MOST_DEPTH = 100;
    private static final int MOST_STEPS = 100_000_000;
    private static final int MOST_REPEATS = 1_000_000;

    @Option(names = "--variant", paramLabel = "FORM", description = "buggy, fixed or both (both).")
    private String variant = "both";

    @Option(
            names = "--set",
            paramLabel = "NAME=N",
            description = "Changes a size of those scenarios that have it; show lists them.")
    private List<String> sizes = new ArrayList<>();

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            description =
                    "standard: exhaustive if that ends soon, else bounded; bounded: by number of"
                            + " preemptions; exhaustive: partial orders; random, weighted, pct:"
                            + " samples; clock: the one that timing gives.")
    private @Nullable String strategy;

    @Option(
            names = "--preemptions",
            paramLabel = "N",
            description = "Most preemptions of strategy bounded (2).")
    private @Nullable String preemptions;

    @Option(names = "--depth", paramLabel = "N", description = "Depth of strategy pct (3).")
    private @Nullable String depth;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of strategies random, weighted and pct (1).")
    private String seed = "1";

    @Option(
            names = "--budget",
            paramLabel = "LIMIT",
            split = ",",
            description =
                    "Ends a search: 30s, 5m, 100000schedules, 5e6states; several apply together.")
    private List<String> budget = new ArrayList<>();

    @Option(
            names = "--step-limit",
            paramLabel = "N",
            description = "Most steps of a schedule (10000).")
    private @Nullable String stepLimit;

    @Option(
            names = "--expect",
            paramLabel = "WORDS",
            description =
                    "What must come of it, such as deadlock-never, instead of the scenario's own.")
    private @Nullable String expect;

    @Option(
            names = "--check-determinism",
            paramLabel = "N",
            description = "Runs each schedule N times and compares.")
    private @Nullable String repeats;

    @Option(
            names = "--predict",
            description = "Also looks in schedules that pass for orders that may deadlock.")
    private boolean predict;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description =
                    "Searches one of N parts; auto takes it from JOB_COMPLETION_INDEX, from 0, and"
                            + " FUSELAGE_SHARD_COUNT.")
    private @Nullable String shard;

    /** What is to be searched, by scenario and variant. */
    List<Plan> plans(List<Scenario> scenarios, Strategy standard, HostEnvironment host) {
        Choice.require("--variant", variant, List.of("buggy", "fixed", "both"));
        Strategy chosen = strategy(standard);
        Budget limits = budget(chosen);
        Shard part = shard(host);
        int times =
                repeats == null
                        ? 1
                        : Quantities.count("--check-determinism", repeats, 1, MOST_REPEATS);
        Sizes given = Sizes.of("--set", sizes, scenarios);
        List<Plan> plans = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            for (Variant form : Variant.values()) {
                if (variant.equals("both") || variant.equals(form.word())) {
                    plans.add(
                            Plan.of(scenario, form)
                                    .with(given.of(scenario))
                                    .with(expectation(scenario, form))
                                    .with(chosen)
                                    .with(limits)
                                    .with(part)
                                    .checkingDeterminism(times)
                                    .predicting(predict));
                }
            }
        }
        return plans;
    }

    /** Which part of the search is done here. */
    Shard shard(HostEnvironment host) {
        String text = shard;
        if (text == null) {
            return Shard.WHOLE;
        }
        if (text.equals("auto")) {
            return automatic(host.variables());
        }
        return Shard.parse(text)
                .orElseThrow(() ->
                        new UsageError(
                                "--shard: '"
                                        + text
                                        + "' is no shard: write I/N with I from 1 to N, or"
                                        + " auto"));
    }

    private static Shard automatic(Map<String, String> variables) {
        String index = variables.get("JOB_COMPLETION_INDEX");
        String count = variables.get("FUSELAGE_SHARD_COUNT");
        if (index == null || count == null) {
            throw new UsageError(
                    "--shard: auto needs the variables JOB_COMPLETION_INDEX and"
                            + " FUSELAGE_SHARD_COUNT");
        }
        int all = Quantities.count("FUSELAGE_SHARD_COUNT", count, 1, Integer.MAX_VALUE);
        return new Shard(Quantities.count("JOB_COMPLETION_INDEX", index, 0, all - 1) + 1, all);
    }

    private Expectation expectation(Scenario scenario, Variant form) {
        String text = expect;
        if (text == null) {
            return scenario.expectation(form);
        }
        return Expectation.parse(text)
                .orElseThrow(() ->
                        new UsageError(
                                "--expect: unknown value '"
                                        + text
                                        + "'"
                                        + Nearest.hint(text, words())));
    }

    private static List<String> words() {
        List<String> words = new ArrayList<>();
        for (Expectation.What what : Expectation.What.values()) {
            Arrays.stream(Expectation.Often.values())
                    .forEach(often -> words.add(what.word() + "-" + often.word()));
        }
        return words;
    }

    private Strategy strategy(Strategy standard) {
        String word = strategy;
        if (word == null) {
            word = preemptions == null ? standard.word() : "bounded";
        }
        Choice.require("--strategy", word, STRATEGIES);
        refuse("--preemptions", preemptions, word, "bounded");
        refuse("--depth", depth, word, "pct");
        long start = seed();
        return switch (word) {
            case "standard" -> new Strategy.Standard();
            case "exhaustive" -> new Strategy.Exhaustive();
            case "random" -> new Strategy.Random(start);
            case "weighted" -> new Strategy.Weighted(start);
            case "pct" ->
                    new Strategy.Pct(
                            depth == null ? 3 : Quantities.count("--depth", depth, 1, MOST_DEPTH),
                            start);
            case "clock" -> new Strategy.Clock();
            default ->
                    new Strategy.Bounded(
                            preemptions == null
                                    ? Strategy.Bounded.STANDARD
                                    : Quantities.count(
                                            "--preemptions",
                                            preemptions,
                                            0,
                                            Strategy.Bounded.MOST));
        };
    }

    private static void refuse(
            String option, @Nullable String value, String strategy, String needed) {
        if (value != null && !strategy.equals(needed)) {
            throw new UsageError(
                    option + ": is for --strategy " + needed + ", not for " + strategy);
        }
    }

    private long seed() {
        try {
            return Long.parseLong(seed);
        } catch (NumberFormatException e) {
            throw new UsageError("--seed: '" + seed + "' is not a whole number");
        }
    }

    private Budget budget(Strategy chosen) {
        boolean samples =
                switch (chosen) {
                    case Strategy.Random _, Strategy.Weighted _, Strategy.Pct _ -> true;
                    case Strategy.Standard _,
                            Strategy.Clock _,
                            Strategy.Replay _,
                            Strategy.Bounded _,
                            Strategy.Exhaustive _ ->
                            false;
                };
        Budget limits = Limits.of("--budget", budget);
        if (samples && budget.isEmpty()) {
            limits = limits.withSchedules(Budget.STANDARD_SAMPLES);
        }
        return stepLimit == null
                ? limits
                : limits.withSteps(Quantities.count("--step-limit", stepLimit, 1, MOST_STEPS));
    }
}
