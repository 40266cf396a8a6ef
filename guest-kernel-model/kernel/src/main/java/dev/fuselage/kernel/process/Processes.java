package dev.fuselage.kernel.process;

import dev.fuselage.fuse.linux.Errno;
import dev.fuselage.kernel.task.Capability;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.task.KernelFunction;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskAttachment;
import dev.fuselage.kernel.task.TaskExit;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.task.TaskSlot;
import dev.fuselage.kernel.task.TaskState;
import dev.fuselage.kernel.wait.Interruptibility;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The processes of one guest: a tree from init, in which every task is a process. */
public final class Processes {
    /** {@code waitpid} result when children live but none has exited, with {@link #NO_HANG}. */
    public static final long NOTHING_YET = 0;

    /** {@code WNOHANG}. */
    public static final int NO_HANG = 1;

    private final TaskScheduler scheduler;
    private @Nullable Task init;

    public Processes(TaskScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Creates and starts a process that runs {@code main} and exits with its result ({@code
     * kernel_clone}).
     *
     * @param parent whose attachments it inherits and who may wait for it; null for a process of
     *     nobody, which is reaped at once at its end
     */
    public Task spawn(
            @Nullable Task parent, String comm, Credentials credentials, IntSupplier main) {
        Task[] self = new Task[1];
        Task child = scheduler.create(comm, credentials, () -> live(self[0], main));
        self[0] = child;
        child.setParent(parent);
        if (parent != null) {
            for (TaskSlot slot : TaskSlot.values()) {
                TaskAttachment inherited = parent.attachment(slot);
                child.attach(slot, inherited == null ? null : inherited.forChild(child));
            }
        }
        if (init == null) {
            init = child;
        }
        scheduler.start(child);
        return child;
    }

    private void live(Task self, IntSupplier main) {
        int status;
        try {
            status = (main.getAsInt() & 0xff) << 8;
            // A signal that came too late for the program still ends it.
            while (self.takeSignal() != 0) {}
        } catch (TaskExit exit) {
            status = exit.status();
        }
        end(self, status);
    }

    /** {@code exit_group()}: the calling process ends with that exit code; does not return. */
    public TaskExit exit(int code) {
        throw new TaskExit((code & 0xff) << 8);
    }

    /**
     * {@code do_exit()}: gives the attachments back, hands children to init, becomes a zombie and
     * tells the parent.
     */
    @KernelFunction("do_exit")
    private void end(Task self, int status) {
        for (TaskSlot slot : TaskSlot.values()) {
            TaskAttachment attachment = self.attachment(slot);
            if (attachment != null) {
                self.attach(slot, null);
                attachment.exit(self);
            }
        }
        Task heir = init == self ? null : init;
        List<Task> orphans = List.copyOf(self.children());
        for (Task child : orphans) {
            child.setParent(heir);
            if (heir == null && child.state() == TaskState.ZOMBIE) {
                scheduler.reap(child);
            }
        }
        self.becomeZombie(status);
        Task parent = self.parent();
        if (parent == null) {
            scheduler.reap(self);
        } else {
            parent.sendSignal(Signal.SIGCHLD);
        }
        ChildExits.tell(parent);
        if (heir != parent && !orphans.isEmpty()) {
            ChildExits.tell(heir);
        }
    }

    /**
     * {@code wait4()}: waits for the exit of a child and reaps it.
     *
     * @param pid the child, or -1 for any
     * @param options 0 or {@link #NO_HANG}
     * @return pid times 2^32 plus exit status (exit code times 256, or the number of the fatal
     *     signal); {@link #NOTHING_YET}; -ECHILD without such a child; -EINTR
     */
    @KernelFunction("do_wait")
    public long waitForChild(int pid, int options) {
        Task self = scheduler.current();
        if (!hasChild(self, pid)) {
            return -Errno.ECHILD;
        }
        if ((options & NO_HANG) == 0) {
            int interrupted =
                    ChildExits.await(
                            scheduler,
                            () -> zombie(self, pid) != null,
                            Interruptibility.INTERRUPTIBLE);
            if (interrupted != 0) {
                return interrupted;
            }
        }
        Task child = zombie(self, pid);
        if (child == null) {
            return NOTHING_YET;
        }
        child.setParent(null);
        scheduler.reap(child);
        return (long) child.pid() << 32 | child.exitStatus();
    }

    private static boolean hasChild(Task self, int pid) {
        return self.children().stream().anyMatch(child -> pid == -1 || child.pid() == pid);
    }

    private static @Nullable Task zombie(Task self, int pid) {
        for (Task child : self.children()) {
            if ((pid == -1 || child.pid() == pid) && child.state() == TaskState.ZOMBIE) {
                return child;
            }
        }
        return null;
    }

    /**
     * What init and kthreadd do for ever: wait, without counting as hung, and reap the children
     * they were given. Does not return.
     */
    public void idle() {
        Task self = scheduler.current();
        while (true) {
            int _ =
                    ChildExits.await(
                            scheduler, () -> zombie(self, -1) != null, Interruptibility.IDLE);
            Task child = zombie(self, -1);
            if (child != null) {
                child.setParent(null);
                scheduler.reap(child);
            }
        }
    }

    /**
     * {@code kill()}: sends a signal; 0 only asks whether that would be allowed.
     *
     * @return 0, -ESRCH, -EPERM or -EINVAL
     */
    public int kill(int pid, int signal) {
        Task target = scheduler.find(pid);
        if (signal < 0 || signal > Signal.LAST) {
            return -Errno.EINVAL;
        }
        if (target == null) {
            return -Errno.ESRCH;
        }
        Credentials mine = scheduler.current().credentials();
        Credentials theirs = target.credentials();
        boolean same =
                mine.euid() == theirs.suid()
                        || mine.euid() == theirs.uid()
                        || mine.uid() == theirs.suid()
                        || mine.uid() == theirs.uid();
        if (!same && !mine.capable(Capability.KILL)) {
            return -Errno.EPERM;
        }
        if (signal != 0) {
            target.sendSignal(signal);
        }
        return 0;
    }
}
