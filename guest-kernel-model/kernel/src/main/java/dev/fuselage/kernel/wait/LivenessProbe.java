package dev.fuselage.kernel.wait;

import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.task.TaskState;
import java.util.ArrayList;
import java.util.List;

/**
 * A quick look, from one task that begins to wait, for somebody who can still get on and end the
 * wait. Allocates nothing once it has grown, so that it can be asked at every wait.
 *
 * <p>"Yes" is certain; "no" is to be confirmed by a {@link WaitGraph}, because a task that is met
 * twice on the way is not looked at again.
 */
public final class LivenessProbe implements Suppliers {
    private final TaskScheduler scheduler;
    private final List<Object> visited = new ArrayList<>();

    /** Of the waitable that is being asked: whether somebody was found, and nobody was missed. */
    private boolean some;

    private boolean all;

    public LivenessProbe(TaskScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Whether the task certainly gets on. */
    public boolean getsOn(Task task) {
        visited.clear();
        return isLive(task);
    }

    private boolean isLive(Task task) {
        if (!WaitGraph.waits(task)) {
            return WaitGraph.isAlive(task);
        }
        return task.hasDeadline()
                || (task.waitsFor() instanceof Waitable waitable
                        && visit(task)
                        && isLive(waitable));
    }

    private boolean isLive(Waitable waitable) {
        if (!visit(waitable)) {
            return false;
        }
        boolean outerSome = some;
        boolean outerAll = all;
        some = false;
        all = true;
        waitable.suppliers(this);
        boolean live = waitable.needsAllSuppliers() ? all : some;
        some = outerSome;
        all = outerAll;
        return live;
    }

    @SuppressWarnings("ReferenceEquality") // Nodes equal nothing but themselves.
    private boolean visit(Object node) {
        for (int i = 0; i < visited.size(); i++) {
            if (visited.get(i) == node) {
                return false;
            }
        }
        visited.add(node);
        return true;
    }

    private void found(boolean live) {
        some |= live;
        all &= live;
    }

    @Override
    public void task(Task task) {
        found(isLive(task));
    }

    @Override
    public void waitable(Waitable other) {
        found(isLive(other));
    }

    @Override
    public void outside(String who) {
        found(true);
    }

    @Override
    public void anyTask(String how) {
        for (Task task : scheduler.tasks()) {
            if (!task.isKernelThread()
                    && task.state() != TaskState.IDLE
                    && !WaitGraph.waits(task)
                    && WaitGraph.isAlive(task)) {
                found(true);
                return;
            }
        }
        found(false);
    }
}
