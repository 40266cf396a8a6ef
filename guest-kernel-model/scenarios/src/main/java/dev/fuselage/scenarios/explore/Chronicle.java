package dev.fuselage.scenarios.explore;

import dev.fuselage.kernel.task.KernelStack;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.wait.Lock;
import dev.fuselage.kernel.wait.Waitable;
import dev.fuselage.machine.time.Operation;
import dev.fuselage.machine.time.Shared;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** What happened in one run, as far as reports want to know: who took which lock when and where. */
final class Chronicle implements Blockage.History, Course.StepListener {
    private final Course course;
    private final IdentityHashMap<Waitable, Holding> holdings = new IdentityHashMap<>();
    private final Map<Integer, Integer> waitsSince = new HashMap<>();

    /** In the order in which they were taken. */
    private final List<Holding> order = new ArrayList<>();

    private record Holding(Waitable lock, int actor, int step, List<String> stack) {}

    Chronicle(Course course) {
        this.course = course;
    }

    @Override
    public void done(int step, int actor, Shared shared, Operation operation) {
        if (operation == Operation.WAIT) {
            waitsSince.put(actor, step);
        }
        if (!(shared instanceof Lock lock)) {
            return;
        }
        if (operation == Operation.LOCK) {
            Holding holding = new Holding(lock, actor, step, KernelStack.here());
            Holding before = holdings.put(lock, holding);
            order.remove(before);
            order.add(holding);
        } else if (operation == Operation.UNLOCK) {
            order.remove(holdings.remove(lock));
        }
    }

    @Override
    public int actor(Task task) {
        return course.actorWithId(task.pid());
    }

    @Override
    public int waitsSince(Task task) {
        return waitsSince.getOrDefault(actor(task), 0);
    }

    @Override
    public int takenAt(Waitable lock) {
        Holding holding = holdings.get(lock);
        return holding == null ? 0 : holding.step();
    }

    @Override
    public List<Blockage.Held> held(Task task) {
        int actor = actor(task);
        return order.stream()
                .filter(holding -> holding.actor() == actor)
                .map(holding -> new Blockage.Held(holding.lock(), holding.stack()))
                .toList();
    }
}
