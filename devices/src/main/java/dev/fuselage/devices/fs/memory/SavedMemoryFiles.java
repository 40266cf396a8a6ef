package dev.fuselage.devices.fs.memory;

import dev.fuselage.devices.fs.Handle;
import dev.fuselage.devices.fs.Node;
import dev.fuselage.devices.fs.SavedFiles;
import dev.fuselage.machine.snapshot.SnapshotWriter;

/** Nodes and handles by inode number: the file system's own part of the snapshot has all inodes. */
final class SavedMemoryFiles implements SavedFiles {

    private final SnapshotWriter to;

    SavedMemoryFiles(SnapshotWriter to) {
        this.to = to;
    }

    @Override
    public void node(Node node) {
        to.putLong(node.ino());
    }

    @Override
    public void handle(Handle handle) {
        MemoryHandle open = (MemoryHandle) handle;
        to.putLong(open.node().ino());
        to.putBoolean(open.readable());
        to.putBoolean(open.writable());
        open.node().locks().save(open, to);
    }
}
