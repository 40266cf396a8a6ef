package dev.fuselage.scenarios.report;

import dev.fuselage.kernel.Kernel;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.scenarios.Scenario;
import dev.fuselage.scenarios.Variant;
import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.explore.Blockage;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.CycleNode;
import dev.fuselage.scenarios.outcome.Outcome;
import dev.fuselage.scenarios.outcome.Potential;
import dev.fuselage.scenarios.outcome.TaskView;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An outcome for a person: who waits for whom, where, how it came to that, and how to see it again.
 * ASCII, at most 100 columns wide.
 */
public final class TextReport {
    private static final Pattern COMMIT = Pattern.compile("(Linux )?[0-9a-f]{12}\\b");

    private final Lines lines = new Lines();

    private TextReport() {}

    /**
     * The whole report.
     *
     * @param allTasks show every task that waits, not only those of the cycle
     */
    public static String of(Outcome outcome, boolean allTasks) {
        return of(outcome, allTasks, token -> Phrases.REPLAY + token);
    }

    /**
     * The whole report, where schedules are played again in another way than by the command.
     *
     * @param replay what to do with a token, in words
     */
    public static String of(Outcome outcome, boolean allTasks, UnaryOperator<String> replay) {
        TextReport report = new TextReport();
        report.headline(outcome);
        Counterexample counterexample = outcome.counterexample();
        if (counterexample != null) {
            report.waits(
                    counterexample.verdict(),
                    counterexample.cycle(),
                    counterexample.tasks(),
                    allTasks);
            if (allTasks) {
                report.others(counterexample.tasks());
            }
            report.lines.blank();
            new ScheduleSection(counterexample).write(report.lines);
        }
        report.origin(outcome, replay);
        outcome.potentials().forEach(report::potential);
        return report.lines.toString();
    }

    /**
     * A guest that hangs outside any exploration, in the same form, but without a schedule.
     *
     * @param kernel of the guest, in whose simulation nothing can go on
     */
    public static String ofHang(Kernel kernel) {
        TaskScheduler scheduler = kernel.scheduler();
        Blockage blockage = Blockage.of(scheduler, new Dates(scheduler));
        TextReport report = new TextReport();
        List<TaskView> tasks = blockage.tasks();
        report.lines.add(
                "%s: nothing can run any more, %s"
                        .formatted(
                                kernel,
                                tasks.size() == 1 ? "1 task waits" : tasks.size() + " tasks wait"));
        Verdict verdict =
                switch (blockage.verdict()) {
                    case LIVE -> Verdict.STALL_IN_BOUND;
                    case DEADLOCK -> Verdict.DEADLOCK;
                    case LOST_WAKEUP -> Verdict.LOST_WAKEUP;
                };
        if (verdict.isFailure()) {
            report.first(Phrases.title(verdict) + "  " + kernel, blockage.headline());
        }
        report.waits(verdict, blockage.cycle(), tasks, true);
        if (!tasks.isEmpty()) {
            report.lines.blank();
        }
        tasks.forEach(report::line);
        return report.lines.toString();
    }

    /** Outside an exploration there are no steps: waits are dated by virtual time. */
    private record Dates(TaskScheduler scheduler) implements Blockage.History {
        private static final long NANOS_PER_MICRO = 1_000;
        private static final long MICROS_PER_SECOND = 1_000_000;

        @Override
        public String when(Task task) {
            long micros = scheduler.costs().nanos(task.waitsSince()) / NANOS_PER_MICRO;
            return String.format(
                    Locale.ROOT,
                    "since %d.%06d s",
                    micros / MICROS_PER_SECOND,
                    micros % MICROS_PER_SECOND);
        }
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
    }

    /** Those that wait and are not part of the circle, which has said it already. */
    private void others(List<TaskView> tasks) {
        List<TaskView> others =
                tasks.stream()
                        .filter(task -> !task.inCycle() && !task.waitsFor().isEmpty())
                        .toList();
        if (!others.isEmpty()) {
            lines.blank();
            others.forEach(this::line);
        }
    }

    private void line(TaskView task) {
        lines.wrapped("  ", task.name() + " waits for " + task.waitsFor(), 6);
    }

    private void origin(Outcome outcome, UnaryOperator<String> replay) {
        Scenario scenario = outcome.scenario();
        Counterexample counterexample = outcome.counterexample();
        if (!scenario.fix().isEmpty() || !scenario.source().isEmpty()) {
            lines.blank();
        }
        if (!scenario.fix().isEmpty()) {
            boolean buggy = outcome.variant() == Variant.BUGGY;
            String what = buggy ? "Why the fixed variant passes: " : "What the fix is: ";
            lines.wrapped("  ", what + scenario.fix(), 4);
        }
        source("Kernel: ", scenario, true);
        source("Source: ", scenario, false);
        if (counterexample != null) {
            lines.blank();
            lines.add("  Replay   " + replay.apply(counterexample.replay()));
        }
    }

    /** Those places where it comes from that are commits of the kernel, or the others. */
    private void source(String head, Scenario scenario, boolean commits) {
        List<String> parts =
                Stream.of(scenario.source().split("; ", -1))
                        .filter(part -> !part.isEmpty())
                        .filter(part -> COMMIT.matcher(part).lookingAt() == commits)
                        .map(part -> commits ? part.replaceFirst("^Linux ", "") : part)
                        .toList();
        if (!parts.isEmpty()) {
            lines.wrapped("  ", head + String.join("; ", parts), 4);
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
