package dev.fuselage.kernel.wait;

import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskQueue;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.task.Vcpu;
import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.time.Operation;
import org.jspecify.annotations.Nullable;

/**
 * {@code spinlock_t}: held for short stretches, never across a sleep; its holder is not preempted
 * and takes no interrupts.
 *
 * <p>A CPU that finds it held burns time until it is free, first come first served. Because a
 * guest's CPUs run one after the other, a lock may have been taken and given back by a CPU that is
 * ahead in time: whoever comes within that stretch of virtual time waits for its end.
 */
public final class SpinLock extends Lock {
    private static final int UNUSED_MODE = 0;

    private final TaskScheduler scheduler;
    private final Object instance;
    private final TaskQueue spinners = new TaskQueue();
    private @Nullable Vcpu holder;
    private @Nullable Task holdingTask;
    private long takenAt;
    private long freedAt;

    /**
     * {@code instance} names the one among its kind when asked for its text; "" for the only one.
     */
    public SpinLock(TaskScheduler scheduler, String kind, Object instance) {
        super(kind);
        this.scheduler = scheduler;
        this.instance = instance;
    }

    @Override
    protected Object instance() {
        return instance;
    }

    /**
     * {@code spin_lock()}. Where steps are chosen, whoever comes to it on another CPU may be first.
     */
    public void lock() {
        if (scheduler.isContended()) {
            scheduler.syncPoint();
        }
        Vcpu vcpu = scheduler.vcpu();
        scheduler.spend(Cost.LOCK);
        scheduler.preemptDisable();
        if (holder != null) {
            spin(vcpu);
            vcpu = scheduler.vcpu();
        } else {
            long now = vcpu.now();
            if (now < freedAt && now >= takenAt) {
                scheduler.spend(freedAt - now);
            }
        }
        scheduler.touch(this, Operation.LOCK);
        holder = vcpu;
        holdingTask = vcpu.current();
        takenAt = vcpu.now();
    }

    private void spin(Vcpu vcpu) {
        Task task = vcpu.current();
        if (task == null || vcpu.inInterrupt()) {
            throw new IllegalStateException(
                    vcpu.name()
                            + ": an interrupt handler found "
                            + describe()
                            + " held by "
                            + holder);
        }
        scheduler.touch(this, Operation.WAIT);
        spinners.add(task, UNUSED_MODE);
        scheduler.spin(this, "queued_spin_lock_slowpath");
    }

    /** {@code spin_unlock()}. */
    public void unlock() {
        // A task that slept with the lock, which it must not, may have moved to another CPU.
        if (holder != scheduler.vcpu() && holdingTask != scheduler.currentOrNull()) {
            throw new IllegalStateException(
                    scheduler.vcpu().name() + " gives back " + describe() + " held by " + holder);
        }
        scheduler.touch(this, Operation.UNLOCK);
        holder = null;
        holdingTask = null;
        freedAt = scheduler.now();
        Task next = spinners.first();
        if (next != null) {
            boolean _ = spinners.remove(next);
            // Nobody gets in between: the lock goes to the one that came first.
            holder = scheduler.vcpu(next.cpu());
            holdingTask = next;
            scheduler.stopSpinning(next);
        }
        scheduler.preemptEnable();
    }

    /** {@code spin_is_locked()} by this CPU, for {@code lockdep_assert_held}. */
    public boolean isHeldByCurrent() {
        return holder == scheduler.vcpu();
    }

    @Override
    void suppliers(Suppliers out) {
        Task task = holdingTask;
        if (task != null) {
            out.task(task);
        } else if (holder != null) {
            out.outside("an interrupt handler on " + holder.name());
        }
    }
}
