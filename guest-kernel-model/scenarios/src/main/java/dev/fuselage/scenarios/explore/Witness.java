package dev.fuselage.scenarios.explore;

import dev.fuselage.kernel.task.KernelStack;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.scenarios.explore.GuestRun.End;
import dev.fuselage.scenarios.explore.GuestRun.Misbehaved;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.ScheduleStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells what is wrong at the end of a run, and makes a counterexample of a schedule. */
final class Witness {
    private final Runs runs;

    Witness(Runs runs) {
        this.runs = runs;
    }

    /** The shape of what is wrong at the end of the last run. */
    String signature(End end) {
        return switch (end) {
            case DEADLOCK, LOST_WAKEUP -> runs.guest().blockage(Blockage.History.NONE).signature();
            case LIVELOCK -> "livelock in " + busyFunction();
            case MISBEHAVIOUR -> {
                Misbehaved seen = Objects.requireNonNull(runs.guest().misbehaviour());
                yield seen.kind() + ": " + seen.what().replaceAll("[0-9]+", "N");
            }
            case STALLED -> "stall";
            case PASSED, ABANDONED -> "";
        };
    }

    /** The kernel function in which steps are taken without end. */
    private String busyFunction() {
        Task task = taskOf(runs.course().lastActor());
        List<String> functions = task == null ? List.of() : KernelStack.of(task);
        return functions.isEmpty() ? "user mode" : functions.getFirst();
    }

    private @Nullable Task taskOf(int actor) {
        for (Task task : runs.guest().kernel().scheduler().tasks()) {
            if (runs.course().actorWithId(task.pid()) == actor) {
                return task;
            }
        }
        return null;
    }

    /**
     * Runs a schedule that went wrong once more and writes down all of it.
     *
     * @throws ReplayDiverged when it does not go wrong in the same way
     */
    Counterexample tell(List<ReplayToken.Run> schedule, End expected) {
        Course course = runs.course();
        Chronicle chronicle = new Chronicle(course);
        course.setTold(true, chronicle);
        End end = runs.runOnce(new GuidedChooser(schedule, true));
        course.setTold(false, null);
        if (end != expected) {
            throw new ReplayDiverged(
                    "diverged at step %d: the schedule ended as %s, now as %s"
                            .formatted(course.steps(), expected, end));
        }
        Blockage blockage = runs.guest().blockage(chronicle);
        boolean waits = end == End.DEADLOCK || end == End.LOST_WAKEUP;
        Plan plan = runs.plan();
        return new Counterexample(
                end.verdict(),
                waits ? blockage.headline() : headline(end),
                waits ? blockage.cycle() : List.of(),
                signature(end),
                steps(course),
                course.preemptions(),
                blockage.tasks(),
                ReplayToken.of(plan.scenario(), plan.variant(), plan.parameters(), course.runs())
                        .toString());
    }

    private String headline(End end) {
        return switch (end) {
            case MISBEHAVIOUR -> {
                Misbehaved seen = Objects.requireNonNull(runs.guest().misbehaviour());
                String by = seen.by().isEmpty() ? "" : seen.by() + " ";
                yield seen.kind() + ": " + by + seen.what();
            }
            case LIVELOCK ->
                    "%s takes steps without end in %s"
                            .formatted(
                                    runs.course().actorName(runs.course().lastActor()),
                                    busyFunction());
            case STALLED -> "not over after %d steps".formatted(runs.course().steps());
            case DEADLOCK, LOST_WAKEUP, PASSED, ABANDONED -> "";
        };
    }

    private static List<ScheduleStep> steps(Course course) {
        List<ScheduleStep> steps = new ArrayList<>();
        for (int step = 0; step < course.steps(); step++) {
            int actor = course.actorOf(step);
            List<Integer> enabled = new ArrayList<>();
            for (int i = course.candidatesStart(step); i < course.candidatesEnd(step); i++) {
                enabled.add(course.candidate(i));
            }
            ScheduleStep.Change change =
                    step > 0 && course.actorOf(step - 1) == actor
                            ? ScheduleStep.Change.CONTINUED
                            : course.isPreemption(step)
                                    ? ScheduleStep.Change.PREEMPTED
                                    : ScheduleStep.Change.SWITCHED;
            steps.add(
                    new ScheduleStep(
                            step + 1,
                            actor,
                            course.actorName(actor),
                            change,
                            course.words(step),
                            List.copyOf(enabled)));
        }
        return steps;
    }
}
