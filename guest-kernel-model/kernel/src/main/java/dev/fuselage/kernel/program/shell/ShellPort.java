package dev.fuselage.kernel.program.shell;

import dev.fuselage.kernel.program.shell.CommandList.Item;
import dev.fuselage.kernel.program.shell.CommandList.Pipeline;
import dev.fuselage.kernel.task.Signal;
import dev.fuselage.kernel.task.Task;
import dev.fuselage.kernel.task.TaskScheduler;
import dev.fuselage.kernel.wait.Deliverer;
import dev.fuselage.kernel.wait.Interruptibility;
import dev.fuselage.kernel.wait.WaitQueue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The line between a user and the resident shell of one guest: orders in, statuses out.
 *
 * <p>The user's side is called between slices of the simulation, never by guest code. At most one
 * order is under way.
 */
public final class ShellPort {

    private final TaskScheduler scheduler;
    private final WaitQueue console;
    private @Nullable Order order;
    private @Nullable Interpreter shell;
    private boolean busy;
    private boolean ended;
    private int status;
    private String directory = "/";
    private List<String> completions = List.of();

    public ShellPort(TaskScheduler scheduler) {
        this.scheduler = scheduler;
        this.console = new WaitQueue(scheduler, "console", "", Deliverer.outside("the user"));
    }

    // ---- the user's side

    /**
     * Has a pipeline run in the foreground.
     *
     * @param before exit status of what ran before it, for {@code $?}
     */
    public void run(Pipeline pipeline, int before) {
        submit(new Order.Run(pipeline, before));
    }

    /** Has a list run in the background. */
    public void runInBackground(Item item, int before) {
        submit(new Order.RunInBackground(item, before));
    }

    /**
     * Has the shell find the paths that begin so; directories end with a slash. They are the {@link
     * #completions} then.
     */
    public void complete(String path) {
        submit(new Order.Complete(path));
    }

    /** What the last {@link #complete} found. */
    public List<String> completions() {
        return completions;
    }

    /** The shell's current directory, when it is one for a person. */
    public String directory() {
        return directory;
    }

    /** Has the shell say which background jobs have ended. */
    public void reportJobs() {
        submit(new Order.ReportJobs());
    }

    private void submit(Order next) {
        if (busy) {
            throw new IllegalStateException("the shell has not finished its last order");
        }
        busy = !ended;
        order = next;
        console.wakeUp();
    }

    /** Whether the last order is done, or the shell gone: its {@link #status} stands. */
    public boolean isIdle() {
        return !busy;
    }

    /** Whether the shell has exited or was killed; it runs nothing any more. */
    public boolean hasEnded() {
        return ended;
    }

    /** Exit status of the last order, or of the shell. */
    public int status() {
        return status;
    }

    /** Sends SIGINT to what runs in the foreground: what Ctrl-C does. */
    public void interrupt() {
        Interpreter running = shell;
        for (int pid : running == null ? List.<Integer>of() : List.copyOf(running.foreground())) {
            Task task = scheduler.find(pid);
            if (task != null) {
                task.sendSignal(Signal.SIGINT);
            }
        }
    }

    // ---- the shell's side

    void attach(Interpreter interpreter) {
        shell = interpreter;
    }

    /** Waits at the console for the next order; null when a signal came instead. */
    @Nullable Order await() {
        int interrupted =
                console.waitEvent(
                        "n_tty_read", () -> order != null, Interruptibility.INTERRUPTIBLE);
        Order next = order;
        order = null;
        return interrupted == 0 ? next : null;
    }

    void done(int result) {
        status = result;
        busy = false;
    }

    void setDirectory(String path) {
        directory = path;
    }

    void setCompletions(List<String> paths) {
        completions = List.copyOf(paths);
    }

    void end() {
        ended = true;
        busy = false;
    }
}
