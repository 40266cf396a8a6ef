package dev.fuselage.kernel.program.shell;

import dev.fuselage.fuse.linux.OpenFlags;
import dev.fuselage.kernel.program.Launcher;
import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.shell.CommandList.Item;
import dev.fuselage.kernel.program.shell.CommandList.Link;
import dev.fuselage.kernel.program.shell.CommandList.Pipeline;
import dev.fuselage.kernel.program.shell.CommandList.SimpleCommand;
import dev.fuselage.kernel.task.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Runs parsed commands in one shell process: its own directory, umask, jobs and last status.
 *
 * <p>A built-in command on its own runs in the shell; everything else, and each command of a longer
 * pipeline, in a child.
 */
final class Interpreter {

    private final Libc c;
    private final JobTable jobs;
    private final Builtins builtins;
    private final List<Integer> foreground = new ArrayList<>();
    private int status;

    Interpreter(Libc c) {
        this.c = c;
        this.jobs = new JobTable(c);
        this.builtins = new Builtins(c, jobs);
    }

    /** Exit status of what ran last. */
    int status() {
        return status;
    }

    /** Whether {@code exit} was called: nothing more is to run. */
    boolean exiting() {
        return builtins.exiting();
    }

    JobTable jobs() {
        return jobs;
    }

    /** The children that the shell waits for now. */
    List<Integer> foreground() {
        return foreground;
    }

    /** Runs all of a list; the status of what ran last. */
    int run(CommandList list) {
        for (Item item : list.items()) {
            if (item.background()) {
                runInBackground(item, pid -> {});
            } else {
                runItem(item);
            }
            if (exiting()) {
                break;
            }
        }
        return status;
    }

    private void runItem(Item item) {
        runPipeline(item.first(), status);
        for (Link link : item.links()) {
            if (!exiting() && link.afterSuccess() == (status == 0)) {
                runPipeline(link.pipeline(), status);
            }
        }
    }

    /**
     * Starts pipelines in a child of their own.
     *
     * @param started told the child's process id
     */
    void runInBackground(Item item, IntConsumer started) {
        Item inside = new Item(item.first(), item.links(), false);
        int before = status;
        long pid =
                c.fork(
                        "sh",
                        child -> {
                            Interpreter shell = new Interpreter(child);
                            shell.status = before;
                            shell.withoutInput();
                            return shell.run(new CommandList(List.of(inside)));
                        });
        if (pid < 0) {
            c.complain("fork", pid);
            status = Launcher.NOT_EXECUTABLE;
            return;
        }
        jobs.add((int) pid, CommandText.of(inside));
        started.accept((int) pid);
        status = 0;
    }

    /** What runs in the background does not take the input that is meant for the foreground. */
    private void withoutInput() {
        long fd = c.open("/dev/null", OpenFlags.O_RDONLY);
        if (fd > 0) {
            c.dup2((int) fd, 0);
            c.close((int) fd);
        }
    }

    /**
     * Runs one pipeline in the foreground.
     *
     * @param before exit status of what ran before, for {@code $?}
     */
    void runPipeline(Pipeline pipeline, int before) {
        status = before;
        List<SimpleCommand> commands = pipeline.commands();
        int result = commands.size() == 1 ? runSimple(commands.get(0)) : runConnected(commands);
        status = pipeline.negated() ? (result == 0 ? 1 : 0) : result;
    }

    private int runSimple(SimpleCommand command) {
        List<String> arguments = Expansion.arguments(c, command.words(), status);
        if (!arguments.isEmpty() && arguments.get(0).equals("kill")) {
            // The program knows processes, only the shell knows jobs.
            arguments.replaceAll(jobs::processOf);
        }
        if (!arguments.isEmpty() && !Builtins.has(arguments.get(0))) {
            return await(List.of(start(command, arguments, -1, -1, -1)));
        }
        Redirections redirections = new Redirections(c);
        int result = 1;
        if (redirections.applyForNow(command.redirections(), status)) {
            result = arguments.isEmpty() ? 0 : builtins.run(arguments, status);
        }
        c.out().flush();
        redirections.restore();
        return result;
    }

    private int runConnected(List<SimpleCommand> commands) {
        List<Long> children = new ArrayList<>();
        int[] pipe = {-1, -1};
        int input = -1;
        for (int i = 0; i < commands.size(); i++) {
            boolean last = i == commands.size() - 1;
            long error = last ? 0 : c.pipe(pipe);
            if (error < 0) {
                c.complain("pipe", error);
                break;
            }
            SimpleCommand command = commands.get(i);
            List<String> arguments = Expansion.arguments(c, command.words(), status);
            int output = last ? -1 : pipe[1];
            children.add(start(command, arguments, input, output, last ? -1 : pipe[0]));
            if (input >= 0) {
                c.close(input);
            }
            if (!last) {
                c.close(pipe[1]);
            }
            input = last ? -1 : pipe[0];
        }
        if (input >= 0) {
            c.close(input);
        }
        return await(children);
    }

    /**
     * Starts a command in a child.
     *
     * @param input descriptor that becomes standard input, or -1
     * @param output descriptor that becomes standard output, or -1
     * @param other descriptor that is none of the child's business, or -1
     * @return its process id or a negative error
     */
    private long start(
            SimpleCommand command, List<String> arguments, int input, int output, int other) {
        int before = status;
        String comm = arguments.isEmpty() ? "sh" : arguments.get(0);
        return c.fork(
                comm,
                child -> {
                    move(child, input, 0);
                    move(child, output, 1);
                    if (other >= 0) {
                        child.close(other);
                    }
                    if (!Redirections.apply(child, command.redirections(), before)) {
                        return 1;
                    }
                    if (arguments.isEmpty()) {
                        return 0;
                    }
                    if (Builtins.has(arguments.get(0))) {
                        int result =
                                new Builtins(child, new JobTable(child)).run(arguments, before);
                        child.out().flush();
                        return result;
                    }
                    return Launcher.exec(child, arguments);
                });
    }

    private static void move(Libc c, int from, int to) {
        if (from >= 0 && from != to) {
            c.dup2(from, to);
            c.close(from);
        }
    }

    /** Waits for all; the status of the last. */
    private int await(List<Long> children) {
        for (long pid : children) {
            if (pid > 0) {
                foreground.add((int) pid);
            }
        }
        int result = 0;
        for (long pid : children) {
            if (pid < 0) {
                c.complain("fork", pid);
                result = Launcher.NOT_EXECUTABLE;
            } else {
                long ended = c.waitForChild((int) pid);
                result = ended < 0 ? Launcher.NOT_FOUND : Launcher.shellStatus((int) ended);
                if (ended >= 0) {
                    mourn((int) ended);
                }
            }
        }
        foreground.clear();
        return result;
    }

    /** Says what killed a child, unless whoever did it knows. */
    private void mourn(int waitStatus) {
        int signal = waitStatus & 0x7f;
        if (signal != 0 && signal != Signal.SIGINT && signal != Signal.SIGPIPE) {
            c.err()
                    .println(
                            switch (signal) {
                                case Signal.SIGKILL -> "Killed";
                                case Signal.SIGTERM -> "Terminated";
                                case Signal.SIGHUP -> "Hangup";
                                case Signal.SIGBUS -> "Bus error";
                                case Signal.SIGSEGV -> "Segmentation fault";
                                default -> Signal.name(signal);
                            });
            c.err().flush();
        }
    }
}
