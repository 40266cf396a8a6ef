package dev.fuselage.cli.fetch;

import dev.fuselage.cli.UsageError;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A program of the system's, run as a child process without input. */
final class Tool {

    /**
     * What a run left behind.
     *
     * @param status exit status
     * @param output lines of standard output and standard error
     */
    record Result(int status, List<String> output) {

        /** What it says went wrong: lines of the forms {@code E: WHAT} and {@code tar: WHAT}. */
        List<String> complaints() {
            List<String> lines =
                    output.stream().filter(line -> COMPLAINT.matcher(line).matches()).toList();
            return lines.isEmpty() ? List.of("E: its exit status is " + status) : lines;
        }
    }

    private static final Pattern COMPLAINT = Pattern.compile("(?:[EWN]|[a-z][a-z-]*): .*");

    /** Ended by SIGINT, which a terminal's Ctrl-C sends to all. */
    private static final int INTERRUPTED = 130;

    private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

    private final String name;
    private final Path program;
    private final Map<String, String> variables;

    /**
     * The program of a name.
     *
     * @param variables environment variables, with the PATH it is looked for in
     */
    Tool(String name, Map<String, String> variables) {
        this.name = name;
        this.program = find(name, variables.getOrDefault("PATH", ""));
        this.variables = variables;
    }

    private static Path find(String name, String path) {
        for (String folder : SEPARATOR.split(path, -1)) {
            Path program = Path.of(folder.isEmpty() ? "." : folder, name).toAbsolutePath();
            if (Files.isRegularFile(program) && Files.isExecutable(program)) {
                return program;
            }
        }
        throw new UsageError(
                "fetch: "
                        + name
                        + ": no such program on PATH: Debian's package tools are needed (Debian:"
                        + " apt, dpkg); or give boot a kernel of your own with --kernel");
    }

    /** Runs it in a folder until it ends. */
    Result run(Path folder, List<String> arguments) {
        return run(folder, arguments, _ -> {});
    }

    /** Runs it in a folder until it ends; lines are told of as they come. */
    Result run(Path folder, List<String> arguments, Consumer<String> listener) {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(variables);
        // What it says is read, so it must not be translated.
        builder.environment().put("LC_ALL", "C");
        builder.environment().remove("LANGUAGE");
        try {
            return toTheEnd(builder.start(), listener);
        } catch (IOException e) {
            throw new UsageError("fetch: " + name + ": cannot be run: " + e.getMessage());
        }
    }

    private Result toTheEnd(Process process, Consumer<String> listener) throws IOException {
        List<String> output = new ArrayList<>();
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                process.getInputStream(), StandardCharsets.ISO_8859_1))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.add(line);
                listener.accept(line);
            }
            int status = process.waitFor();
            if (status == INTERRUPTED) {
                throw new UsageError("fetch: " + name + ": interrupted");
            }
            return new Result(status, output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroy();
        }
    }
}
