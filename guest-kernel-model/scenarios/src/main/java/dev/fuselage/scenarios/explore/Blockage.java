package dev.fuselage.scenarios.explore;

import dev.fuselage.kernel.task.KernelStack;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.task.TaskState;
import dev.fuselage.kernel.task.WaitedFor;
import dev.fuselage.kernel.wait.Event;
import dev.fuselage.kernel.wait.HostActor;
import dev.fuselage.kernel.wait.Lock;
import dev.fuselage.kernel.wait.WaitGraph;
import dev.fuselage.kernel.wait.Waitable;
import dev.fuselage.scenarios.outcome.CycleNode;
import dev.fuselage.scenarios.outcome.TaskView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom in a guest at one moment, as the values that reports are made of: the same for
 * a counterexample and for a guest that hangs outside any exploration.
 */
public final class Blockage {
    /** What is known of the way to this moment. */
    public interface History {
        /** Nothing. */
        History NONE = new History() {};

        /** The task's number among the actors of the schedule; -1 if it took no step. */
        default int actor(Task task) {
            return -1;
        }

        /** The step of the schedule at which the task's wait began; 0 if not known. */
        default int waitsSince(Task task) {
            return 0;
        }

        /** What is to be said of when the task's wait began: "since 1.000000 s"; or nothing. */
        default String when(Task task) {
            return "";
        }

        /** The step at which a lock that is held was taken; 0 if before the first, or unknown. */
        default int takenAt(Waitable lock) {
            return 0;
        }

        /** The locks that a task holds, in the order in which it took them. */
        default List<Held> held(Task task) {
            return List.of();
        }
    }

    /**
     * A lock that is held.
     *
     * @param stack the functions that its holder was in when it took it, innermost first, as {@link
     *     KernelStack#functions} gives them
     */
    public record Held(Waitable lock, List<String> stack) {}

    private final TaskScheduler scheduler;
    private final WaitGraph graph;
    private final History history;
    private final List<Object> cycle;

    private Blockage(TaskScheduler scheduler, WaitGraph graph, History history) {
        this.scheduler = scheduler;
        this.graph = graph;
        this.history = history;
        this.cycle =
                switch (graph.verdict()) {
                    case LIVE -> List.of();
                    case DEADLOCK -> graph.cycle();
                    case LOST_WAKEUP -> graph.lostWakeUp();
                };
    }

    /** Of this moment. */
    public static Blockage of(TaskScheduler scheduler, History history) {
        return new Blockage(scheduler, WaitGraph.of(scheduler), history);
    }

    /** Of a moment at which nothing is to happen any more, see {@link WaitGraph#ofQuiescent}. */
    public static Blockage ofQuiescent(TaskScheduler scheduler, History history) {
        return new Blockage(scheduler, WaitGraph.ofQuiescent(scheduler), history);
    }

    /** Whether some task can never go on. */
    public WaitGraph.Verdict verdict() {
        return graph.verdict();
    }

    /**
     * The circle, each waiting for or supplied by the next; for a lost wake-up the task and what it
     * waits for; empty while everybody can go on.
     */
    public List<CycleNode> cycle() {
        return cycle.stream().map(this::node).toList();
    }

    private CycleNode node(Object node) {
        if (node instanceof Task task) {
            return new CycleNode.TaskNode(
                    task.toString(),
                    task.pid(),
                    history.actor(task),
                    task.waitSite(),
                    describe(task.waitsFor()),
                    history.waitsSince(task));
        }
        Waitable waitable = (Waitable) node;
        List<String> suppliers = graph.supplierNames(waitable);
        return switch (waitable) {
            case Lock lock ->
                    new CycleNode.LockNode(
                            lock.describe(), lock.kind(), suppliers, history.takenAt(lock));
            case Event event ->
                    new CycleNode.EventNode(
                            event.describe(), event.kind(), suppliers, event.whereabouts());
            case HostActor actor ->
                    new CycleNode.HostNode(
                            actor.describe(),
                            actor.thread().serves(),
                            describe(actor.waitsForLock()));
        };
    }

    private static String describe(@Nullable WaitedFor what) {
        return what == null ? "" : what.describe();
    }

    /** In half a sentence: "3 nodes in cycle". */
    public String headline() {
        return switch (graph.verdict()) {
            case LIVE -> "everybody can go on";
            case DEADLOCK -> sentences() + " nodes in cycle";
            case LOST_WAKEUP -> "nobody is left to deliver " + describe((WaitedFor) cycle.get(1));
        };
    }

    /** Those who wait, and requests that do: a lock is a part of what is said of them. */
    private long sentences() {
        long count = 0;
        for (int i = 0; i < cycle.size(); i++) {
            Object next = cycle.get((i + 1) % cycle.size());
            boolean delivered = isActor(next) || next instanceof Lock;
            count += isActor(cycle.get(i)) || (cycle.get(i) instanceof Event && delivered) ? 1 : 0;
        }
        return count;
    }

    /** Somebody rather than something. */
    private static boolean isActor(Object node) {
        return node instanceof Task || node instanceof HostActor;
    }

    /**
     * The shape of the circle without numbers and names: the functions that wait and the kinds of
     * what they wait for, joined by {@code " > "}, beginning with the function that comes first in
     * the alphabet. Empty while everybody can go on.
     */
    public String signature() {
        List<String> parts = new ArrayList<>();
        for (Object node : cycle) {
            parts.add(node instanceof Task task ? task.waitSite() : ((Waitable) node).kind());
        }
        String best = String.join(" > ", parts);
        for (int turn = 1;
                turn < parts.size() && graph.verdict() == WaitGraph.Verdict.DEADLOCK;
                turn++) {
            if (cycle.get(turn) instanceof Task) {
                List<String> turned = new ArrayList<>(parts.subList(turn, parts.size()));
                turned.addAll(parts.subList(0, turn));
                String text = String.join(" > ", turned);
                best = cycle.getFirst() instanceof Task && best.compareTo(text) <= 0 ? best : text;
            }
        }
        return best;
    }

    /** The tasks that wait, and those that the history knows as actors, by process id. */
    public List<TaskView> tasks() {
        List<Task> blocked = graph.blocked();
        return scheduler.tasks().stream()
                .filter(task -> blocked.contains(task) || history.actor(task) >= 0)
                .filter(task -> task.state() != TaskState.DEAD)
                .map(task -> view(task, blocked.contains(task)))
                .toList();
    }

    private TaskView view(Task task, boolean waits) {
        List<String> functions = waits ? KernelStack.of(task) : List.of();
        return new TaskView(
                task.toString(),
                task.pid(),
                history.actor(task),
                task.isSpinning() ? 'R' : task.state().letter(),
                waits ? task.waitSite() : "",
                waits ? words(task) : "",
                frames(functions, history.held(task)),
                cycle.contains(task));
    }

    private String words(Task task) {
        WaitedFor what = task.waitsFor();
        if (what == null) {
            return "";
        }
        String when = history.when(task);
        return what.describe() + ", " + suppliers(what) + (when.isEmpty() ? "" : ", " + when);
    }

    private String suppliers(WaitedFor what) {
        List<String> names = graph.supplierNames(what);
        boolean lock = what instanceof Lock;
        if (names.isEmpty()) {
            return lock ? "free by now" : "which nobody can deliver";
        }
        return (lock ? "held by " : "delivered by ") + String.join(lock ? " and " : " or ", names);
    }

    /** Each lock goes to the frame that took it or called the function that did. */
    private static List<TaskView.Frame> frames(List<String> functions, List<Held> held) {
        List<List<String>> locks = new ArrayList<>();
        functions.forEach(function -> locks.add(new ArrayList<>()));
        for (Held one : held) {
            int common = 0;
            while (common < Math.min(functions.size(), one.stack().size())
                    && functions
                            .get(functions.size() - 1 - common)
                            .equals(one.stack().get(one.stack().size() - 1 - common))) {
                common++;
            }
            if (!functions.isEmpty()) {
                locks.get(functions.size() - Math.max(common, 1)).add(one.lock().describe());
            }
        }
        List<TaskView.Frame> frames = new ArrayList<>();
        for (int i = 0; i < functions.size(); i++) {
            frames.add(new TaskView.Frame(functions.get(i), List.copyOf(locks.get(i))));
        }
        return frames;
    }
}
