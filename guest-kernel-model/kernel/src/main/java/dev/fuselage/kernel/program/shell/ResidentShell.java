package dev.fuselage.kernel.program.shell;

import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.Launcher;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.task.TaskExit;
import java.util.Locale;

/** The shell that a guest runs from boot to the end: it takes orders from a {@link ShellPort}. */
public final class ResidentShell {

    private final Libc c;
    private final ShellPort port;
    private final boolean interactive;
    private final Interpreter interpreter;

    /**
     * @param interactive whether a person types: then job numbers are shown
     */
    public ResidentShell(Libc c, ShellPort port, boolean interactive) {
        this.c = c;
        this.port = port;
        this.interactive = interactive;
        this.interpreter = new Interpreter(c);
        port.attach(interpreter);
    }

    /** Serves until {@code exit}; the shell's exit status. */
    public int main() {
        separateErrors();
        try {
            while (!interpreter.exiting()) {
                Order order = port.await();
                if (order != null) {
                    obey(order);
                    c.out().flush();
                    c.err().flush();
                    tellDirectory();
                    port.done(interpreter.status());
                }
            }
            return interpreter.status();
        } catch (TaskExit signalled) {
            port.done(Launcher.shellStatus(signalled.status()));
            throw signalled;
        } finally {
            // However the shell ends, nobody may wait for it any more.
            port.end();
        }
    }

    /** Complaints leave by a line of their own. */
    private void separateErrors() {
        long fd = c.open("/dev/ttyS0", OpenFlags.O_RDWR);
        if (fd >= 0) {
            c.dup2((int) fd, 2);
            c.close((int) fd);
        }
    }

    private void obey(Order order) {
        switch (order) {
            case Order.Run run -> interpreter.runPipeline(run.pipeline(), run.before());
            case Order.RunInBackground job ->
                    interpreter.runInBackground(job.item(), pid -> announce(pid));
            case Order.Complete begun -> port.setCompletions(Completion.of(c, begun.path()));
            case Order.ReportJobs _ -> interpreter.jobs().news().forEach(c.out()::println);
        }
    }

    /** A person's prompt shows where he is. */
    private void tellDirectory() {
        StringBuilder directory = new StringBuilder();
        if (interactive && c.getcwd(directory) > 0) {
            port.setDirectory(directory.toString());
        }
    }

    private void announce(int pid) {
        if (interactive) {
            c.err().println(String.format(Locale.ROOT, "[%d] %d", interpreter.jobs().last(), pid));
        }
    }
}
