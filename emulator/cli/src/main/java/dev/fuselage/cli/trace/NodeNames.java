package dev.fuselage.cli.trace;

import dev.fuselage.fuse.FuseProtocol;
import java.util.HashMap;
import java.util.Map;

/**
 * Names nodes in a trace by the path under which the server first named them: {@code '2} marks the
 * second node of a path, {@code (gone)} one that a rename has replaced.
 */
final class NodeNames {
    private record Entry(long parent, String name) {}

    private final Map<Long, String> names = new HashMap<>();
    private final Map<Entry, Long> entries = new HashMap<>();
    private final Map<String, Integer> nodesOfPath = new HashMap<>();

    NodeNames() {
        names.put(FuseProtocol.ROOT_ID, "/");
    }

    /**
     * The name of a node; {@code -} for none, {@code ?} and the number for one nobody has named.
     */
    String of(long nodeid) {
        if (nodeid == 0) {
            return "-";
        }
        return names.getOrDefault(nodeid, "?" + Long.toUnsignedString(nodeid));
    }

    /** The path of a name in a directory. */
    private String path(long parent, String name) {
        String dir = of(parent);
        return (dir.equals("/") ? "/" : dir + "/") + ByteText.of(name);
    }

    /** The server answered that a name in a directory is this node; returns what to call it. */
    String found(long parent, String name, long nodeid) {
        entries.put(new Entry(parent, name), nodeid);
        String known = names.get(nodeid);
        if (known != null) {
            return known;
        }
        String path = path(parent, name);
        int count = nodesOfPath.merge(path, 1, Integer::sum);
        String called = count == 1 ? path : path + "'" + count;
        names.put(nodeid, called);
        return called;
    }

    /** A name was removed. */
    void removed(long parent, String name) {
        entries.remove(new Entry(parent, name));
    }

    /** A name was renamed; with {@code exchange} both nodes keep a name. */
    void renamed(long oldParent, String oldName, long newParent, String newName, boolean exchange) {
        Long moved = entries.remove(new Entry(oldParent, oldName));
        Long replaced = entries.remove(new Entry(newParent, newName));
        if (replaced != null && !replaced.equals(moved)) {
            if (exchange) {
                names.put(replaced, path(oldParent, oldName));
                entries.put(new Entry(oldParent, oldName), replaced);
            } else {
                names.computeIfPresent(replaced, (node, name) -> name + "(gone)");
            }
        }
        if (moved != null) {
            names.put(moved, path(newParent, newName));
            entries.put(new Entry(newParent, newName), moved);
        }
    }
}
