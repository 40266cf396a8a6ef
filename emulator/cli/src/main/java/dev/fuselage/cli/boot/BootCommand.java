package dev.fuselage.cli.boot;

import dev.fuselage.cli.AttachedValue;
import dev.fuselage.cli.ExitStatus;
import dev.fuselage.cli.HostEnvironment;
import dev.fuselage.cli.Nearest;
import dev.fuselage.cli.OutputClosed;
import dev.fuselage.cli.Quantities;
import dev.fuselage.cli.UsageError;
import dev.fuselage.cli.fetch.GuestFiles;
import dev.fuselage.cli.gdb.GdbServer;
import dev.fuselage.cli.report.Recording;
import dev.fuselage.cli.report.RunStatistics;
import dev.fuselage.devices.console.ConsoleOutput;
import dev.fuselage.riscv.Rehearsal;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fuselage boot}. */
@Command(
        name = "boot",
        mixinStandardHelpOptions = true,
        description = "Boots a Linux kernel on emulated RV64GC harts.",
        footer = {
            "",
            "Without --kernel, --root and --initrd the guest that fuselage fetch brought boots.",
            "The console is the terminal (Ctrl-A x ends, Ctrl-A h helps), or standard input and"
                    + " output.",
            "",
            "Exit status: 0 after a power-off (with -c that of the commands); 1 after a kernel"
                    + " panic or a reset; 124 at a limit; 125 bad usage; 126 the guest sleeps for"
                    + " ever."
        })
public final class BootCommand implements Callable<Integer> {

    private static final int MOST_PORT = 65535;
    private static final List<String> STATS_FORMS = List.of("text", "json");

    private final HostEnvironment host;

    @Mixin private final BootOptions options = new BootOptions();

    @Option(
            names = "-c",
            paramLabel = "COMMANDS",
            description =
                    "Has a fetched guest run these shell commands, prints their output alone,"
                            + " and ends with their status.")
    private @Nullable String commands;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Ends the run after that much of the host's time, with status 124.")
    private @Nullable String timeout;

    @Option(
            names = "--max-instructions",
            paramLabel = "N",
            description = "Ends the run after that many instructions, with status 124.")
    private @Nullable String maxInstructions;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description =
                    "Writes the machine to a file when the person leaves or a limit is"
                            + " reached; the status is then 0.")
    private @Nullable String save;

    @Option(
            names = "--load",
            paramLabel = "FILE",
            description = "Goes on where a machine with the same options was saved.")
    private @Nullable String load;

    @Option(
            names = "--gdb",
            paramLabel = "PORT",
            description = "Waits for GDB on this port of 127.0.0.1 before the first instruction.")
    private @Nullable String gdb;

    private int gdbPort;

    @Option(
            names = "--stats",
            arity = "0..1",
            fallbackValue = "text",
            preprocessor = AttachedValue.class,
            paramLabel = "json",
            description = "Prints at the end what the run cost.")
    private @Nullable String stats;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Writes one JSON object a line for each FUSE request.")
    private @Nullable String trace;

    @Option(
            names = "--timeline",
            paramLabel = "FILE",
            description = "Writes a timeline that opens in Perfetto (ui.perfetto.dev).")
    private @Nullable String timeline;

    public BootCommand(HostEnvironment host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (stats != null && !STATS_FORMS.contains(stats)) {
            throw new UsageError(
                    "--stats: unknown form '" + stats + "'" + Nearest.hint(stats, STATS_FORMS));
        }
        BootLimits limits = limits();
        gdbPort = gdb == null ? 0 : Quantities.count("--gdb", gdb, 1, MOST_PORT);
        SnapshotFile loaded = load == null ? null : SnapshotFile.toLoad(load);
        GuestFiles guest = GuestFiles.usual(host.variables());
        boolean person = commands == null && host.terminal().getAsBoolean();
        if (!person) {
            return boot(options.spec(guest, commands, null, loaded), limits, loaded, null);
        }
        // Complaints about options come before the terminal is touched.
        options.spec(guest, null, null, loaded);
        try (RawTerminal terminal = RawTerminal.open()) {
            return boot(
                    options.spec(guest, null, terminal.size(), loaded), limits, loaded, terminal);
        } catch (OutputClosed e) {
            // The person's terminal is what could not be written to.
            return ExitStatus.TERMINAL_CLOSED;
        }
    }

    private BootLimits limits() {
        return new BootLimits(
                timeout == null ? Long.MAX_VALUE : Quantities.seconds("--timeout", timeout),
                maxInstructions == null
                        ? Long.MAX_VALUE
                        : Quantities.number("--max-instructions", maxInstructions));
    }

    private int boot(
            BootSpec spec,
            BootLimits limits,
            @Nullable SnapshotFile loaded,
            @Nullable RawTerminal terminal) {
        SnapshotFile saved = save == null ? null : SnapshotFile.toSave(save);
        GuestOutput screen = new GuestOutput(host);
        CommandOutput filter = commands == null ? null : new CommandOutput(screen);
        ConsoleOutput shown = filter == null ? screen : filter;
        PanicWatch watch = new PanicWatch(shown);
        KeyboardInput keyboard = keyboard(terminal);
        HostSide side =
                new HostSide(screen, watch, keyboard, terminal == null ? null : terminal::size);
        try (BootMachine machine = BootMachine.build(spec, watch);
                Recording _ = Recording.start(machine, trace, timeline)) {
            RunStatistics statistics = stats == null ? null : new RunStatistics(machine);
            Rehearsal.run();
            if (loaded == null) {
                machine.start();
            } else {
                loaded.load(machine);
                boolean _ = side.tellSize(machine);
            }
            Ending ending = run(machine, new BootRun(machine, side, limits));
            screen.flush();
            int status;
            if (saved != null && ending.leavesTheGuestRunning()) {
                saved.save(machine);
                status = ExitStatus.OK;
            } else {
                status = status(ending, filter);
            }
            if (statistics != null) {
                machine.countInstructions();
                host.print("json".equals(stats) ? statistics.json() : statistics.text());
            }
            return status;
        }
    }

    private Ending run(BootMachine machine, BootRun run) {
        if (gdb == null) {
            return run.run(null);
        }
        try (GdbServer server =
                GdbServer.listen(
                        gdbPort, machine.simulation(), machine.harts(), machine.memory())) {
            host.complain("fuselage: " + server.invitation());
            Ending ending = run.run(server);
            server.exited(ending.status());
            if (ending.leavesTheGuestRunning()) {
                server.letGo();
            }
            return ending;
        }
    }

    private @Nullable KeyboardInput keyboard(@Nullable RawTerminal terminal) {
        return terminal != null || commands == null ? new KeyboardInput(host.in()) : null;
    }

    private int status(Ending ending, @Nullable CommandOutput filter) {
        String message = ending.message();
        if (message != null) {
            host.complain("fuselage: " + message);
        }
        if (filter == null || ending.status() != ExitStatus.OK) {
            return ending.status();
        }
        if (filter.status().isEmpty()) {
            host.complain("fuselage: -c: the guest was switched off before the commands ended");
        }
        return filter.status().orElse(ExitStatus.PANIC);
    }
}
