package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.Verdict;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.CycleNode;
import dev.fuselage.scenarios.outcome.CycleNode.EventNode;
import dev.fuselage.scenarios.outcome.CycleNode.HostNode;
import dev.fuselage.scenarios.outcome.CycleNode.LockNode;
import dev.fuselage.scenarios.outcome.CycleNode.TaskNode;
import dev.fuselage.scenarios.outcome.ScheduleStep;
import dev.fuselage.scenarios.outcome.ScheduleStep.Change;
import dev.fuselage.scenarios.outcome.TaskView;
import dev.fuselage.scenarios.outcome.TaskView.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A counterexample told step by step. Actors are numbered as they first take one; a task has its
 * process id in its name: "cat [7]".
 */
final class Story {
    private final List<String> actors = new ArrayList<>();
    private final List<ScheduleStep> steps = new ArrayList<>();
    private final List<CycleNode> cycle = new ArrayList<>();
    private final List<TaskView> tasks = new ArrayList<>();

    private int actor(String name) {
        if (!actors.contains(name)) {
            actors.add(name);
        }
        return actors.indexOf(name);
    }

    private static int pid(String task) {
        return Integer.parseInt(task.substring(task.indexOf('[') + 1, task.length() - 1));
    }

    // ---- the schedule

    /** A step of whoever has the turn, or of another once that one cannot go on. */
    Story step(String name, String... operations) {
        boolean another = !steps.isEmpty() && !steps.getLast().actorName().equals(name);
        return step(name, another ? Change.SWITCHED : Change.CONTINUED, operations);
    }

    /** A step of another although the one who had the turn could go on. */
    Story preempts(String name, String... operations) {
        return step(name, Change.PREEMPTED, operations);
    }

    private Story step(String name, Change change, String... operations) {
        int actor = actor(name);
        steps.add(
                new ScheduleStep(
                        steps.size() + 1,
                        actor,
                        name,
                        change,
                        List.of(operations),
                        actor == 0 ? List.of(0) : List.of(0, actor)));
        return this;
    }

    // ---- the circle

    Story waits(String task, String site, String what, int sinceStep) {
        cycle.add(new TaskNode(task, pid(task), actor(task), site, what, sinceStep));
        return this;
    }

    Story lock(String kind, String which, String holder, int sinceStep) {
        cycle.add(new LockNode(kind + " " + which, kind, List.of(holder), sinceStep));
        return this;
    }

    Story event(String kind, String which, List<String> deliverers, String location) {
        cycle.add(new EventNode(kind + " " + which, kind, deliverers, location));
        return this;
    }

    Story server(String thread, String serves, String waitsFor) {
        cycle.add(new HostNode(thread, serves, waitsFor));
        return this;
    }

    // ---- the tasks

    /**
     * A task that waits.
     *
     * @param stack innermost first, with a lock behind the function that took it: "open + i_rwsem"
     */
    Story task(String name, char letter, String waitsFor, boolean inCycle, String... stack) {
        List<Frame> frames = Stream.of(stack).map(Story::frame).toList();
        tasks.add(
                new TaskView(
                        name,
                        pid(name),
                        actor(name),
                        letter,
                        frames.getFirst().function(),
                        waitsFor,
                        frames,
                        inCycle));
        return this;
    }

    private static Frame frame(String text) {
        String[] parts = text.split(" \\+ ", -1);
        return new Frame(parts[0], List.of(parts).subList(1, parts.length));
    }

    // ---- the end

    /** Everything that was told; {@code token} is the beginning of the one that replays it. */
    Counterexample end(Verdict verdict, String headline, String signature, String token) {
        int preemptions =
                (int) steps.stream().filter(step -> step.change() == Change.PREEMPTED).count();
        return new Counterexample(
                verdict,
                headline,
                List.copyOf(cycle),
                signature,
                List.copyOf(steps),
                preemptions,
                List.copyOf(tasks),
                token + runs());
    }

    /** "ab4c". */
    private String runs() {
        StringBuilder text = new StringBuilder();
        for (int i = 0, from = 0; i < steps.size(); i++) {
            int actor = steps.get(i).actor();
            if (i + 1 == steps.size() || steps.get(i + 1).actor() != actor) {
                int count = i + 1 - from;
                text.append((char) ('a' + actor)).append(count == 1 ? "" : count);
                from = i + 1;
            }
        }
        return text.toString();
    }
}
