package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.Expectation;
import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.outcome.Search;
import dev.fuselage.scenarios.outcome.Search.Find;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What all forms of report say in the same words. */
final class Phrases {
    /** The command that plays a token again, up to the token. */
    static final String REPLAY = "fuselage scenario replay ";

    /** Something with a number at its end, of at most 18 digits. */
    private static final Pattern NUMBERED = Pattern.compile("(.* )([0-9]{1,18})");

    private Phrases() {}

    /** "virtiofs/async-reply-page-lock (buggy)". */
    static String name(Outcome outcome) {
        return outcome.scenario().name() + " (" + outcome.variant().word() + ")";
    }

    /** As a report's first word. */
    static String title(Verdict verdict) {
        return switch (verdict) {
            case LOST_WAKEUP -> "LOST WAKE-UP";
            case STALL_IN_BOUND -> "STALL IN BOUND";
            case PASSED_EXHAUSTIVE -> "PASSED EXHAUSTIVE";
            case PASSED_SAMPLED -> "PASSED SAMPLED";
            case DEADLOCK, LIVELOCK, MISBEHAVIOUR -> verdict.name();
        };
    }

    /** What the verdict means, with its bound or its number of samples. */
    static String finding(Outcome outcome) {
        Counterexample counterexample = outcome.counterexample();
        Search search = outcome.search();
        return switch (outcome.verdict()) {
            case DEADLOCK, LOST_WAKEUP, LIVELOCK, MISBEHAVIOUR ->
                    counterexample == null ? "" : counterexample.headline();
            case STALL_IN_BOUND ->
                    "a schedule was cut off after %d steps; where it leads is not known"
                            .formatted(search.stepLimit());
            case PASSED_EXHAUSTIVE -> "every schedule ends well, within " + bound(search);
            case PASSED_SAMPLED ->
                    "%s tried, all end well; others were not tried"
                            .formatted(count(search.schedules(), "schedule"));
        };
    }

    /** "at most 2 preemptions and 10000 steps". */
    static String bound(Search search) {
        return (search.preemptionBound() < 0
                        ? "any number of preemptions"
                        : "at most " + count(search.preemptionBound(), "preemption"))
                + " and "
                + count(search.stepLimit(), "step");
    }

    /** Whether it came as it had to. */
    static String judgement(Outcome outcome) {
        String expected = outcome.expectation().words();
        if (outcome.met()) {
            return "as expected: " + expected;
        }
        if (outcome.inconclusive()) {
            return "INCONCLUSIVE: the search ended too early to know, expected was " + expected;
        }
        Counterexample counterexample = outcome.counterexample();
        String signature = outcome.expectation().signature();
        if (counterexample != null
                && signature != null
                && outcome.expectation().often() != Expectation.Often.NEVER
                && !signature.equals(counterexample.signature())) {
            return "NOT AS EXPECTED: expected was %s of another kind: %s"
                    .formatted(expected, signature);
        }
        return "NOT AS EXPECTED: expected was " + expected;
    }

    /** How it was searched, and what found it if something was found. */
    static String search(Outcome outcome) {
        Search search = outcome.search();
        Find find = search.find();
        if (find != null) {
            String all =
                    search.schedules() == 1
                            ? count(search.steps(), "step")
                            : "in all " + String.join(", ", sums(search));
            return "found by " + find(find) + "; " + all;
        }
        List<String> parts = settings(search.preemptionBound(), search.depth(), search.seed());
        parts.addAll(sums(search));
        if (!search.complete()) {
            parts.add("not complete");
        }
        return searchOf(search.strategy()) + ": " + String.join(", ", parts);
    }

    /** "random search: seed 1, schedule 12". */
    private static String find(Find find) {
        List<String> parts = settings(find.preemptionBound(), find.depth(), find.seed());
        parts.add("schedule " + find.schedule());
        return switch (find.strategy()) {
            case Find.FIRST -> "the first schedule, in which each goes on while it can";
            case "clock" -> "the clock's schedule";
            case "replay" -> "replay";
            default -> searchOf(find.strategy()) + ": " + String.join(", ", parts);
        };
    }

    private static String searchOf(String strategy) {
        return strategy.equals("pct") ? "PCT" : strategy + " search";
    }

    private static List<String> settings(int preemptionBound, int depth, @Nullable Long seed) {
        List<String> parts = new ArrayList<>();
        if (preemptionBound >= 0) {
            parts.add("bound " + preemptionBound);
        }
        if (depth > 0) {
            parts.add("depth " + depth);
        }
        if (seed != null) {
            parts.add("seed " + seed);
        }
        return parts;
    }

    private static List<String> sums(Search search) {
        List<String> parts = new ArrayList<>();
        parts.add(count(search.schedules(), "schedule"));
        if (search.distinct() > 0) {
            parts.add(search.distinct() + " distinct");
        }
        if (search.states() > 0) {
            parts.add(count(search.states(), "state"));
        }
        parts.add(count(search.steps(), "step"));
        if (search.complete()) {
            parts.add("complete");
        }
        if (search.collisionOdds() > 0) {
            parts.add(
                    String.format(
                            Locale.ROOT,
                            "states taken for one with a chance below %.1e",
                            search.collisionOdds()));
        }
        return parts;
    }

    /** The same, but "page 3", "page 4" and "page 5" in a row are "page 3 to 5". */
    static List<String> ranges(List<String> texts) {
        List<String> told = new ArrayList<>();
        for (int i = 0; i < texts.size(); ) {
            Matcher first = NUMBERED.matcher(texts.get(i));
            int next = i + 1;
            if (first.matches()) {
                long number = Long.parseLong(first.group(2));
                while (next < texts.size()
                        && texts.get(next).equals(first.group(1) + (number + next - i))) {
                    next++;
                }
                told.add(texts.get(i) + (next > i + 1 ? " to " + (number + next - i - 1) : ""));
            } else {
                told.add(texts.get(i));
            }
            i = next;
        }
        return told;
    }

    /** "a, b or c". */
    static String anyOf(List<String> who) {
        int last = who.size() - 1;
        return last < 1
                ? String.join("", who)
                : String.join(", ", who.subList(0, last)) + " or " + who.get(last);
    }

    /** "1 step", "2 steps". */
    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** The command that plays the counterexample again. */
    static String replay(Counterexample counterexample) {
        return REPLAY + counterexample.replay();
    }
}
