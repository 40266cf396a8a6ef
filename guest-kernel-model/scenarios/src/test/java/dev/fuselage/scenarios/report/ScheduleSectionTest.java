package dev.fuselage.scenarios.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.ScheduleStep;
import dev.fuselage.scenarios.outcome.ScheduleStep.Change;
import dev.fuselage.scenarios.outcome.TaskView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of a schedule is worth a line. */
class ScheduleSectionTest {
    private final List<ScheduleStep> steps = new ArrayList<>();

    private void step(int actor, Change change, String... operations) {
        String name = actor == 0 ? "cat [7]" : "rm [8]";
        steps.add(
                new ScheduleStep(
                        steps.size() + 1,
                        actor,
                        name,
                        change,
                        List.of(operations),
                        List.of(actor)));
    }

    /** The rows under the header; the second task waits at the end, the first does not. */
    private List<String> rows() {
        TaskView rm = new TaskView("rm [8]", 8, 1, 'D', "", "", List.of(), true);
        Counterexample counterexample =
                new Counterexample(
                        Verdict.LOST_WAKEUP, "", List.of(), "", steps, 0, List.of(rm), "dl1:");
        Lines lines = new Lines();
        new ScheduleSection(counterexample).write(lines);
        return lines.toString()
                .lines()
                .skip(2)
                .takeWhile(line -> !line.startsWith("  schedule"))
                .toList();
    }

    @Test
    void aLookWhetherToWaitIsNotToldWhereTheTaskGoesOn() {
        step(0, Change.CONTINUED, "wait for FUSE reply FUSE_OPEN #2");
        step(0, Change.CONTINUED, "submit FUSE_READ #4");
        step(0, Change.CONTINUED, "wait for FUSE reply FUSE_READ #4");
        step(1, Change.SWITCHED, "wait for lock A", "wake lock B");
        step(0, Change.SWITCHED, "wait for lock B");
        assertThat(rows())
                .containsExactly(
                        "     1   -",
                        "     2   submit FUSE_READ #4",
                        "     3   wait for FUSE reply FUSE_READ #4",
                        "     4 S                                   wake lock B",
                        "     5 * wait for lock B");
    }

    @Test
    void aLockThatAStepTakesAndGivesBackIsNotTold() {
        step(0, Change.CONTINUED, "take lock A", "change B", "give back lock A");
        step(1, Change.SWITCHED, "give back lock A");
        assertThat(rows())
                .containsExactly("     1   change B", "     2 *            give back lock A");
    }

    @Test
    void theLastStepOfATaskThatIsGoneIsItsEnd() {
        step(1, Change.CONTINUED, "wait for lock A");
        step(0, Change.SWITCHED);
        assertThat(rows())
                .containsExactly("     1   wait for lock A", "     2 *                  ends");
    }
}
