package dev.fuselage.cli;

import dev.fuselage.cli.bench.BenchCommand;
import dev.fuselage.cli.boot.BootCommand;
import dev.fuselage.cli.fetch.FetchCommand;
import dev.fuselage.cli.run.RunCommand;
import dev.fuselage.cli.scenario.ScenarioCommand;
import dev.fuselage.cli.scenario.ScenarioStatus;
import dev.fuselage.cli.tracing.TraceCommand;
import dev.fuselage.cli.workload.WorkloadCommand;
import dev.fuselage.kernel.task.KernelPanic;
import dev.fuselage.kernel.task.Misbehaviour;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command {@code fuselage}.
 *
 * <p>Only the classes of the command that is called are loaded, so that short runs stay short.
 */
@Command(
        name = "fuselage",
        mixinStandardHelpOptions = true,
        version = "fuselage 0.1.0",
        description = "A machine with a virtio-fs PCI device, and guests that mount it.",
        synopsisSubcommandLabel = "COMMAND")
public final class Fuselage implements Runnable {

    private static final String STACK_TRACE = "FUSELAGE_STACK_TRACE";

    private static final List<String> COMMANDS =
            List.of("run", "boot", "fetch", "scenario", "bench", "workload", "trace");

    private Fuselage() {}

    private static Object command(String name, HostEnvironment host) {
        return switch (name) {
            case "run" -> new RunCommand(host);
            case "boot" -> new BootCommand(host);
            case "fetch" -> new FetchCommand(host);
            case "scenario" -> ScenarioCommand.of(host);
            case "bench" -> new BenchCommand(host);
            case "workload" -> new WorkloadCommand(host);
            case "trace" -> TraceCommand.of(host);
            default -> throw new IllegalArgumentException(name);
        };
    }

    public static void main(String[] args) {
        HostEnvironment host = HostEnvironment.ofProcess();
        System.exit(runToTheEnd(host, args));
    }

    private static int runToTheEnd(HostEnvironment host, String... args) {
        try {
            int status = run(host, args);
            host.flush();
            return status;
        } catch (OutputClosed e) {
            return OutputClosed.statusAfter(e);
        }
    }

    /** Runs the command; its exit status. */
    public static int run(HostEnvironment host, String... args) {
        CommandLine root = new CommandLine(new Fuselage());
        boolean known = args.length > 0 && COMMANDS.contains(args[0]);
        if (!known && args.length > 0 && !args[0].startsWith("-")) {
            // Also with --help behind it, which would otherwise win.
            return complain(
                    host,
                    ExitStatus.BAD_USAGE,
                    "unknown command '" + args[0] + "'" + Nearest.hint(args[0], COMMANDS));
        }
        for (String name : known ? List.of(args[0]) : COMMANDS) {
            root.addSubcommand(name, command(name, host));
        }
        inheritVersion(root);
        // Of scenarios, 2 is what CI systems know; 125 leaves room for the statuses of guests.
        int badUsage =
                known && args[0].equals("scenario")
                        ? ScenarioStatus.BAD_USAGE
                        : ExitStatus.BAD_USAGE;
        root.setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setParameterExceptionHandler((e, words) -> complain(host, badUsage, describe(e)))
                .setExecutionExceptionHandler((e, line, result) -> failed(host, badUsage, e))
                .setOut(
                        new PrintWriter(
                                new OutputStreamWriter(host.out(), StandardCharsets.UTF_8), true));
        return root.execute(args);
    }

    /** Every command is of the same version. */
    private static void inheritVersion(CommandLine parent) {
        for (CommandLine child : parent.getSubcommands().values()) {
            child.getCommandSpec().version(parent.getCommandSpec().version());
            inheritVersion(child);
        }
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new UsageError(
                "a command is missing: write one of "
                        + String.join(", ", COMMANDS)
                        + "; fuselage --help says more");
    }

    private static int complain(HostEnvironment host, int status, String message) {
        host.complain("fuselage: " + message);
        return status;
    }

    private static int failed(HostEnvironment host, int badUsage, Exception e) {
        if (e instanceof UsageError) {
            return complain(host, badUsage, String.valueOf(e.getMessage()));
        }
        if (e instanceof KernelPanic) {
            host.complain(
                    "fuselage: the guest is lost: " + e.getMessage() + ": try more with --memory");
            return ExitStatus.PANIC;
        }
        if (e instanceof Misbehaviour) {
            host.complain("fuselage: the guest is lost: " + e.getMessage());
            return ExitStatus.PANIC;
        }
        int unwritable = OutputClosed.statusAfter(e);
        if (unwritable != 0) {
            return unwritable;
        }
        host.complain("fuselage: internal error: " + e);
        if (host.variables().containsKey(STACK_TRACE)) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            host.complain(trace.toString());
        } else {
            host.complain("fuselage: set " + STACK_TRACE + "=1 for the stack trace");
        }
        return ExitStatus.INTERNAL_ERROR;
    }

    // ---- what is wrong with a command line

    private static String describe(ParameterException e) {
        CommandLine line = e.getCommandLine();
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(line, unmatched.getUnmatched().get(0));
        }
        if (e instanceof CommandLine.MissingParameterException) {
            return String.valueOf(e.getMessage())
                    .replaceFirst(
                            "^Missing required parameter for option '([^' =]+).*",
                            "$1: needs a value")
                    .replaceFirst("^Missing required parameter: '(.*)'", "$1: is missing");
        }
        if (e.getCause() instanceof UsageError usage) {
            return usage.getMessage();
        }
        return String.valueOf(e.getMessage());
    }

    private static String unmatched(CommandLine line, String word) {
        if (word.startsWith("-")) {
            String name = word.replaceFirst("=.*", "");
            List<String> known =
                    line.getCommandSpec().options().stream().map(OptionSpec::longestName).toList();
            return "unknown option '" + name + "'" + Nearest.hint(name, known);
        }
        if (!line.getSubcommands().isEmpty()) {
            return "unknown command '"
                    + word
                    + "'"
                    + Nearest.hint(word, line.getSubcommands().keySet());
        }
        return "unexpected argument '" + word + "'";
    }
}
