package dev.fuselage.kernel.process;

import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskAttachment;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.task.TaskSlot;
import dev.fuselage.kernel.task.TaskState;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.Suppliers;
import dev.fuselage.kernel.wait.WaitQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Where one process waits for the exit of its children ({@code wait_chldexit}). */
final class ChildExits implements TaskAttachment {
    private final Task parent;
    private final WaitQueue exits;

    private ChildExits(TaskScheduler scheduler, Task parent) {
        this.parent = parent;
        this.exits = new WaitQueue(scheduler, "exit of a child of", parent, this::childrenThatLive);
    }

    /** The current task waits until the condition about its children holds; 0 or -EINTR. */
    static int await(TaskScheduler scheduler, BooleanSupplier condition, Interruptibility how) {
        return of(scheduler, scheduler.current()).exits.waitEvent("do_wait", condition, how);
    }

    private static ChildExits of(TaskScheduler scheduler, Task parent) {
        if (parent.attachment(TaskSlot.CHILD_EXITS) instanceof ChildExits known) {
            return known;
        }
        ChildExits made = new ChildExits(scheduler, parent);
        parent.attach(TaskSlot.CHILD_EXITS, made);
        return made;
    }

    /** A child of that task has ended, or was given to it after its end. */
    static void tell(@Nullable Task parent) {
        if (parent != null
                && parent.attachment(TaskSlot.CHILD_EXITS) instanceof ChildExits children) {
            children.exits.wakeUpAll();
        }
    }

    private void childrenThatLive(Suppliers out) {
        for (Task child : parent.children()) {
            if (child.state() != TaskState.ZOMBIE) {
                out.task(child);
            }
        }
    }

    @Override
    public @Nullable TaskAttachment forChild(Task child) {
        return null;
    }

    @Override
    public void exit(Task task) {
        // The children go on to init; nobody waits here any more.
    }
}
