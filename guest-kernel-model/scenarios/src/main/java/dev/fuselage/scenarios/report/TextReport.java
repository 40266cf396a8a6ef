package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.CycleNode;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.outcome.Potential;
import dev.fuselage.scenarios.outcome.TaskView;
import java.util.List;

/**
 * An outcome for a person: who waits for whom, where, how it came to that, and how to see it again.
 * ASCII, at most 100 columns wide.
 */
public final class TextReport {
    private final Lines lines = new Lines();

    private TextReport() {}

    /**
     * The whole report.
     *
     * @param allTasks show every task that waits, not only those of the cycle
     */
    public static String of(Outcome outcome, boolean allTasks) {
        TextReport report = new TextReport();
        report.headline(outcome);
        Counterexample counterexample = outcome.counterexample();
        if (counterexample != null) {
            report.waits(
                    counterexample.verdict(),
                    counterexample.cycle(),
                    counterexample.tasks(),
                    allTasks);
            report.lines.blank();
            new ScheduleSection(counterexample).write(report.lines);
        }
        report.origin(outcome);
        outcome.potentials().forEach(report::potential);
        return report.lines.toString();
    }

    /**
     * A guest that hangs outside any exploration, in the same form: no schedule, no replay.
     *
     * @param name of the guest
     */
    public static String ofHang(
            String name,
            Verdict verdict,
            String headline,
            List<CycleNode> cycle,
            List<TaskView> tasks) {
        TextReport report = new TextReport();
        report.first(Phrases.title(verdict) + "  " + name, headline);
        report.waits(verdict, cycle, tasks, true);
        return report.lines.toString();
    }

    private void headline(Outcome outcome) {
        Counterexample counterexample = outcome.counterexample();
        String finding = Phrases.finding(outcome);
        if (counterexample != null) {
            finding +=
                    ", step %d, %s"
                            .formatted(
                                    counterexample.schedule().size(),
                                    Phrases.count(counterexample.preemptions(), "preemption"));
        }
        first(Phrases.title(outcome.verdict()) + "  " + Phrases.name(outcome), finding);
        lines.wrapped("  ", Phrases.judgement(outcome), 4);
        lines.wrapped("  ", Phrases.search(outcome), 4);
        if (!outcome.parameters().asMap().isEmpty()) {
            lines.wrapped("  ", "guest: " + outcome.parameters(), 4);
        }
    }

    private void first(String what, String finding) {
        if (what.length() + 5 + finding.length() <= Lines.WIDTH) {
            lines.add(what + "     " + finding);
        } else {
            lines.add(what);
            lines.wrapped("  ", finding);
        }
    }

    private void waits(
            Verdict verdict, List<CycleNode> cycle, List<TaskView> tasks, boolean allTasks) {
        if (!cycle.isEmpty()) {
            lines.blank();
            new CycleSection(cycle, verdict == Verdict.DEADLOCK).write(lines);
        }
        boolean some = tasks.stream().anyMatch(TaskView::inCycle);
        List<TaskView> shown =
                tasks.stream()
                        .filter(task -> allTasks || !some || task.inCycle())
                        .filter(task -> !task.stack().isEmpty())
                        .toList();
        if (!shown.isEmpty()) {
            lines.blank();
            new StackSection(shown).write(lines);
        }
        List<TaskView> others =
                tasks.stream()
                        .filter(task -> allTasks && !task.inCycle() && !task.waitsFor().isEmpty())
                        .toList();
        if (!others.isEmpty()) {
            lines.blank();
            others.forEach(
                    task -> lines.wrapped("  ", task.name() + " waits for " + task.waitsFor(), 6));
        }
    }

    private void origin(Outcome outcome) {
        Scenario scenario = outcome.scenario();
        Counterexample counterexample = outcome.counterexample();
        lines.blank();
        lines.wrapped(
                "  ",
                (outcome.variant() == Variant.BUGGY
                                ? "Why the fixed variant passes: "
                                : "What the fix is: ")
                        + scenario.fix(),
                4);
        lines.wrapped("  ", "Source: " + scenario.source(), 4);
        if (counterexample != null) {
            lines.blank();
            lines.add("  Replay   " + Phrases.replay(counterexample));
        }
    }

    private void potential(Potential potential) {
        lines.blank();
        lines.wrapped(
                "  ",
                "POTENTIAL, seen in schedules that pass; some other schedule or workload may close"
                        + " this circle:",
                4);
        potential.edges().forEach(edge -> lines.wrapped("    ", edge, 6));
    }
}
