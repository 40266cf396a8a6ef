package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.outcome.CycleNode;
import dev.fuselage.scenarios.outcome.CycleNode.EventNode;
import dev.fuselage.scenarios.outcome.CycleNode.LockNode;
import dev.fuselage.scenarios.outcome.CycleNode.TaskNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Who waits for whom, one sentence a node. A lock is part of the sentence of the task that waits
 * for it; an event that follows from another one too; an event that somebody has to deliver has its
 * own.
 */
final class CycleSection {
    /** One sentence: who, what it does, to what, and what is to be said of that. */
    record Row(String who, String verb, String what, String remark) {}

    private final List<CycleNode> cycle;
    private final boolean closed;

    /**
     * Of these nodes.
     *
     * @param closed whether the last waits for the first
     */
    CycleSection(List<CycleNode> cycle, boolean closed) {
        this.cycle = cycle;
        this.closed = closed;
    }

    /** The sentences, in order. */
    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int at = 0; at < cycle.size(); at++) {
            int i = at;
            boolean afterTask = i > 0 ? cycle.get(i - 1) instanceof TaskNode : startsAfterTask();
            switch (cycle.get(i)) {
                case TaskNode task -> rows.add(task(task, i));
                case LockNode lock when !afterTask ->
                        rows.add(new Row(lock.name(), "is held by", holders(lock), since(lock)));
                case EventNode event when !afterTask || isOwnSentence(i) ->
                        rows.add(event(event, i));
                case LockNode _, EventNode _ -> {}
            }
        }
        return rows;
    }

    private boolean startsAfterTask() {
        return closed && cycle.getLast() instanceof TaskNode;
    }

    /** An event that a task has to deliver, or nobody can. */
    private boolean isOwnSentence(int i) {
        return (i + 1 == cycle.size() && !closed) || next(i) instanceof TaskNode;
    }

    private CycleNode next(int i) {
        return cycle.get((i + 1) % cycle.size());
    }

    private Row task(TaskNode task, int i) {
        if (i + 1 == cycle.size() && !closed) {
            return new Row(task.name(), "waits for", task.waitsFor(), step(task.sinceStep()));
        }
        int after = (i + 1) % cycle.size();
        String remark =
                switch (next(i)) {
                    case LockNode lock -> ("held by " + holders(lock) + " " + since(lock)).strip();
                    case EventNode _ when !isOwnSentence(after) ->
                            "ends with " + next(after).name();
                    case EventNode _, TaskNode _ -> step(task.sinceStep());
                };
        return new Row(task.name(), "waits for", task.waitsFor(), remark);
    }

    private Row event(EventNode event, int i) {
        if (event.deliverers().isEmpty()) {
            return event.location().isEmpty()
                    ? new Row(event.name(), "comes from", "nobody", "nobody is left to deliver it")
                    : new Row(
                            event.name(), "is in", event.location(), "nobody takes it from there");
        }
        if (!isOwnSentence(i)) {
            return new Row(event.name(), "ends with", next(i).name(), "");
        }
        String who = String.join(" or ", event.deliverers());
        boolean lost = i + 1 == cycle.size() && !closed;
        if (event.location().isEmpty()) {
            String remark = lost ? "but none is left" : "nobody else can deliver it";
            return new Row(event.name(), "comes from", who, remark);
        }
        String remark =
                lost ? who + " is not left to deliver it" : "only " + who + " can deliver it";
        return new Row(event.name(), "is in", event.location(), remark);
    }

    private static String holders(LockNode lock) {
        return lock.holders().isEmpty() ? "nobody" : String.join(" and ", lock.holders());
    }

    private static String since(LockNode lock) {
        return step(lock.sinceStep());
    }

    private static String step(int step) {
        return step > 0 ? "since step " + step : "";
    }

    /** As text. */
    void write(Lines lines) {
        List<Row> rows = rows();
        int who = 0;
        int verb = 0;
        int what = 0;
        for (Row row : rows) {
            who = Math.max(who, row.who().length());
            verb = Math.max(verb, row.verb().length());
            what = Math.max(what, row.what().length());
        }
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            String start =
                    "  "
                            + Lines.padded(row.who(), who)
                            + "  "
                            + Lines.padded(row.verb(), verb)
                            + "  ";
            String remark =
                    row.remark() + (closed && i + 1 == rows.size() ? "  <- closes the cycle" : "");
            String line = start + Lines.padded(row.what(), what) + "  " + remark;
            if (line.stripTrailing().length() <= Lines.WIDTH) {
                lines.add(line);
            } else {
                lines.add(start + row.what());
                lines.wrapped(" ".repeat(start.length()), remark);
            }
        }
    }
}
