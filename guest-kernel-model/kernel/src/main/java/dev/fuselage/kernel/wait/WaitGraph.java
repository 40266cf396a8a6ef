package dev.fuselage.kernel.wait;

import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.task.TaskState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom at one moment: tasks, the locks and events they wait for, and who can end each
 * wait.
 *
 * <p>What can still get on is the fixpoint of: a task that can run or has a deadline; a lock whose
 * holders all get on; an event that somebody who gets on, or something outside the guest, can
 * deliver. Threads of the host that serve the guest are outside of it while they can get on; one
 * that waits for a lock of the guest's is a part of the graph. The rest is stuck for good: a knot,
 * with a cycle in it, or a lost wake-up when nobody is left to deliver.
 */
public final class WaitGraph {
    /** What the graph says. */
    public enum Verdict {
        /** Everybody can still get on. */
        LIVE,
        /** Tasks wait for each other in a circle. */
        DEADLOCK,
        /** A task waits for an event that nobody can deliver any more. */
        LOST_WAKEUP
    }

    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final List<Task> blocked = new ArrayList<>();
    private final Map<Waitable, Supply> supplies = new LinkedHashMap<>();
    private final Set<Object> live = new LinkedHashSet<>();
    private final List<Object> cycle;
    private final TaskScheduler scheduler;
    private final boolean quiescent;

    /** Who can end the waits for one thing. */
    private static final class Supply implements Suppliers {
        final List<Task> tasks = new ArrayList<>();
        final List<Waitable> waitables = new ArrayList<>();
        final List<String> outside = new ArrayList<>();
        final List<String> anyTask = new ArrayList<>();

        @Override
        public void task(Task task) {
            tasks.add(task);
        }

        @Override
        public void waitable(Waitable other) {
            if (!waitables.contains(other)) {
                waitables.add(other);
            }
        }

        @Override
        public void outside(String who) {
            if (!outside.contains(who)) {
                outside.add(who);
            }
        }

        @Override
        public void anyTask(String how) {
            anyTask.add(how);
        }

        boolean isEmpty() {
            return tasks.isEmpty() && waitables.isEmpty() && outside.isEmpty() && anyTask.isEmpty();
        }

        List<String> names() {
            List<String> words = new ArrayList<>();
            tasks.forEach(task -> words.add(task.toString()));
            waitables.forEach(other -> words.add(other.describe()));
            words.addAll(outside);
            words.addAll(anyTask);
            return words;
        }

        /**
         * Whom a circle can go on through: nobody where something outside the guest could deliver,
         * since it is that which fails to.
         */
        List<Object> successors() {
            if (!outside.isEmpty()) {
                return List.of();
            }
            List<Object> all = new ArrayList<>(tasks);
            all.addAll(waitables);
            return all;
        }
    }

    private WaitGraph(TaskScheduler scheduler, boolean quiescent) {
        this.scheduler = scheduler;
        this.quiescent = quiescent;
        for (Task task : scheduler.tasks()) {
            if (waits(task)) {
                blocked.add(task);
                explore((Waitable) task.waitsFor());
            }
        }
        settle();
        cycle = shortestCycle();
    }

    /** The graph of this moment. */
    public static WaitGraph of(TaskScheduler scheduler) {
        return new WaitGraph(scheduler, false);
    }

    /**
     * The graph of a moment at which nothing at all is to happen any more: what is outside the
     * guest has had its chance to act.
     */
    public static WaitGraph ofQuiescent(TaskScheduler scheduler) {
        return new WaitGraph(scheduler, true);
    }

    static boolean waits(Task task) {
        return (task.state().isAsleep() || task.isSpinning())
                && task.state() != TaskState.IDLE
                && task.waitsFor() != null;
    }

    private void explore(@Nullable Waitable waitable) {
        if (waitable == null || supplies.containsKey(waitable)) {
            return;
        }
        Supply supply = new Supply();
        supplies.put(waitable, supply);
        waitable.suppliers(supply);
        supply.waitables.forEach(this::explore);
    }

    // ---- the fixpoint

    private void settle() {
        for (Task task : scheduler.tasks()) {
            if ((!waits(task) && isAlive(task)) || task.hasDeadline()) {
                live.add(task);
            }
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Map.Entry<Waitable, Supply> entry : supplies.entrySet()) {
                changed |=
                        !live.contains(entry.getKey())
                                && canSupply(entry.getKey(), entry.getValue())
                                && live.add(entry.getKey());
            }
            for (Task task : blocked) {
                Object what = task.waitsFor();
                changed |= what != null && live.contains(what) && live.add(task);
            }
        }
    }

    static boolean isAlive(Task task) {
        return task.state() != TaskState.ZOMBIE && task.state() != TaskState.DEAD;
    }

    private boolean canSupply(Waitable what, Supply supply) {
        if (what.needsAllSuppliers()) {
            return live.containsAll(supply.tasks) && live.containsAll(supply.waitables);
        }
        return (!supply.outside.isEmpty() && !quiescent)
                || (!supply.anyTask.isEmpty() && someUserTaskLives())
                || supply.tasks.stream().anyMatch(live::contains)
                || supply.waitables.stream().anyMatch(live::contains);
    }

    private boolean someUserTaskLives() {
        return live.stream()
                .anyMatch(node ->
                        node instanceof Task task
                                && !task.isKernelThread()
                                && task.state() != TaskState.IDLE);
    }

    // ---- results

    /** Blocked tasks by process id, stuck or not. */
    public List<Task> blocked() {
        return List.copyOf(blocked);
    }

    /** Blocked tasks that can never run again, by process id. */
    public List<Task> stuck() {
        return blocked.stream().filter(task -> !live.contains(task)).toList();
    }

    public Verdict verdict() {
        if (stuck().isEmpty()) {
            return Verdict.LIVE;
        }
        return cycle.isEmpty() ? Verdict.LOST_WAKEUP : Verdict.DEADLOCK;
    }

    /**
     * The shortest cycle: tasks and waitables in turn, each waiting for or supplied by the next,
     * the last by the first.
     */
    public List<Object> cycle() {
        return List.copyOf(cycle);
    }

    /**
     * What a stuck task waits for in the end, when nobody can deliver that: the task, and what it
     * waits for or what that follows from; empty when there is no such task.
     */
    public List<Object> lostWakeUp() {
        List<Task> stuck = stuck();
        // A sleep that signals end is that of a task without work, unless nothing worse is there.
        List<Task> hung =
                stuck.stream().filter(task -> task.state() != TaskState.INTERRUPTIBLE).toList();
        for (Task task : hung.isEmpty() ? stuck : hung) {
            Object what = task.waitsFor();
            if (what != null && stuckSuppliers(what).isEmpty()) {
                return List.of(task, what);
            }
        }
        if (stuck.isEmpty()) {
            return List.of();
        }
        // Each waits for another: none of them in a circle, so the last waits for what is dead.
        Task first = hung.isEmpty() ? stuck.getFirst() : hung.getFirst();
        return List.of(first, Objects.requireNonNull(first.waitsFor()));
    }

    private List<Object> stuckSuppliers(Object what) {
        return successors(what).stream()
                .filter(next -> next instanceof Waitable || stuck().contains(next))
                .toList();
    }

    /** Who holds a lock or can deliver an event of this graph, each in words. */
    public List<String> supplierNames(Object waitable) {
        Supply supply = supplies.get(waitable);
        return supply == null ? List.of() : supply.names();
    }

    private List<Object> shortestCycle() {
        List<Object> best = List.of();
        for (Task start : stuck()) {
            List<Object> found = cycleThrough(start);
            if (!found.isEmpty() && (best.isEmpty() || found.size() < best.size())) {
                best = found;
            }
        }
        return best;
    }

    /** Breadth first from the task back to itself through stuck nodes. */
    private List<Object> cycleThrough(Task start) {
        Map<Object, Object> cameFrom = new LinkedHashMap<>();
        List<Object> frontier = List.of(start);
        while (!frontier.isEmpty()) {
            List<Object> following = new ArrayList<>();
            for (Object node : frontier) {
                for (Object next : successors(node)) {
                    if (next == start) {
                        return path(start, node, cameFrom);
                    }
                    if (!live.contains(next) && !cameFrom.containsKey(next)) {
                        cameFrom.put(next, node);
                        following.add(next);
                    }
                }
            }
            frontier = following;
        }
        return List.of();
    }

    private List<Object> successors(Object node) {
        if (node instanceof Task task) {
            Object what = waits(task) ? task.waitsFor() : null;
            return what == null ? List.of() : List.of(what);
        }
        Supply supply = supplies.get(node);
        return supply == null ? List.of() : supply.successors();
    }

    private static List<Object> path(Object start, Object end, Map<Object, Object> cameFrom) {
        List<Object> reversed = new ArrayList<>();
        for (Object node = end; node != null && !node.equals(start); node = cameFrom.get(node)) {
            reversed.add(node);
        }
        reversed.add(start);
        return reversed.reversed();
    }

    // ---- words

    /** One line a blocked task, and what closes the circle; empty when nobody waits. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        switch (verdict()) {
            case LIVE -> {}
            case DEADLOCK ->
                    text.append("DEADLOCK  ").append(cycle.size()).append(" nodes in cycle\n");
            case LOST_WAKEUP ->
                    text.append("LOST WAKE-UP  nobody is left to deliver what is waited for\n");
        }
        for (Object node : cycle) {
            text.append("  ").append(words(node)).append('\n');
        }
        if (!cycle.isEmpty()) {
            text.append('\n');
        }
        for (Task task : blocked) {
            text.append(line(task)).append('\n');
        }
        return text.toString();
    }

    private String words(Object node) {
        if (node instanceof Task task) {
            Object what = task.waitsFor();
            return task + " waits for " + what;
        }
        if (node instanceof HostActor actor) {
            return "%s serves %s, waits for %s"
                    .formatted(actor, actor.thread().serves(), actor.waitsForLock());
        }
        return node + " " + supplyWords(node);
    }

    private String line(Task task) {
        Object what = task.waitsFor();
        long since = scheduler.costs().nanos(task.waitsSince()) / NANOS_PER_MICRO;
        return String.format(
                Locale.ROOT,
                "%-20s %c  %-28s waits for %s, %s, since %d.%06d s%s",
                task,
                task.isSpinning() ? 'R' : task.state().letter(),
                task.waitSite(),
                what,
                supplyWords(what),
                since / MICROS_PER_SECOND,
                since % MICROS_PER_SECOND,
                live.contains(task) ? "" : "  <- stuck");
    }

    private String supplyWords(@Nullable Object what) {
        Supply supply = what == null ? null : supplies.get(what);
        if (supply == null || supply.isEmpty()) {
            return what instanceof Lock ? "free by now" : "nobody can deliver it";
        }
        String all = String.join(what instanceof Lock ? " and " : " or ", supply.names());
        return (what instanceof Lock ? "held by " : "delivered by ") + all;
    }
}
