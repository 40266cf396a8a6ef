package dev.fuselage.scenarios.explore;

import dev.fuselage.kernel.wait.Waitable;
import dev.fuselage.machine.time.SimulationRandom;
import dev.fuselage.scenarios.explore.GuestRun.End;
import dev.fuselage.scenarios.explore.LockOrder.Edge;
import dev.fuselage.scenarios.outcome.Potential;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Predicts deadlocks from schedules that passed: circles in the orders of locks and events that no
 * single schedule has closed. A finding may be impossible for reasons the orders do not show, so it
 * never fails a build.
 */
final class Foresight {
    /** Schedules that are looked through: the first, and some by chance. */
    private static final int SCHEDULES = 32;

    /** Longer circles are not looked for. */
    private static final int LONGEST = 4;

    private static final long SEED = 1;

    private final List<Edge> edges;
    private final Map<String, Potential> found = new LinkedHashMap<>();

    private Foresight(List<Edge> edges) {
        this.edges = edges;
    }

    /** What the passing schedules of a plan foretell. */
    static List<Potential> of(Runs runs) {
        Course course = runs.course();
        LockOrder order = new LockOrder(course);
        course.setTold(true, order);
        RandomSampler sampler = new RandomSampler(false);
        for (int i = 0; i < SCHEDULES; i++) {
            order.begin();
            sampler.begin(new SimulationRandom(PartialOrder.mix(SEED + i)));
            End _ = runs.runOnce(i == 0 ? new FirstChoice() : sampler);
        }
        course.setTold(false, null);
        Foresight foresight = new Foresight(order.edges());
        for (Edge edge : foresight.edges) {
            foresight.extend(new ArrayList<>(List.of(edge)));
        }
        return List.copyOf(foresight.found.values());
    }

    private void extend(List<Edge> path) {
        Edge first = path.getFirst();
        Edge last = path.getLast();
        if (last.to().equals(first.from())) {
            report(path);
            return;
        }
        if (path.size() == LONGEST) {
            return;
        }
        for (Edge next : edges) {
            if (next.from().equals(last.to()) && isPossibleAfter(path, next)) {
                path.add(next);
                extend(path);
                path.removeLast();
            }
        }
    }

    /** Each edge of a circle is another actor's, and no two hold a lock in common. */
    private static boolean isPossibleAfter(List<Edge> path, Edge next) {
        for (int i = 0; i < path.size(); i++) {
            Edge edge = path.get(i);
            if (edge.actor().equals(next.actor())
                    || edge.held().stream().anyMatch(next.held()::contains)
                    || (i > 0 && edge.from().equals(next.to()))) {
                return false;
            }
        }
        return true;
    }

    private void report(List<Edge> circle) {
        TreeSet<String> kinds = new TreeSet<>();
        for (Edge edge : circle) {
            kinds.add(kind(edge.from()) + " > " + kind(edge.to()));
        }
        String signature = String.join(", ", kinds);
        found.putIfAbsent(
                signature, new Potential(circle.stream().map(Edge::words).toList(), signature));
    }

    private static String kind(Waitable what) {
        return what.kind();
    }
}
