package dev.fuselage.cli;

import dev.fuselage.kernel.program.shell.CommandList.SimpleCommand;
import dev.fuselage.kernel.program.shell.CommandList.Word;
import dev.fuselage.kernel.program.shell.ShellParser;
import dev.fuselage.kernel.program.shell.ShellSyntaxError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A command of the README: a line of an {@code sh} block that begins with {@code ./fuselage}, or
 * with {@code $ ./fuselage} and then followed by what it prints. A line of dots in the output
 * stands for any lines, {@code ~} before a word for any word.
 */
record ReadmeExample(String command, List<String> output) {

    private static final String PROMPT = "$ ";
    private static final String CALL = "./fuselage ";

    /** All examples that this process can run. */
    static List<ReadmeExample> all(String readme) {
        List<ReadmeExample> examples = new ArrayList<>();
        boolean inBlock = false;
        List<String> output = new ArrayList<>();
        for (String line : readme.lines().toList()) {
            if (line.startsWith("```")) {
                inBlock = line.equals("```sh");
                output = new ArrayList<>();
                continue;
            }
            String command = line.startsWith(PROMPT) ? line.substring(PROMPT.length()) : line;
            boolean call = command.startsWith(CALL);
            if (inBlock && call && !command.startsWith(CALL + "test")) {
                output = new ArrayList<>();
                examples.add(new ReadmeExample(command, output));
            } else if (inBlock && !line.startsWith(PROMPT) && !call) {
                output.add(line);
            } else {
                output = new ArrayList<>();
            }
        }
        return examples;
    }

    /**
     * The arguments, with files of the current directory moved to a folder, and scripts found in
     * the repository.
     */
    String[] arguments(Path folder, Path repository) {
        SimpleCommand parsed;
        try {
            parsed = ShellParser.parse(command).items().get(0).first().commands().get(0);
        } catch (ShellSyntaxError e) {
            throw new AssertionError(command, e);
        }
        List<String> words =
                parsed.words().stream().skip(1).map(Word::text).map(String::strip).toList();
        List<String> moved = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String before = i == 0 ? "" : words.get(i - 1);
            String word = words.get(i);
            boolean script = word.endsWith(".wl");
            moved.add(script ? repository.resolve(word).toString() : moved(before, word, folder));
        }
        return moved.toArray(String[]::new);
    }

    private static String moved(String before, String word, Path folder) {
        if (before.equals("--share") && !word.contains("mem:")) {
            int equals = word.indexOf('=');
            String head = word.substring(0, equals + 1);
            String[] rest = word.substring(equals + 1).split(",", 2);
            String source = folder.resolve(rest[0]).normalize().toString();
            return head + source + (rest.length > 1 ? "," + rest[1] : "");
        }
        boolean file =
                before.equals("--trace") || before.equals("--timeline") || before.equals("summary");
        return file ? folder.resolve(word).toString() : word;
    }

    /** What the output must match. */
    Pattern outputPattern() {
        StringBuilder pattern = new StringBuilder();
        for (String line : output) {
            if (line.strip().equals("...")) {
                pattern.append("(?s:.*)");
            } else {
                String quoted = Pattern.quote(line).replaceAll("~\\S+", "\\\\E\\\\S+\\\\Q");
                pattern.append(quoted).append(" *\n");
            }
        }
        return Pattern.compile(pattern.toString());
    }
}
