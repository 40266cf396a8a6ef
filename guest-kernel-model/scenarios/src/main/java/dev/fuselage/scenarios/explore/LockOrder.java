package dev.fuselage.scenarios.explore;

import dev.fuselage.kernel.wait.Lock;
import dev.fuselage.kernel.wait.Waitable;
import dev.fuselage.machine.time.Operation;
import dev.fuselage.machine.time.Shared;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The orders of locks and events in runs that passed, as lockdep and DEPT keep them: an edge from
 * what is held to what is waited for meanwhile, and from an event to what its deliverer needs
 * before it delivers.
 *
 * <p>What a worker needs is counted from the beginning of its work item; what an ordinary task did
 * before it delivers is its own affair.
 */
final class LockOrder implements Course.StepListener {
    /**
     * That {@code from} comes before {@code to} for somebody.
     *
     * @param actor whose order it is
     * @param held what else that actor held
     * @param words for reports
     */
    record Edge(Waitable from, Waitable to, String actor, Set<Waitable> held, String words) {}

    private final Course course;
    private final Map<Integer, Set<Waitable>> held = new LinkedHashMap<>();
    private final Map<Integer, Set<Waitable>> needed = new LinkedHashMap<>();
    private final Map<Waitable, Integer> takers = new LinkedHashMap<>();
    private final Map<List<Object>, Edge> edges = new LinkedHashMap<>();

    LockOrder(Course course) {
        this.course = course;
    }

    /** Another run begins; what is held in it is its own, the edges stay. */
    void begin() {
        held.clear();
        needed.clear();
        takers.clear();
    }

    @Override
    public void done(int step, int actor, Shared shared, Operation operation) {
        if (operation == Operation.WORK) {
            needed.put(actor, new LinkedHashSet<>());
            return;
        }
        if (!(shared instanceof Waitable what)) {
            return;
        }
        switch (operation) {
            case LOCK -> {
                need(actor, what);
                heldBy(actor).add(what);
                takers.put(what, actor);
            }
            case WAIT -> need(actor, what);
            case UNLOCK -> unlocked(actor, what);
            case WAKE -> delivered(actor, what);
            default -> {}
        }
    }

    private Set<Waitable> heldBy(int actor) {
        return held.computeIfAbsent(actor, nobody -> new LinkedHashSet<>());
    }

    private void need(int actor, Waitable what) {
        Set<Waitable> mine = heldBy(actor);
        for (Waitable lock : mine) {
            add(lock, what, actor, mine, "%s is held while %s is waited for, by %s");
        }
        Set<Waitable> work = needed.get(actor);
        if (work != null) {
            work.add(what);
        }
    }

    /** A lock that another gives back than took it is an event to those who wait for it. */
    private void unlocked(int actor, Waitable what) {
        Integer taker = takers.remove(what);
        if (taker != null && taker == actor) {
            heldBy(actor).remove(what);
        } else if (taker != null) {
            heldBy(taker).remove(what);
            delivered(actor, what);
        }
    }

    private void delivered(int actor, Waitable what) {
        Set<Waitable> work = needed.get(actor);
        if (work == null) {
            return;
        }
        for (Waitable before : work) {
            add(what, before, actor, heldBy(actor), "%s ends only after %s was had, by %s");
        }
    }

    private void add(Waitable from, Waitable to, int actor, Set<Waitable> locks, String words) {
        if (from.equals(to)) {
            return;
        }
        String name = course.actorName(actor);
        edges.computeIfAbsent(
                List.of(from, to, name),
                key -> {
                    Set<Waitable> others = new LinkedHashSet<>(locks);
                    others.remove(from);
                    others.removeIf(lock -> !(lock instanceof Lock));
                    return new Edge(
                            from,
                            to,
                            name,
                            others,
                            words.formatted(from.describe(), to.describe(), name));
                });
    }

    /** In the order in which they were first seen. */
    List<Edge> edges() {
        return new ArrayList<>(edges.values());
    }
}
