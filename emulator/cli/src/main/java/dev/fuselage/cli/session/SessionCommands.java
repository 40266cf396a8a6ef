package dev.fuselage.cli.session;

import dev.fuselage.cli.Nearest;
import dev.fuselage.kernel.program.shell.CommandList.Pipeline;
import dev.fuselage.kernel.program.shell.CommandList.SimpleCommand;
import dev.fuselage.kernel.program.shell.CommandList.Word;
import java.util.ArrayList;
import java.util.List;

/** Commands that are the session's own: {@code host}, {@code info}, {@code sysrq}. */
final class SessionCommands {

    static final List<String> NAMES = List.of("host", "info", "sysrq");
    private static final List<String> KEYS = List.of("w");

    private final Assembly assembly;
    private final Streams streams;
    private final HostCommands host;
    private final InfoCommands info;

    SessionCommands(Assembly assembly, Streams streams) {
        this.assembly = assembly;
        this.streams = streams;
        this.host = new HostCommands(assembly, streams);
        this.info = new InfoCommands(assembly, streams);
    }

    /** Whether the session runs it, and not a guest. */
    static boolean owns(Pipeline pipeline) {
        return pipeline.commands().stream().anyMatch(SessionCommands::owns);
    }

    private static boolean owns(SimpleCommand command) {
        return !command.words().isEmpty() && NAMES.contains(command.words().get(0).text());
    }

    /** The words that may follow a command of the session; empty for other commands. */
    static List<String> wordsAfter(String name) {
        return switch (name) {
            case "host" -> HostCommands.NAMES;
            case "info" -> InfoCommands.TOPICS;
            case "sysrq" -> KEYS;
            default -> List.of();
        };
    }

    /** What is wrong with a command that the session owns; empty when nothing is. */
    static String complaint(Pipeline pipeline) {
        SimpleCommand command = pipeline.commands().get(0);
        String name = command.words().isEmpty() ? "" : command.words().get(0).text();
        if (pipeline.commands().size() > 1) {
            return "host, info and sysrq cannot be part of a pipe";
        }
        if (!command.redirections().isEmpty()) {
            return name + ": the session's own commands cannot be redirected";
        }
        List<String> known = wordsAfter(name);
        if (command.words().size() < 2) {
            return name + ": write one of: " + String.join(", ", known);
        }
        String verb = command.words().get(1).text();
        if (!known.contains(verb)) {
            String hint = Nearest.hint(ByteText.decode(verb), known);
            return name + ": unknown word '" + ByteText.decode(verb) + "'" + hint;
        }
        return "";
    }

    /**
     * Runs a command of the session.
     *
     * @param guest the guest it asks about
     * @param status exit status of what ran before
     * @return its exit status
     */
    int run(Pipeline pipeline, int guest, int status) {
        List<String> words = new ArrayList<>();
        for (Word word : pipeline.commands().get(0).words()) {
            words.add((word.wantsStatus() ? word.withStatus(status) : word).text());
        }
        return switch (words.get(0)) {
            case "host" -> host.run(words.subList(1, words.size()));
            case "info" -> info.run(words.subList(1, words.size()), guest);
            default -> {
                streams.println(assembly.guests().get(guest - 1).kernel().blockedTasks().strip());
                yield 0;
            }
        };
    }
}
