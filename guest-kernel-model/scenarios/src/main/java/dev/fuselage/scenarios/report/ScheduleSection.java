package dev.fuselage.scenarios.report;

import dev.fuselage.machine.time.Operation;
import dev.fuselage.scenarios.outcome.Counterexample;
import dev.fuselage.scenarios.outcome.CycleNode.TaskNode;
import dev.fuselage.scenarios.outcome.ScheduleStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The schedule with a column for each actor, and in one line. */
final class ScheduleSection {
    private static final int MARGIN = 9;
    private static final int GAP = 2;

    /** A column that has to overlap its neighbour begins at least so far to the right of it. */
    private static final int LEAST = 3;

    /** Of a longer schedule the middle is left out. */
    private static final int MOST_ROWS = 80;

    private static final int FIRST_ROWS = 20;

    private static final String TAKE = Operation.LOCK.word() + " ";
    private static final String WAIT = Operation.WAIT.word() + " ";
    private static final String WAKE = Operation.WAKE.word() + " ";
    private static final String GIVE_BACK = Operation.UNLOCK.word() + " ";

    private final Counterexample counterexample;
    private final Map<Integer, String> names = new LinkedHashMap<>();
    private final Map<Integer, Integer> widths = new LinkedHashMap<>();
    private final Map<Integer, Integer> starts = new LinkedHashMap<>();

    ScheduleSection(Counterexample counterexample) {
        this.counterexample = counterexample;
        List<ScheduleStep> schedule = counterexample.schedule();
        for (int i = 0; i < schedule.size(); i++) {
            ScheduleStep step = schedule.get(i);
            names.putIfAbsent(step.actor(), letter(step.actor()) + " " + step.actorName());
            int width = names.getOrDefault(step.actor(), "").length();
            for (String operation : telling(i)) {
                width = Math.max(width, operation.length());
            }
            widths.merge(step.actor(), width, Math::max);
        }
        place();
    }

    /**
     * What others can see of a step: not the locks that it takes and gives back, nor that it looked
     * whether it has to wait, and had not to; of a wake-up, who was woken.
     */
    private List<String> telling(int index) {
        List<String> operations = counterexample.schedule().get(index).operations();
        List<String> left = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            String operation = operations.get(i);
            String taken =
                    operation.startsWith(GIVE_BACK)
                            ? TAKE + operation.substring(GIVE_BACK.length())
                            : "";
            boolean last = i + 1 == operations.size();
            boolean goesOn = !last || goesOnAfter(index);
            boolean wakesOne = !last && wakesATask(operations.get(i + 1));
            boolean silent =
                    (operation.startsWith(WAIT) && goesOn)
                            || (operation.startsWith(WAKE) && !wakesATask(operation) && wakesOne);
            if (!left.remove(taken) && !silent) {
                left.add(operation);
            }
        }
        return Phrases.ranges(left);
    }

    private static boolean wakesATask(String operation) {
        return operation.startsWith(WAKE) && operation.endsWith("]");
    }

    /** Whether the actor of a step takes the next one too. */
    private boolean goesOnAfter(int index) {
        List<ScheduleStep> steps = counterexample.schedule();
        return index + 1 < steps.size()
                && steps.get(index + 1).change() == ScheduleStep.Change.CONTINUED;
    }

    /** As in replay tokens. */
    static String letter(int actor) {
        return String.valueOf((char) (actor < 26 ? 'a' + actor : 'A' + actor - 26));
    }

    /** Side by side if there is room; otherwise overlapping, each as far left as it must be. */
    private void place() {
        int at = MARGIN;
        for (Map.Entry<Integer, Integer> column : widths.entrySet()) {
            starts.put(column.getKey(), at);
            at += column.getValue() + GAP;
        }
        if (at - GAP > Lines.WIDTH) {
            int following = Lines.WIDTH;
            for (Integer actor : List.copyOf(starts.keySet()).reversed()) {
                int natural = starts.getOrDefault(actor, MARGIN);
                int fitting = Lines.WIDTH - widths.getOrDefault(actor, 0);
                int start = Math.min(Math.min(natural, fitting), following - LEAST);
                starts.put(actor, Math.max(MARGIN, start));
                following = start;
            }
            spread();
        }
    }

    /** No two columns begin at one place. */
    private void spread() {
        int least = MARGIN;
        for (Map.Entry<Integer, Integer> start : starts.entrySet()) {
            start.setValue(Math.max(start.getValue(), least));
            least = start.getValue() + LEAST;
        }
    }

    void write(Lines lines) {
        boolean closes = counterexample.verdict().isFailure();
        lines.add(
                "  How it happened (S = switched, P = pre-empted"
                        + (closes ? ", * = the step that goes wrong)" : ")"));
        header(lines);
        List<ScheduleStep> steps = counterexample.schedule();
        int skipFrom = steps.size() > MOST_ROWS ? FIRST_ROWS : steps.size();
        int skipTo = steps.size() > MOST_ROWS ? steps.size() - (MOST_ROWS - FIRST_ROWS) : skipFrom;
        int silentTo = 0;
        for (int i = 0; i < steps.size(); i++) {
            if (i < silentTo) {
                continue;
            }
            if (i < skipFrom || i >= skipTo) {
                silentTo = silentFrom(i, i < skipFrom ? skipFrom : steps.size());
                row(lines, i, closes && i + 1 == steps.size(), silentTo);
            } else if (i == skipFrom) {
                lines.add(
                        "   ...  steps %d to %d are in the JSON report"
                                .formatted(skipFrom + 1, skipTo));
            }
        }
        compact(lines);
    }

    private boolean namesFitInALine() {
        int end = 0;
        for (Map.Entry<Integer, String> column : names.entrySet()) {
            int at = starts.getOrDefault(column.getKey(), MARGIN);
            if (at < end + GAP) {
                return false;
            }
            end = at + column.getValue().length();
        }
        return true;
    }

    private void header(Lines lines) {
        if (namesFitInALine()) {
            StringBuilder line = new StringBuilder("  step");
            names.forEach((actor, name) -> {
                int at = starts.getOrDefault(actor, MARGIN);
                line.append(" ".repeat(at - line.length())).append(name);
            });
            lines.add(line.toString());
            return;
        }
        // A staircase: each name above its column, which goes on as a bar below.
        List<Integer> before = new ArrayList<>();
        names.forEach((actor, name) -> {
            StringBuilder line = new StringBuilder(before.isEmpty() ? "  step" : "");
            for (int at : before) {
                line.append(" ".repeat(at - line.length())).append('|');
            }
            int at = starts.getOrDefault(actor, MARGIN);
            lines.add(line.append(" ".repeat(at - line.length())).append(name).toString());
            before.add(at);
        });
    }

    /**
     * Where the steps end that one actor takes in a row, from that one on, of which none says
     * anything.
     */
    private int silentFrom(int from, int limit) {
        List<ScheduleStep> steps = counterexample.schedule();
        int to = from;
        while (to < Math.min(limit, steps.size() - 1)
                && telling(to).isEmpty()
                && (to == from || steps.get(to).change() == ScheduleStep.Change.CONTINUED)) {
            to++;
        }
        return to;
    }

    private void row(Lines lines, int index, boolean wrong, int silentTo) {
        ScheduleStep step = counterexample.schedule().get(index);
        char mark = wrong ? '*' : ' ';
        if (!wrong) {
            mark =
                    switch (step.change()) {
                        case CONTINUED -> ' ';
                        case SWITCHED -> step.number() == 1 ? ' ' : 'S';
                        case PREEMPTED -> 'P';
                    };
        }
        String head = String.format(Locale.ROOT, "  %4d %c", step.number(), mark);
        int at = starts.getOrDefault(step.actor(), MARGIN);
        String silent = silentTo > step.number() ? "- (to step " + silentTo + ")" : "-";
        if (wrong) {
            silent = silentEnd(step.actor());
        }
        List<String> telling = telling(index);
        List<String> operations = telling.isEmpty() ? List.of(silent) : telling;
        for (String operation : operations) {
            lines.wrapped(Lines.padded(head, at), operation, at);
            head = "";
        }
    }

    /** What is told of the step that goes wrong where it says nothing itself. */
    private String silentEnd(int actor) {
        return switch (counterexample.verdict()) {
            case MISBEHAVIOUR -> counterexample.signature().split(":", 2)[0];
            case LIVELOCK -> "and so on";
            case DEADLOCK, LOST_WAKEUP -> isGone(actor) ? "ends" : waitOf(actor);
            case STALL_IN_BOUND, PASSED_EXHAUSTIVE, PASSED_SAMPLED -> "-";
        };
    }

    /** What a task of the circle waits for that spins, so that it did not say so. */
    private String waitOf(int actor) {
        return counterexample.cycle().stream()
                .filter(node -> node instanceof TaskNode task && task.actor() == actor)
                .map(node -> WAIT + ((TaskNode) node).waitsFor())
                .findFirst()
                .orElse("-");
    }

    /** Whether it is a task that has ended: of all that are left, reports have a view. */
    private boolean isGone(int actor) {
        return names.getOrDefault(actor, "").endsWith("]")
                && counterexample.tasks().stream().noneMatch(task -> task.actor() == actor);
    }

    /** "a1 b4 c4 d2 e2". */
    static String compact(Counterexample counterexample) {
        StringBuilder text = new StringBuilder();
        int actor = -1;
        int run = 0;
        for (ScheduleStep step : counterexample.schedule()) {
            if (step.actor() != actor && actor >= 0) {
                text.append(letter(actor)).append(run).append(' ');
                run = 0;
            }
            actor = step.actor();
            run++;
        }
        return actor < 0 ? "" : text.append(letter(actor)).append(run).toString();
    }

    private void compact(Lines lines) {
        String schedule = compact(counterexample);
        long runs = schedule.isEmpty() ? 0 : schedule.chars().filter(c -> c == ' ').count() + 1;
        lines.wrapped(
                "  schedule   ",
                "%s  (%s, %s)"
                        .formatted(
                                schedule,
                                Phrases.count(runs, "run"),
                                Phrases.count(counterexample.preemptions(), "preemption")));
        lines.wrapped("  signature  ", counterexample.signature());
    }
}
