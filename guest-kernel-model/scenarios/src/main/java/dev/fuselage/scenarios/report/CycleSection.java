package dev.fuselage.scenarios.report;

import dev.fuselage.scenarios.outcome.CycleNode;
import dev.fuselage.scenarios.outcome.CycleNode.EventNode;
import dev.fuselage.scenarios.outcome.CycleNode.HostNode;
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
    record Row(String who, String verb, String what, String remark) {
        private static final String IS_IN = "is in";

        /** In one line. */
        String sentence() {
            String start = who + " " + verb + " " + what;
            return remark.isEmpty() ? start : start + ", " + remark;
        }

        /** Where something is that has to come from there; empty if it says nothing of that. */
        String place() {
            return verb.equals(IS_IN) ? what : "";
        }
    }

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
            boolean afterActor = i > 0 ? isActor(cycle.get(i - 1)) : startsAfterActor();
            boolean afterRequest = isPlaced(cycle.get((i + cycle.size() - 1) % cycle.size()));
            switch (cycle.get(i)) {
                case TaskNode task -> rows.add(task(task, i));
                case HostNode host -> rows.add(host(host, i));
                case LockNode lock when !afterActor && !afterRequest ->
                        rows.add(new Row(lock.name(), "is held by", holders(lock), since(lock)));
                case EventNode event when !afterActor || isOwnSentence(i) ->
                        rows.add(event(event, i));
                case LockNode _, EventNode _ -> {}
            }
        }
        return rows;
    }

    /** Somebody rather than something. */
    private static boolean isActor(CycleNode node) {
        return node instanceof TaskNode || node instanceof HostNode;
    }

    private boolean startsAfterActor() {
        return closed && isActor(cycle.getLast());
    }

    /** Whether something is somewhere: a request that has not come back. */
    private static boolean isPlaced(CycleNode node) {
        return node instanceof EventNode event && !event.location().isEmpty();
    }

    /** An event that a task or a thread of the host has to deliver, or nobody can; a request. */
    private boolean isOwnSentence(int i) {
        return (i + 1 == cycle.size() && !closed) || isActor(next(i)) || isPlaced(cycle.get(i));
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
                    case LockNode lock -> heldBy(lock);
                    case EventNode _ when !isOwnSentence(after) -> ending(next(after));
                    case EventNode _, TaskNode _, HostNode _ -> step(task.sinceStep());
                };
        return new Row(task.name(), "waits for", task.waitsFor(), remark);
    }

    private Row host(HostNode host, int i) {
        String what = host.serves() + ", waits for " + host.waitsFor();
        String remark = next(i) instanceof LockNode lock ? heldBy(lock) : "";
        return new Row(host.name(), "serves", what, remark);
    }

    /** What an event follows from. */
    private static String ending(CycleNode other) {
        return other instanceof EventNode event && !event.location().isEmpty()
                ? "ends when reply " + event.subject() + " is processed"
                : "ends with " + other.name();
    }

    private Row event(EventNode event, int i) {
        if (event.deliverers().isEmpty()) {
            return event.location().isEmpty()
                    ? new Row(event.name(), "comes from", "nobody", "nobody is left to deliver it")
                    : new Row(
                            event.subject(),
                            Row.IS_IN,
                            event.location(),
                            "nobody is left to process it");
        }
        if (!isOwnSentence(i)) {
            return new Row(event.name(), "ends with", next(i).name(), "");
        }
        if (next(i) instanceof LockNode lock && isPlaced(event)) {
            return new Row(event.subject(), Row.IS_IN, event.location(), heldBy(lock));
        }
        String who = Phrases.anyOf(event.deliverers());
        boolean lost = i + 1 == cycle.size() && !closed;
        if (event.location().isEmpty()) {
            String remark = lost ? "but none is left" : "nobody else can deliver it";
            return new Row(event.name(), "comes from", who, remark);
        }
        String remark = lost ? who + " will not process it" : "only " + who + " can process it";
        return new Row(event.subject(), Row.IS_IN, event.location(), remark);
    }

    private static String heldBy(LockNode lock) {
        return ("held by " + holders(lock) + " " + since(lock)).strip();
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
            String mark = closed && i + 1 == rows.size() ? "  <- closes the cycle" : "";
            String line = start + Lines.padded(row.what(), what) + "  " + row.remark() + mark;
            if (line.stripTrailing().length() <= Lines.WIDTH) {
                lines.add(line);
            } else {
                lines.add(start + row.what());
                below(lines, start.length(), row.remark(), mark);
            }
        }
    }

    /** A remark that has no room beside its sentence; the mark behind it stays whole. */
    private static void below(Lines lines, int column, String remark, String mark) {
        List<String> parts = Lines.broken(remark, Lines.WIDTH - column);
        for (int i = 0; i < parts.size(); i++) {
            boolean last = i + 1 == parts.size();
            String line = " ".repeat(column) + parts.get(i) + (last ? mark : "");
            if (line.length() <= Lines.WIDTH) {
                lines.add(line);
            } else {
                lines.add(" ".repeat(column) + parts.get(i));
                lines.add(" ".repeat(column) + mark.strip());
            }
        }
    }
}
