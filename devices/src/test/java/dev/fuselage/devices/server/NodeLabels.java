package dev.fuselage.devices.server;

import java.util.HashMap;
import java.util.Map;

/**
 * Names nodeids as recordings do: by the path under which each was first seen, with {@code '2} for
 * the second nodeid seen under a path; a rename moves the name, and marks a replaced file {@code
 * (gone)}.
 */
final class NodeLabels {

    private final Map<String, Long> nodes = new HashMap<>();
    private final Map<Long, String> labels = new HashMap<>();

    /** How many nodeids were first seen under each path. */
    private final Map<String, Integer> seen = new HashMap<>();

    NodeLabels() {
        put("/", 1);
    }

    private void put(String label, long node) {
        nodes.put(label, node);
        labels.put(node, label);
    }

    /** The nodeid a recording means; one nobody has if it names something we have not seen. */
    long node(String label) {
        return label.equals("-") ? 0 : nodes.getOrDefault(label, Long.MAX_VALUE);
    }

    private static String path(String directory, String name) {
        return directory.equals("/") ? "/" + name : directory + "/" + name;
    }

    /** The label of a nodeid that a reply has given for a name. */
    String seen(String directory, String name, long node) {
        String known = labels.get(node);
        if (known != null) {
            return known;
        }
        String base = path(directory, name);
        int count = seen.merge(base, 1, Integer::sum);
        String label = count == 1 ? base : base + "'" + count;
        put(label, node);
        return label;
    }

    /**
     * A rename has succeeded: {@code node} may have been known under the old name, or not at all.
     */
    void renamed(String directory, String name, String newDirectory, String newName, boolean swap) {
        String from = current(path(directory, name));
        String to = current(path(newDirectory, newName));
        if (swap) {
            move(from, "\0");
            move(to, from);
            move("\0", to);
            return;
        }
        if (nodes.containsKey(to) && !to.equals(from)) {
            move(to, to + "(gone)");
        }
        // Recordings keep the label of a nodeid that was not the first under its path.
        if (from.equals(path(directory, name))) {
            move(from, path(newDirectory, newName));
        }
    }

    /** The label of the nodeid seen last under a path. */
    private String current(String base) {
        String label = base;
        for (int k = 2; nodes.containsKey(base + "'" + k); k++) {
            label = base + "'" + k;
        }
        return label;
    }

    private void move(String from, String to) {
        Map<String, String> moves = new HashMap<>();
        for (String label : nodes.keySet()) {
            if (label.equals(from) || label.startsWith(from + "/")) {
                moves.put(label, to + label.substring(from.length()));
            }
        }
        Map<String, Long> moved = new HashMap<>();
        moves.forEach((old, label) -> moved.put(label, nodes.remove(old)));
        moved.forEach(this::put);
    }
}
