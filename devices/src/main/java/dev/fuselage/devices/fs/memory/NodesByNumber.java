package dev.fuselage.devices.fs.memory;

import dev.fuselage.machine.snapshot.SnapshotReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the inodes of a snapshot by their numbers while it is loaded. */
final class NodesByNumber {

    private final List<MemoryNode> nodes = new ArrayList<>();
    private final SnapshotReader from;

    private NodesByNumber(SnapshotReader from) {
        this.from = from;
    }

    /** Of all inodes from the root on, which are linked in the order of their numbers. */
    static NodesByNumber of(MemoryNode root, SnapshotReader from) {
        NodesByNumber table = new NodesByNumber(from);
        for (@Nullable MemoryNode node = root; node != null; node = node.newer) {
            table.nodes.add(node);
        }
        return table;
    }

    /** The inode of a number the snapshot names, and which it must hold. */
    MemoryNode get(long ino) {
        int low = 0;
        int high = nodes.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            MemoryNode node = nodes.get(middle);
            if (node.ino() == ino) {
                return node;
            }
            if (node.ino() < ino) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        throw from.notAsExpected();
    }
}
