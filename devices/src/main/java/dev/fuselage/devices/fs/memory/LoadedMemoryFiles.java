package dev.fuselage.devices.fs.memory;

import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.LoadedFiles;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.machine.snapshot.SnapshotReader;

/** What {@link SavedMemoryFiles} wrote; nothing can be gone. */
final class LoadedMemoryFiles implements LoadedFiles {

    private final NodesByNumber nodes;
    private final SnapshotReader from;
    private final Object client;

    LoadedMemoryFiles(NodesByNumber nodes, SnapshotReader from, Object client) {
        this.nodes = nodes;
        this.from = from;
        this.client = client;
    }

    @Override
    public Node node(long references) {
        MemoryNode node = nodes.get(from.getLong());
        node.references += references;
        return node;
    }

    @Override
    public Handle handle() {
        MemoryNode node = nodes.get(from.getLong());
        boolean readable = from.getBoolean();
        boolean writable = from.getBoolean();
        MemoryHandle handle = new MemoryHandle(node, readable, writable);
        node.locks().load(handle, client, from);
        return handle;
    }
}
