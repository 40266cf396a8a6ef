package dev.fuselage.cli.session;

import dev.fuselage.kernel.program.libc.Libc;
import dev.fuselage.kernel.program.shell.CommandList;
import dev.fuselage.kernel.program.shell.CommandList.Item;
import dev.fuselage.kernel.program.shell.CommandList.Link;
import dev.fuselage.kernel.program.shell.CommandList.Pipeline;
import dev.fuselage.kernel.program.shell.ResidentShell;
import dev.fuselage.kernel.program.shell.ShellPort;
import dev.fuselage.kernel.task.Credentials;
import dev.fuselage.kernel.vfs.ConsoleDevice;
import dev.fuselage.kernel.wait.WaitGraph;
import dev.fuselage.machine.time.Simulation;
import dev.fuselage.machine.time.StopReason;
import dev.fuselage.machine.time.Timer;
import dev.fuselage.scenarios.report.TextReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user at the guests' consoles: runs command lists, each pipeline in the guest it names, and the
 * session's own commands at that point of virtual time.
 */
public final class Session {

    private final Assembly assembly;
    private final Streams streams;
    private final List<ShellPort> shells = new ArrayList<>();
    private final SessionCommands commands;
    private final @Nullable Typist typist;
    private final Timer look = new Look();
    private volatile boolean interrupted;
    private int status;
    private int waitedFor = 1;
    private boolean over;

    /** Cycles after which a guest that is alone in running is stopped to look for Ctrl-C. */
    private static final long LOOK_INTERVAL = 10_000_000;

    /** Does nothing: that it is due makes whoever runs yield. */
    private static final class Look extends Timer {
        private Look() {
            super("look for the user");
        }

        @Override
        public void expire() {}
    }

    /** A person at the console, asked when a guest's program reads from it. */
    @FunctionalInterface
    public interface Typist {
        /** The next line without its end; null for the end of input. */
        @Nullable String line();
    }

    /**
     * Starts a shell in every guest.
     *
     * @param assembly booted
     * @param typist who types input for guest programs; null when there is none for them to read
     */
    public Session(Assembly assembly, Streams streams, @Nullable Typist typist) {
        this.assembly = assembly;
        this.streams = streams;
        this.typist = typist;
        this.commands = new SessionCommands(assembly, streams);
        for (Guest guest : assembly.guests()) {
            shells.add(start(guest));
        }
    }

    private ShellPort start(Guest guest) {
        boolean interactive = typist != null;
        ShellPort port = new ShellPort(guest.kernel().scheduler());
        ConsoleDevice console = guest.kernel().vfs().console();
        console.setOutput(streams::out);
        guest.kernel().vfs().errorConsole().setOutput(streams::err);
        if (!interactive) {
            console.endInput();
        }
        guest.kernel()
                .start(
                        "sh",
                        Credentials.ROOT,
                        sys -> new ResidentShell(new Libc(sys, "sh"), port, interactive).main());
        return port;
    }

    /** Exit status of what ran last. */
    public int status() {
        return status;
    }

    /** Whether a shell has exited: the session is over then. */
    public boolean isOver() {
        return over;
    }

    /**
     * Runs a list to its end.
     *
     * @return exit status of what ran last
     * @throws HangException when a command can never end
     */
    public int run(CommandList list) throws HangException {
        for (Item item : list.items()) {
            if (over) {
                break;
            }
            if (item.background()) {
                background(item);
            } else {
                foreground(item);
            }
        }
        return status;
    }

    private void foreground(Item item) throws HangException {
        pipeline(item.first());
        for (Link link : item.links()) {
            if (!over && link.afterSuccess() == (status == 0)) {
                pipeline(link.pipeline());
            }
        }
    }

    private void background(Item item) throws HangException {
        int guest = guestOf(item.first());
        shell(guest).runInBackground(item, status);
        finish(guest);
    }

    private void pipeline(Pipeline pipeline) throws HangException {
        if (SessionCommands.owns(pipeline)) {
            int result = commands.run(pipeline, guestOf(pipeline), status);
            status = pipeline.negated() ? (result == 0 ? 1 : 0) : result;
        } else {
            int guest = guestOf(pipeline);
            shell(guest).run(pipeline, status);
            finish(guest);
        }
    }

    private static int guestOf(Pipeline pipeline) {
        return pipeline.guest() == 0 ? 1 : pipeline.guest();
    }

    /** The shell of a guest by its number. */
    public ShellPort shell(int guest) {
        return shells.get(guest - 1);
    }

    /** Lets time pass until the guest's shell has done what it was told. */
    private void finish(int guest) throws HangException {
        waitedFor = guest;
        ShellPort shell = shell(guest);
        ConsoleDevice console = assembly.guests().get(guest - 1).kernel().vfs().console();
        while (!shell.isIdle()) {
            StopReason reason =
                    assembly.simulation()
                            .run(() ->
                                    looked()
                                            && (shell.isIdle()
                                                    || interrupted
                                                    || console.isAwaitingInput()));
            if (interrupted) {
                interrupted = false;
                shell.interrupt();
            } else if (typist != null && console.isAwaitingInput()) {
                type(console, typist.line());
            } else if (reason == StopReason.QUIESCENT) {
                streams.flush();
                throw new HangException(hangReport(guest));
            }
        }
        status = shell.status();
        over |= shell.hasEnded();
    }

    /**
     * Before an agent runs with a person watching: makes sure that it stops before long. Where
     * nothing is left to run, a look would be the only thing that ever happens, and a hang would
     * not be seen.
     */
    private boolean looked() {
        Simulation simulation = assembly.simulation();
        if (typist != null && !look.isScheduled() && simulation.next() != Long.MAX_VALUE) {
            simulation.schedule(look, simulation.now() + LOOK_INTERVAL);
        }
        return true;
    }

    private static void type(ConsoleDevice console, @Nullable String line) {
        if (line == null) {
            console.typeEnd();
        } else {
            console.type(ByteText.bytes(ByteText.encode(line + "\n")));
        }
    }

    /**
     * Tries to end what hangs, as Ctrl-C would.
     *
     * @return whether all shells take commands again
     */
    public boolean rescue() {
        shells.forEach(ShellPort::interrupt);
        StopReason _ = assembly.simulation().run(this::allIdle);
        status = shell(waitedFor).status();
        return allIdle();
    }

    private boolean allIdle() {
        return shells.stream().allMatch(ShellPort::isIdle);
    }

    /** The paths in a guest that begin so. */
    public List<String> complete(int guest, String path) throws HangException {
        int before = status;
        shell(guest).complete(path);
        finish(guest);
        status = before;
        return shell(guest).completions();
    }

    /** Says which background jobs have ended. */
    public void reportJobs(int guest) throws HangException {
        int before = status;
        shell(guest).reportJobs();
        finish(guest);
        status = before;
    }

    private String hangReport(int guest) {
        StringBuilder report = new StringBuilder();
        for (Guest each : assembly.guests()) {
            if (each.number() == guest || isStuck(each)) {
                report.append(TextReport.ofHang(each.kernel()));
            }
        }
        return report.toString().stripTrailing();
    }

    private static boolean isStuck(Guest guest) {
        return WaitGraph.of(guest.kernel().scheduler()).verdict() != WaitGraph.Verdict.LIVE;
    }

    /** Ends the guest command that runs in the foreground; any thread may ask for it. */
    public void interrupt() {
        interrupted = true;
    }
}
