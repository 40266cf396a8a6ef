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
import dev.fuselage.machine.time.StopReason;
import java.util.ArrayList;
import java.util.List;

/**
 * A user at the guests' consoles: runs command lists, each pipeline in the guest it names, and the
 * session's own commands at that point of virtual time.
 */
public final class Session {

    private final Assembly assembly;
    private final Streams streams;
    private final List<ShellPort> shells = new ArrayList<>();
    private final SessionCommands commands;
    private volatile boolean interrupted;
    private int status;
    private boolean over;

    /**
     * Starts a shell in every guest.
     *
     * @param assembly booted
     * @param interactive whether a person types commands and input
     */
    public Session(Assembly assembly, Streams streams, boolean interactive) {
        this.assembly = assembly;
        this.streams = streams;
        this.commands = new SessionCommands(assembly, streams);
        for (Guest guest : assembly.guests()) {
            shells.add(start(guest, interactive));
        }
    }

    private ShellPort start(Guest guest, boolean interactive) {
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
        ShellPort shell = shell(guest);
        while (!shell.isIdle()) {
            StopReason reason = assembly.simulation().run(() -> shell.isIdle() || interrupted);
            if (interrupted) {
                interrupted = false;
                shell.interrupt();
            } else if (reason == StopReason.QUIESCENT) {
                streams.flush();
                throw new HangException(hangReport(guest));
            }
        }
        status = shell.status();
        over |= shell.hasEnded();
    }

    private String hangReport(int guest) {
        StringBuilder report = new StringBuilder();
        for (Guest each : assembly.guests()) {
            if (each.number() == guest || isStuck(each)) {
                report.append(each.kernel().hangReport());
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
