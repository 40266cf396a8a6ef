package dev.fuselage.cli.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes from a {@code .trace} or {@code .result} what differs between two honest recordings:
 * overlap marks, sizes and link counts of directories, which names a directory reply holds,
 * comments, the order of flags, and the numbers given to nodes and handles, which are counted anew
 * in order of appearance.
 */
public final class TraceNormaliser {
    private static final Pattern DIRECTORY_MODE = Pattern.compile("\\bmode=4[0-7]{4}\\b");
    private static final Pattern DIRECTORY_NUMBERS = Pattern.compile(" (?:nlink|size)=\\d+");
    private static final Pattern HANDLE = Pattern.compile("\\b(fh|fh_in|fh_out)=(\\d+)");
    private static final Pattern NODE = Pattern.compile("(?<=[ =])/[^ ]*'\\d+[^ ]*");
    private static final Pattern NODE_NUMBER = Pattern.compile("'\\d+");
    private static final Pattern FLAGS = Pattern.compile("[A-Z_]+(?:\\|[A-Z_]+)+");
    private static final Pattern LISTED = Pattern.compile("= \\d+ entries=[1-9]\\d*$");
    private static final Pattern ENTRIES = Pattern.compile("entries=[1-9]\\d*( withnode=\\d+)?");

    private final Map<String, Integer> handles = new HashMap<>();
    private final Map<String, String> nodes = new HashMap<>();
    private final Map<String, Integer> nodesOfPath = new HashMap<>();

    private TraceNormaliser() {}

    /** The lines that count, in the form in which equal behaviour gives equal text. */
    public static List<String> normalise(List<String> lines) {
        TraceNormaliser normaliser = new TraceNormaliser();
        List<String> out = new ArrayList<>();
        for (String line : lines) {
            if (!line.startsWith("#") && !line.isBlank()) {
                out.add(normaliser.line(line));
            }
        }
        return out;
    }

    private String line(String raw) {
        String line =
                raw.endsWith(" ||") ? raw.substring(0, raw.length() - 3) : raw.stripTrailing();
        if (line.startsWith("!") || line.startsWith(">")) {
            return line;
        }
        int reply = line.indexOf(" -> ");
        int from = reply < 0 ? Math.max(line.indexOf(" = "), 0) : reply;
        String request = line.substring(0, from);
        String answer = line.substring(from);
        if (DIRECTORY_MODE.matcher(answer).find()) {
            answer = DIRECTORY_NUMBERS.matcher(answer).replaceAll("");
        }
        answer = LISTED.matcher(answer).replaceAll("= some entries");
        answer = ENTRIES.matcher(answer).replaceAll("entries=some");
        return renumberNodes(renumberHandles(sortFlags(request + answer)));
    }

    /** A set of flags has no order. */
    private static String sortFlags(String line) {
        return FLAGS.matcher(line).replaceAll(m -> sorted(m.group()));
    }

    private static String sorted(String flags) {
        String[] names = flags.split("\\|", -1);
        Arrays.sort(names);
        return String.join("|", names);
    }

    private String renumberHandles(String line) {
        return HANDLE.matcher(line)
                .replaceAll(m ->
                        m.group(1)
                                + "="
                                + handles.computeIfAbsent(m.group(2), k -> handles.size() + 1));
    }

    /** Two nodes that share a path stay two nodes; only which number each carries is forgotten. */
    private String renumberNodes(String line) {
        return NODE.matcher(line)
                .replaceAll(m ->
                        Matcher.quoteReplacement(nodes.computeIfAbsent(m.group(), this::newName)));
    }

    private String newName(String node) {
        String path = NODE_NUMBER.matcher(node).replaceAll("");
        int count = nodesOfPath.merge(path, 1, Integer::sum);
        return path + "'" + (count + 1);
    }
}
