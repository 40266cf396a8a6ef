package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Outcomes for GitHub Actions: annotations of the run, and a summary of the step. */
public final class GithubReport {
    /** GitHub shows ten annotations of a kind for each step and drops the others. */
    private static final int MOST_ANNOTATIONS = 10;

    /** GitHub refuses a summary of more than 1 MiB; what else stands there has room too. */
    private static final int MOST_SUMMARY_BYTES = 900_000;

    private GithubReport() {}

    /**
     * Workflow commands to print, one a line, at most ten: violated expectations first, then those
     * that are not known, then what might deadlock.
     */
    public static List<String> annotations(List<Outcome> outcomes) {
        List<String> errors = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        List<String> notices = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            String title = Phrases.title(outcome.verdict()) + " " + Phrases.name(outcome);
            if (!outcome.met()) {
                String level = outcome.inconclusive() ? "warning" : "error";
                (outcome.inconclusive() ? warnings : errors)
                        .add(command(level, title, message(outcome)));
            }
            outcome.potentials()
                    .forEach(potential ->
                            notices.add(
                                    command(
                                            "notice",
                                            "POTENTIAL " + Phrases.name(outcome),
                                            String.join("\n", potential.edges()))));
        }
        List<String> all = new ArrayList<>(errors);
        all.addAll(warnings);
        all.addAll(notices);
        return all.subList(0, Math.min(all.size(), MOST_ANNOTATIONS));
    }

    private static String message(Outcome outcome) {
        String message = Phrases.judgement(outcome) + "\n" + Phrases.finding(outcome);
        Counterexample counterexample = outcome.counterexample();
        return counterexample == null ? message : message + "\n" + Phrases.replay(counterexample);
    }

    private static String command(String level, String title, String message) {
        return "::"
                + level
                + " title="
                + data(title).replace(":", "%3A").replace(",", "%2C")
                + "::"
                + data(message);
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    /** Markdown for the file that {@code GITHUB_STEP_SUMMARY} names: a table, then reports. */
    public static String summary(List<Outcome> outcomes) {
        StringBuilder text = new StringBuilder("## Scenarios\n\n");
        text.append("| | scenario | variant | expected | verdict | schedules |\n");
        text.append("|---|---|---|---|---|---:|\n");
        for (Outcome outcome : outcomes) {
            text.append(
                    "| %s | `%s` | %s | %s | %s | %d |\n"
                            .formatted(
                                    mark(outcome),
                                    outcome.scenario().name(),
                                    outcome.variant().word(),
                                    outcome.expectation().words(),
                                    Phrases.title(outcome.verdict()),
                                    outcome.search().schedules()));
        }
        // The reports of what went wrong come first, so that they are not the ones left out.
        List<Outcome> order = new ArrayList<>(outcomes.stream().filter(one -> !one.met()).toList());
        outcomes.stream()
                .filter(one -> one.met() && one.counterexample() != null)
                .forEach(order::add);
        int bytes = bytes(text.toString());
        int left = order.size();
        for (Outcome outcome : order) {
            String details = details(outcome);
            bytes += bytes(details);
            if (bytes > MOST_SUMMARY_BYTES) {
                text.append("\n%s left out.\n".formatted(Phrases.count(left, "report")));
                break;
            }
            text.append(details);
            left--;
        }
        return text.toString();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String mark(Outcome outcome) {
        if (outcome.met()) {
            return ":white_check_mark:";
        }
        return outcome.inconclusive() ? ":grey_question:" : ":x:";
    }

    private static String details(Outcome outcome) {
        return "\n<details%s><summary>%s %s</summary>\n\n```\n%s```\n\n</details>\n"
                .formatted(
                        outcome.met() ? "" : " open",
                        Phrases.title(outcome.verdict()),
                        Phrases.name(outcome),
                        TextReport.of(outcome, false));
    }
}
