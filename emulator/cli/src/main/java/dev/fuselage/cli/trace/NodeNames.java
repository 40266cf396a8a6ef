package dev.fuselage.cli.trace;

import dev.fuselage.fuse.FuseProtocol;
import java.util.HashMap;
import java.util.Map;

/**
 * Names nodes in a trace by the path under which the server first named them: {@code '2} marks the
 * second node of a path, {@code (gone)} one that a rename has replaced.
 *
 * <p>As in the recordings, a rename concerns the nodes that are called by the very paths it names:
 * one that carries a number keeps its name.
 */
final class NodeNames {
    private final Map<Long, String> names = new HashMap<>();
    private final Map<String, Long> nodes = new HashMap<>();
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
        String known = names.get(nodeid);
        if (known != null) {
            return known;
        }
        String path = path(parent, name);
        int count = nodesOfPath.merge(path, 1, Integer::sum);
        String called = count == 1 ? path : path + "'" + count;
        call(nodeid, called);
        return called;
    }

    private void call(long nodeid, String name) {
        names.put(nodeid, name);
        nodes.put(name, nodeid);
    }

    /** A name was renamed; with {@code exchange} both nodes keep a name. */
    void renamed(long oldParent, String oldName, long newParent, String newName, boolean exchange) {
        String from = path(oldParent, oldName);
        String to = path(newParent, newName);
        Long moved = nodes.remove(from);
        Long replaced = from.equals(to) ? null : nodes.remove(to);
        if (replaced != null) {
            call(replaced, exchange ? from : to + "(gone)");
        }
        if (moved != null) {
            call(moved, to);
        }
    }
}
