package dev.fuselage.kernel.wait;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskQueue;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.machine.cost.Cost;
import dev.fuselage.machine.time.Operation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code struct rw_semaphore}: several readers or one writer, fair as Linux's is.
 *
 * <p>A reader that finds anybody waiting queues behind, so readers cannot starve a writer. When a
 * reader comes up first, all readers in the queue get in with it; a writer that comes up first is
 * woken and takes the lock itself, or has it handed over if it lost once.
 */
public final class RwSemaphore extends Lock {
    private static final int READ = 0;
    private static final int WRITE = 1;

    /** Readers let in by one wake-up ({@code MAX_READERS_WAKEUP}). */
    private static final int MAX_READERS_WAKEUP = 256;

    private final TaskScheduler scheduler;
    private final Object instance;
    private final TaskQueue waiters = new TaskQueue();
    private @Nullable Task writer;
    private @Nullable Task[] readers = new @Nullable Task[2];
    private int readerCount;
    private boolean handOff;

    /**
     * {@code instance} names the one among its kind when asked for its text; "" for the only one.
     */
    public RwSemaphore(TaskScheduler scheduler, String kind, Object instance) {
        super(kind);
        this.scheduler = scheduler;
        this.instance = instance;
    }

    @Override
    protected Object instance() {
        return instance;
    }

    // ---- readers

    /** {@code down_read()}. */
    @KernelFunction("down_read")
    public void downRead() {
        int _ = read("down_read", Interruptibility.UNINTERRUPTIBLE);
    }

    /** {@code down_read_killable()}: 0, or -EINTR without the lock. */
    @KernelFunction("down_read_killable")
    public int downReadKillable() {
        return read("down_read_killable", Interruptibility.KILLABLE);
    }

    /** {@code down_read_interruptible()}: 0, or -EINTR without the lock. */
    @KernelFunction("down_read_interruptible")
    public int downReadInterruptible() {
        return read("down_read_interruptible", Interruptibility.INTERRUPTIBLE);
    }

    /** {@code down_read_trylock()}: true with the lock; does not overtake anybody who waits. */
    public boolean tryDownRead() {
        scheduler.spend(Cost.LOCK);
        scheduler.syncPoint();
        if (writer != null || !waiters.isEmpty()) {
            scheduler.touch(this, Operation.READ);
            return false;
        }
        addReader(scheduler.current());
        return true;
    }

    private int read(String site, Interruptibility how) {
        if (tryDownRead()) {
            return 0;
        }
        Task task = scheduler.current();
        waiters.add(task, READ);
        while (waiters.contains(task)) {
            if (how.isEndedBySignalOf(task)) {
                giveUp(task);
                return -Errno.EINTR;
            }
            scheduler.touch(this, Operation.WAIT);
            scheduler.block(how.state(), this, site);
        }
        return 0;
    }

    /** {@code up_read()}; only a reader may. */
    public void upRead() {
        Task task = scheduler.current();
        int place = readerCount - 1;
        while (place >= 0 && readers[place] != task) {
            place--;
        }
        if (place < 0) {
            throw new IllegalStateException(
                    task + " gives back " + describe() + " that it does not read");
        }
        scheduler.touch(this, Operation.UNLOCK);
        readerCount--;
        readers[place] = readers[readerCount];
        readers[readerCount] = null;
        if (readerCount == 0) {
            wakeWaiters();
        }
    }

    private void addReader(Task task) {
        scheduler.touch(this, Operation.LOCK);
        if (readerCount == readers.length) {
            readers = Arrays.copyOf(readers, 2 * readerCount);
        }
        readers[readerCount++] = task;
    }

    // ---- the writer

    /** {@code down_write()}. */
    @KernelFunction("down_write")
    public void downWrite() {
        int _ = write("down_write", Interruptibility.UNINTERRUPTIBLE);
    }

    /** {@code down_write_killable()}: 0, or -EINTR without the lock. */
    @KernelFunction("down_write_killable")
    public int downWriteKillable() {
        return write("down_write_killable", Interruptibility.KILLABLE);
    }

    /** {@code down_write_trylock()}: true with the lock; does not overtake anybody who waits. */
    public boolean tryDownWrite() {
        scheduler.spend(Cost.LOCK);
        scheduler.syncPoint();
        if (isLocked() || !waiters.isEmpty()) {
            scheduler.touch(this, Operation.READ);
            return false;
        }
        taken(scheduler.current());
        return true;
    }

    private int write(String site, Interruptibility how) {
        if (tryDownWrite()) {
            return 0;
        }
        Task task = scheduler.current();
        waiters.add(task, WRITE);
        while (waiters.contains(task)) {
            boolean first = waiters.first() == task;
            if (!isLocked() && (first || !handOff)) {
                stopWaiting(task);
                taken(task);
            } else if (how.isEndedBySignalOf(task)) {
                giveUp(task);
                return -Errno.EINTR;
            } else {
                scheduler.touch(this, Operation.WAIT);
                scheduler.block(how.state(), this, site);
                handOff |= isLocked() && waiters.first() == task;
            }
        }
        return 0;
    }

    /** {@code up_write()}; only the writer may. */
    public void upWrite() {
        checkWriter();
        scheduler.touch(this, Operation.UNLOCK);
        writer = null;
        wakeWaiters();
    }

    /**
     * {@code downgrade_write()}: the writer goes on as a reader and lets waiting readers in, if one
     * of them is first.
     */
    public void downgradeWrite() {
        Task task = checkWriter();
        writer = null;
        addReader(task);
        Task first = waiters.first();
        if (first != null && waiters.mode(first) == READ) {
            letReadersIn();
        }
    }

    private void taken(Task task) {
        scheduler.touch(this, Operation.LOCK);
        writer = task;
    }

    private Task checkWriter() {
        Task task = scheduler.current();
        if (writer != task) {
            throw new IllegalStateException(
                    task + " gives back " + describe() + " written by " + writer);
        }
        return task;
    }

    // ---- waiters

    private void wakeWaiters() {
        Task first = waiters.first();
        if (first == null) {
            return;
        }
        if (waiters.mode(first) == READ) {
            letReadersIn();
        } else {
            if (handOff) {
                stopWaiting(first);
                writer = first;
            }
            boolean _ = scheduler.wake(first);
        }
    }

    private void letReadersIn() {
        Task task = waiters.first();
        int woken = 0;
        while (task != null && woken < MAX_READERS_WAKEUP) {
            Task next = waiters.after(task);
            if (waiters.mode(task) == READ) {
                stopWaiting(task);
                addReader(task);
                boolean _ = scheduler.wake(task);
                woken++;
            }
            task = next;
        }
    }

    private void stopWaiting(Task task) {
        if (waiters.first() == task) {
            handOff = false;
        }
        boolean _ = waiters.remove(task);
    }

    private void giveUp(Task task) {
        scheduler.touch(this, Operation.CHANGE);
        boolean wasFirst = waiters.first() == task;
        stopWaiting(task);
        Task first = waiters.first();
        if (wasFirst
                && writer == null
                && first != null
                && (readerCount == 0 || waiters.mode(first) == READ)) {
            wakeWaiters();
        }
    }

    /** True while anybody reads or writes. */
    public boolean isLocked() {
        return writer != null || readerCount > 0;
    }

    /** True while the current task writes. */
    public boolean isWrittenByCurrent() {
        return writer != null && writer == scheduler.currentOrNull();
    }

    @Override
    void suppliers(Suppliers out) {
        Task task = writer;
        if (task != null) {
            out.task(task);
        }
        for (int i = 0; i < readerCount; i++) {
            Task reader = readers[i];
            if (reader != null) {
                out.task(reader);
            }
        }
    }
}
