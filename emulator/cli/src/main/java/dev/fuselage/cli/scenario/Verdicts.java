package dev.fuselage.cli.scenario;

import dev.fuselage.scenarios.Expectation.Often;
import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.explore.Shard;
import dev.fuselage.scenarios.outcome.Outcome;
import java.util.List;
import java.util.Locale;

/** What outcomes come to: a line for each, a line for all, and the exit status. */
final class Verdicts {
    private Verdicts() {}

    /** How an outcome is to be taken. */
    enum Mark {
        OK("ok"),
        VIOLATED("VIOLATED"),
        INCONCLUSIVE("inconclusive"),
        /** One shard alone cannot know that no schedule goes wrong. */
        OPEN("open");

        private final String word;

        Mark(String word) {
            this.word = word;
        }
    }

    private static Mark mark(Outcome outcome, Shard shard) {
        if (outcome.met()) {
            return Mark.OK;
        }
        if (shard.count() > 1
                && outcome.counterexample() == null
                && outcome.expectation().often() == Often.SOMETIMES) {
            return Mark.OPEN;
        }
        return outcome.inconclusive() ? Mark.INCONCLUSIVE : Mark.VIOLATED;
    }

    /** Whether a reader of many wants to see all of it. */
    static boolean isToBeShown(Outcome outcome, Shard shard) {
        return mark(outcome, shard) == Mark.VIOLATED;
    }

    /** One of many in a line. */
    static String line(Outcome outcome, Shard shard) {
        return String.format(
                        Locale.ROOT,
                        "%-12s  %-30s  %-5s  %-17s  %9d schedules",
                        mark(outcome, shard).word,
                        outcome.scenario().name(),
                        outcome.variant().word(),
                        outcome.verdict().name().replace('_', ' '),
                        outcome.search().schedules())
                + bound(outcome)
                + "\n";
    }

    /** A proof is one within its bound. */
    private static String bound(Outcome outcome) {
        int most = outcome.search().preemptionBound();
        if (outcome.verdict() != Verdict.PASSED_EXHAUSTIVE || most < 0) {
            return "";
        }
        return ", at most %d preemption%s".formatted(most, most == 1 ? "" : "s");
    }

    /** All of many in a line. */
    static String total(List<Outcome> outcomes, Shard shard) {
        StringBuilder text = new StringBuilder();
        text.append(outcomes.size()).append(outcomes.size() == 1 ? " search: " : " searches: ");
        text.append(count(outcomes, shard, Mark.OK)).append(" as expected, ");
        text.append(count(outcomes, shard, Mark.VIOLATED)).append(" violated, ");
        text.append(count(outcomes, shard, Mark.INCONCLUSIVE)).append(" inconclusive");
        long open = count(outcomes, shard, Mark.OPEN);
        if (shard.count() > 1) {
            text.append(", ").append(open).append(" open until merged (shard ").append(shard);
            text.append(')');
        }
        return text.append('\n').toString();
    }

    private static long count(List<Outcome> outcomes, Shard shard, Mark mark) {
        return outcomes.stream().filter(outcome -> mark(outcome, shard) == mark).count();
    }

    /** The exit status. */
    static int status(List<Outcome> outcomes, Shard shard, boolean diverged) {
        if (diverged) {
            return ScenarioStatus.NONDETERMINISTIC;
        }
        if (count(outcomes, shard, Mark.VIOLATED) > 0) {
            return ScenarioStatus.VIOLATED;
        }
        return count(outcomes, shard, Mark.INCONCLUSIVE) > 0
                ? ScenarioStatus.INCONCLUSIVE
                : ScenarioStatus.MET;
    }
}
