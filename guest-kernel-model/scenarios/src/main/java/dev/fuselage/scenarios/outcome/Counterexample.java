package dev.fuselage.scenarios.outcome;

import dev.fuselage.scenarios.Verdict;
import java.util.List;

/**
 * A schedule that goes wrong, with everything that a report says about it.
 *
 * @param verdict how it goes wrong
 * @param headline what is wrong, in half a sentence: "3 nodes in cycle", "use after free of ..."
 * @param cycle who waits for whom, each for the next and the last for the first; for a lost wake-up
 *     the task and what it waits for; empty for other verdicts
 * @param signature the shape of the cycle, or the kind of misbehaviour, without numbers: the same
 *     for the same bug under other schedules and sizes
 * @param schedule every step from the start to the one that closes the cycle
 * @param preemptions how many of them take the CPU from a task that could go on
 * @param tasks all tasks of the guest at the end that wait or take part, by process id
 * @param replay the token that replays it: {@code dl1:...}
 */
public record Counterexample(
        Verdict verdict,
        String headline,
        List<CycleNode> cycle,
        String signature,
        List<ScheduleStep> schedule,
        int preemptions,
        List<TaskView> tasks,
        String replay) {}
